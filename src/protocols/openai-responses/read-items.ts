import { cannotCarry, type Notes } from '../neutral/notes.ts';
import type { Fields, Part, ReasoningPart, ToolCallPart, ToolResultPart } from '../neutral/parts.ts';
import type { Message } from '../neutral/request.ts';
import { type Builtin, builtinOfCall, builtinOfOutput, outputFailed, outputText } from './builtins.ts';
import { carriedSeal } from './carried-seals.ts';
import { askForSummary, summaryIn, toldSummary } from './compaction.ts';
import { readContent } from './read-content.ts';
import { reasoningParts } from './reasoning.ts';
import type { ToolShelf } from './tool-shelf.ts';
import {
  extraOf,
  fieldsOf,
  invalid,
  isObject,
  jsonOf,
  listOf,
  maybe,
  named,
  OWN,
  restOf,
  textOf,
} from './wire.ts';

const MESSAGE = new Set(['type', 'role', 'content', 'id', 'status']);
const CALL = new Set(['type', 'id', 'call_id', 'name', 'namespace', 'arguments', 'input', 'status']);
const OUTPUT = new Set(['type', 'id', 'call_id', 'output', 'status', 'name']);

/** What reading the items needs to know, and what it finds. */
export interface ItemReader {
  shelf: ToolShelf;
  notes: Notes;
  messages: Message[];
  calls: Map<string, ToolCallPart>;
  /** Of a `configuration_update` (Codex): replaces `reasoning` of the body from there on. */
  reasoning: unknown;
  /** The last item asks for a compaction (Codex: `compaction_trigger`). */
  compacts: boolean;
}

export function itemReader(shelf: ToolShelf, notes: Notes): ItemReader {
  return { shelf, notes, messages: [], calls: new Map(), reasoning: undefined, compacts: false };
}

/** The message that more parts of a role go into: items of one turn are one message. */
function openMessage(reader: ItemReader, role: 'assistant' | 'tool'): Message {
  const last = reader.messages.at(-1);
  if (last?.role === role) return last;
  const message: Message = { role, parts: [] };
  reader.messages.push(message);
  return message;
}

function readMessage(item: Fields, at: string, reader: ItemReader): void {
  const role = named(item.role) ?? 'user';
  const parts = readContent(item.content, `${at}.content`);
  const rest = restOf(item, MESSAGE);
  if (role === 'assistant') {
    // Fields of the item stand on its first part, so that it can be told from its neighbours.
    const [first] = parts;
    if (first?.type === 'text' && Object.keys(rest).length > 0)
      Object.assign(first, extraOf({ ...fieldsOf(first.extra?.fields), item: rest }));
    openMessage(reader, 'assistant').parts.push(...parts);
    return;
  }
  if (role !== 'user' && role !== 'system' && role !== 'developer')
    throw invalid(`${at}.role`, 'is none that is known', 'use user, assistant, system or developer');
  reader.messages.push({
    role: role === 'user' ? 'user' : 'system',
    parts,
    ...(role === 'developer' ? { developer: true } : {}),
    ...extraOf(rest),
  });
}

function addCall(reader: ItemReader, call: ToolCallPart): void {
  reader.calls.set(call.id, call);
  openMessage(reader, 'assistant').parts.push(call);
}

function callId(item: Fields, at: string): string {
  const id = named(item.call_id) ?? named(item.id);
  if (id === undefined) throw invalid(`${at}.call_id`, 'is required', 'send the call_id of the call');
  return id;
}

function readCall(item: Fields, at: string, reader: ItemReader): void {
  const own = named(item.name);
  if (own === undefined) throw invalid(`${at}.name`, 'is required', 'name the tool that was called');
  const custom = item.type === 'custom_tool_call';
  const given = custom ? item.input : item.arguments;
  const namespace = named(item.namespace);
  addCall(reader, {
    type: 'tool_call',
    id: callId(item, at),
    name: reader.shelf.nameOf(namespace, own),
    input: typeof given === 'string' || given === undefined || given === null ? textOf(given) : jsonOf(given),
    ...(custom ? { custom: true } : {}),
    ...extraOf({
      ...restOf(item, CALL),
      ...(namespace === undefined ? {} : { namespace, name: own }),
    }),
  });
}

function readBuiltinCall(builtin: Builtin, item: Fields, at: string, reader: ItemReader): void {
  if (builtin.type === 'tool_search' && item.execution !== 'client') {
    keep(item, reader);
    return;
  }
  addCall(reader, {
    type: 'tool_call',
    id: callId(item, at),
    name: reader.shelf.builtinName(builtin.type),
    input: jsonOf(builtin.argumentsOf(item) ?? {}),
    ...extraOf({ type: builtin.call }),
  });
}

function addResult(item: Fields, at: string, reader: ItemReader, result: Partial<ToolResultPart>): void {
  const id = callId(item, at);
  const call = reader.calls.get(id);
  openMessage(reader, 'tool').parts.push({
    type: 'tool_result',
    callId: id,
    ...maybe('name', call?.name ?? named(item.name)),
    content: [],
    ...(call?.custom === true || item.type === 'custom_tool_call_output' ? { custom: true } : {}),
    ...result,
  });
}

function isResultPart(part: Part): part is ToolResultPart['content'][number] {
  return part.type === 'text' || part.type === 'image' || part.type === 'file' || part.type === 'other';
}

function readOutput(item: Fields, at: string, reader: ItemReader): void {
  const given = item.output;
  const plain = isObject(given) ? textOf(given.content) || jsonOf(given) : given;
  const content = readContent(plain, `${at}.output`).filter(isResultPart);
  addResult(item, at, reader, { content, ...extraOf(restOf(item, OUTPUT)) });
}

function readBuiltinOutput(builtin: Builtin, item: Fields, at: string, reader: ItemReader): void {
  if (builtin.type === 'tool_search') {
    reader.shelf.add(item.tools, `${at}.tools`);
    if (item.execution !== 'client') {
      keep(item, reader);
      return;
    }
  }
  addResult(item, at, reader, {
    content: [{ type: 'text', text: outputText(item) }],
    ...(outputFailed(item) ? { isError: true } : {}),
    ...extraOf({ type: builtin.output, ...restOf(item, new Set(['id', 'call_id', 'type'])) }),
  });
}

function readReasoning(item: Fields, reader: ItemReader): void {
  const carried = carriedSeal(textOf(item.encrypted_content));
  if (carried === null) {
    const parts: ReasoningPart[] = reasoningParts(item);
    if (parts.length > 0) openMessage(reader, 'assistant').parts.push(...parts);
    return;
  }
  if (carried.callId !== null) {
    const call = reader.calls.get(carried.callId);
    if (call !== undefined) call.seal = carried.seal;
    return;
  }
  const text = openMessage(reader, 'assistant').parts.findLast((part) => part.type === 'text');
  if (text?.type === 'text') text.seal = carried.seal;
}

/** Another agent's words to this one (Codex), as the user's. */
function readAgentMessage(item: Fields, at: string, reader: ItemReader): void {
  const from = `Message from ${named(item.author) ?? 'another agent'} to ${named(item.recipient) ?? 'you'}:\n`;
  const parts = readContent(item.content, `${at}.content`);
  reader.messages.push({ role: 'user', parts: [{ type: 'text', text: from }, ...parts] });
}

function readCompaction(item: Fields, reader: ItemReader): void {
  const summary = summaryIn(textOf(item.encrypted_content));
  if (summary === null) keep(item, reader);
  else reader.messages.push(toldSummary(summary));
}

/** What only a provider of this protocol knows: its own searches, their results, its own compactions. */
function keep(item: Fields, reader: ItemReader): void {
  const other: Part = { type: 'other', protocol: OWN, value: restOf(item, new Set()) };
  const theirs = /(?:_output|_response)$/.test(textOf(item.type));
  if (theirs) reader.messages.push({ role: 'user', parts: [other] });
  else openMessage(reader, 'assistant').parts.push(other);
}

/** Reads one item. Throws `invalid_request` naming the field where the item cannot be used. */
function readItem(item: unknown, at: string, reader: ItemReader): void {
  if (item === null) return;
  if (!isObject(item)) throw invalid(at, 'must be an object', 'send {type: "message", role, content}');
  const type = named(item.type) ?? (item.role === undefined ? '' : 'message');
  const call = builtinOfCall(type);
  const output = builtinOfOutput(type);
  if (call !== undefined) readBuiltinCall(call, item, at, reader);
  else if (output !== undefined) readBuiltinOutput(output, item, at, reader);
  else
    switch (type) {
      case 'message':
        readMessage(item, at, reader);
        break;
      case 'function_call':
      case 'custom_tool_call':
        readCall(item, at, reader);
        break;
      case 'function_call_output':
      case 'custom_tool_call_output':
        readOutput(item, at, reader);
        break;
      case 'reasoning':
        readReasoning(item, reader);
        break;
      case 'compaction':
      case 'compaction_summary':
      case 'context_compaction':
        readCompaction(item, reader);
        break;
      case 'agent_message':
        readAgentMessage(item, at, reader);
        break;
      case 'additional_tools':
        // On the shelf since before the first item was read.
        break;
      case 'configuration_update':
        reader.reasoning = item.reasoning;
        break;
      case 'compaction_trigger':
        reader.compacts = true;
        break;
      case 'item_reference':
      case '':
        if (type === '' && named(item.id) === undefined)
          throw invalid(`${at}.type`, 'is required', 'send {type: "message", role, content}');
        throw cannotCarry(
          `${at}.id`,
          'refers to an item that only the provider which made it has stored',
          'send the item itself',
        );
      default:
        keep(item, reader);
        break;
    }
}

/**
 * Reads the input: a text, or items. Tools are known before, since items may name them; tools that items bring along
 * (`additional_tools`, a tool search's results) are put on the shelf.
 */
export function readInput(input: unknown, reader: ItemReader): void {
  if (typeof input === 'string') {
    reader.messages.push({ role: 'user', parts: [{ type: 'text', text: input }] });
    return;
  }
  if (input !== undefined && input !== null && !Array.isArray(input))
    throw invalid('input', 'must be a string or a list', 'send the text of the user, or a list of items');
  const items = listOf(input);
  for (const [i, item] of items.entries()) {
    if (isObject(item) && item.type === 'additional_tools') reader.shelf.add(item.tools, `input[${i}].tools`);
  }
  for (const [i, item] of items.entries()) readItem(item, `input[${i}]`, reader);
  if (reader.compacts) reader.messages.push(askForSummary());
}
