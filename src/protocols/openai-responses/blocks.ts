import type { Block, Growing, GrowthState } from '../../context/index.ts';
import { itemEnds } from '../json/scan.ts';
import type { Fields } from '../neutral/parts.ts';
import { isObject, jsonOf, textOf } from './wire.ts';

/** A context longer than this in blocks is an attack or a mistake: the rest of it is not looked at. */
const MAX_BLOCKS = 50_000;

/** Gathers blocks up to the bound. */
class Blocks {
  readonly list: Block[] = [];

  get full(): boolean {
    return this.list.length >= MAX_BLOCKS;
  }

  add(
    kind: Block['kind'],
    role: string,
    content: string,
    message: number,
    tool: string | null = null,
    envelope: string | null = null,
  ): void {
    if (!this.full) this.list.push({ kind, role, tool, content, envelope, message });
  }
}

function idEnvelope(key: 'id' | 'tool_call_id', id: unknown): string | null {
  return typeof id === 'string' ? JSON.stringify({ [key]: id }) : null;
}

function toolName(tool: Fields): string | null {
  if (typeof tool.name === 'string') return tool.name;
  return typeof tool.type === 'string' ? tool.type : null;
}

/** Tools, then the instructions, then the schema of the answer: all that stands before the conversation. */
function addLead(out: Blocks, body: Fields): void {
  for (const tool of Array.isArray(body.tools) ? (body.tools as unknown[]) : [])
    if (isObject(tool)) out.add('tool_schema', 'tools', jsonOf(tool), -1, toolName(tool));
  if (typeof body.instructions === 'string') out.add('system', 'system', body.instructions, -1);
  const format = isObject(body.text) ? body.text.format : undefined;
  if (isObject(format) && format.type === 'json_schema') {
    const { type: _, ...schema } = format;
    out.add('other', 'system', jsonOf(schema), -1);
  }
}

/** Kind and content of one part of a message or of a tool's output. */
function readPart(part: unknown, textKind: Block['kind']): [Block['kind'], string] {
  if (typeof part === 'string') return [textKind, part];
  if (!isObject(part)) return ['other', jsonOf(part)];
  if (typeof part.text === 'string') return [textKind, part.text];
  if (typeof part.refusal === 'string') return ['text', part.refusal];
  const image = isObject(part.image_url) ? part.image_url.url : part.image_url;
  if (typeof image === 'string') return ['image', image];
  if (typeof part.encrypted_content === 'string') return ['other', part.encrypted_content];
  return ['other', jsonOf(part)];
}

interface Place {
  role: string;
  message: number;
  tool: string | null;
  envelope: string | null;
  textKind: Block['kind'];
}

function addContent(out: Blocks, content: unknown, place: Place): void {
  for (const part of Array.isArray(content) ? (content as unknown[]) : [content]) {
    const [kind, text] = readPart(part, place.textKind);
    out.add(kind, place.role, text, place.message, place.tool, place.envelope);
  }
}

function addMessage(out: Blocks, item: Fields, message: number): void {
  const role = typeof item.role === 'string' ? item.role : 'user';
  const textKind = role === 'system' || role === 'developer' ? 'system' : 'text';
  const empty = item.content === undefined || item.content === null;
  const none = empty || (Array.isArray(item.content) && item.content.length === 0);
  const place: Place = { role, message, tool: null, envelope: null, textKind };
  addContent(out, none ? '' : item.content, place);
}

/** A call's content is its tool's name, a line feed, and its arguments as the model wrote them. */
function addCall(out: Blocks, item: Fields, name: string, message: number, state: GrowthState): void {
  const given = item.arguments ?? item.input ?? item.action ?? item.operation ?? '';
  const written = typeof given === 'string' ? given : jsonOf(given);
  const envelope = idEnvelope('id', item.call_id);
  out.add('tool_call', 'assistant', `${name}\n${written}`, message, name, envelope);
  if (typeof item.call_id === 'string') state.toolNames.set(item.call_id, name);
}

function addOutput(out: Blocks, item: Fields, message: number, state: GrowthState): void {
  const id = item.call_id ?? item.id;
  const place: Place = {
    role: 'tool',
    message,
    tool: (typeof id === 'string' ? state.toolNames.get(id) : undefined) ?? null,
    envelope: idEnvelope('tool_call_id', id),
    textKind: 'tool_result',
  };
  addContent(out, item.output ?? item.tools ?? '', place);
}

/** What the model thought as far as it can be read; the encrypted rest is as long as what it hides, or longer. */
function addReasoning(out: Blocks, item: Fields, message: number): void {
  const before = out.list.length;
  for (const list of [item.summary, item.content]) {
    for (const part of Array.isArray(list) ? (list as unknown[]) : []) {
      const text = isObject(part) ? textOf(part.text) : '';
      if (text !== '') out.add('reasoning', 'assistant', text, message);
    }
  }
  const sealed = textOf(item.encrypted_content);
  if (sealed !== '') out.add('other', 'assistant', sealed, message);
  if (out.list.length === before) out.add('reasoning', 'assistant', '', message);
}

/** Calls whose item has no name, by the tool's. */
const CALLS: Record<string, string> = {
  local_shell_call: 'local_shell',
  shell_call: 'shell',
  apply_patch_call: 'apply_patch',
  tool_search_call: 'tool_search',
};
const OUTPUT = /^(?:function|custom_tool|local_shell|shell|apply_patch|tool_search)(?:_call)?_output$/;

function addItem(out: Blocks, item: Fields, message: number, state: GrowthState): void {
  const type = typeof item.type === 'string' ? item.type : 'message';
  if (type === 'message') addMessage(out, item, message);
  else if (type === 'function_call' || type === 'custom_tool_call')
    addCall(out, item, textOf(item.name), message, state);
  else if (CALLS[type] !== undefined) addCall(out, item, CALLS[type], message, state);
  else if (OUTPUT.test(type)) addOutput(out, item, message, state);
  else if (type === 'reasoning') addReasoning(out, item, message);
  else if (type === 'additional_tools') addTools(out, item, message);
  else if (typeof item.encrypted_content === 'string')
    out.add('other', 'assistant', item.encrypted_content, message);
  else {
    const { id: _, status: __, ...rest } = item;
    out.add('other', type.endsWith('_call') ? 'assistant' : 'user', jsonOf(rest), message);
  }
}

function addTools(out: Blocks, item: Fields, message: number): void {
  for (const tool of Array.isArray(item.tools) ? (item.tools as unknown[]) : [])
    if (isObject(tool)) out.add('tool_schema', 'developer', jsonOf(tool), message, toolName(tool));
}

function addItems(out: Blocks, items: unknown[], state: GrowthState): void {
  for (const [i, item] of items.entries()) {
    if (out.full) break;
    const message = state.messages + i;
    if (isObject(item)) addItem(out, item, message, state);
    else if (item !== null) out.add('other', 'user', jsonOf(item), message);
  }
}

/** Everything but the list of items: an input that is one text belongs here, since no list can grow from it. */
function addRest(out: Blocks, body: Fields): void {
  addLead(out, body);
  if (typeof body.input === 'string') out.add('text', 'user', body.input, 0);
}

/**
 * The blocks of a request to `/responses` in the order in which providers serialise them: tools, instructions, items.
 * Reads any shape without throwing; what it does not know is kept as a block of kind `other`. Contents are the same
 * as chat completions have for equal texts, calls and results. Ids of items and their status are in no block: clients
 * make them anew (Codex after a compaction).
 */
export function responsesBlocks(body: unknown): Block[] {
  const out = new Blocks();
  if (!isObject(body)) return out.list;
  addRest(out, body);
  if (Array.isArray(body.input))
    addItems(out, body.input as unknown[], { messages: 0, toolNames: new Map() });
  return out.list;
}

/** A conversation grows by its items; tools, instructions and the answer's schema stay. */
export const responsesGrowing: Growing = {
  list: 'input',
  fixed: ['tools', 'instructions', 'text'],
  ends: itemEnds,
  more(items, state) {
    const out = new Blocks();
    addItems(out, items, state);
    return out.list;
  },
  rest(body) {
    const out = new Blocks();
    if (isObject(body)) addRest(out, body);
    return out.list;
  },
};
