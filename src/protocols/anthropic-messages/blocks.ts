import type { Block, Growing, GrowthState } from '../../context/index.ts';
import { itemEnds } from '../json/scan.ts';
import type { Fields } from '../neutral/parts.ts';
import { withoutBillingLine } from './billing.ts';
import { fieldsOf, isFields, jsonOf, listOf, textOr } from './wire.ts';

/** A context longer than this in blocks is an attack or a mistake: the rest of it is not looked at. */
const MAX_BLOCKS = 50_000;

/** JSON of a value in its own key order, without a cache mark at its top; what is too deep for that is named so. */
function contentJson(value: unknown): string {
  const { cache_control: mark, ...rest } = fieldsOf(value);
  return jsonOf(mark === undefined ? value : rest) ?? '"(nested too deeply)"';
}

interface Place {
  role: string;
  message: number;
  tool: string | null;
  envelope: string | null;
  textKind: Block['kind'];
}

type Add = (kind: Block['kind'], content: string, place: Place) => void;

function adderTo(list: Block[]): Add {
  return (kind, content, { role, message, tool, envelope }) => {
    if (list.length < MAX_BLOCKS) list.push({ kind, role, tool, content, envelope, message });
  };
}

/** What is before the messages: no message's, the model's reading of it is the system's. */
const BEFORE: Place = { role: 'system', message: -1, tool: null, envelope: null, textKind: 'system' };

function addTools(add: Add, body: Fields): void {
  for (const tool of listOf(body.tools)) {
    if (!isFields(tool)) continue;
    const name = textOr(tool.name, textOr(tool.mcp_server_name, null));
    add('tool_schema', contentJson(tool), { ...BEFORE, role: 'tools', tool: name });
  }
  for (const format of [fieldsOf(body.output_config).format, body.output_format])
    if (isFields(format) && format.schema !== undefined) add('other', contentJson(format.schema), BEFORE);
}

/** System texts; the line that Anthropic takes out of them again, new with each request, is no part of a context. */
function addSystem(add: Add, system: unknown): void {
  for (const part of Array.isArray(system) ? (system as unknown[]) : [system]) {
    const text = typeof part === 'string' ? part : fieldsOf(part).text;
    if (typeof text !== 'string') {
      if (part !== undefined && part !== null) add('other', contentJson(part), BEFORE);
      continue;
    }
    const kept = withoutBillingLine(text);
    if (kept === text || kept.trim() !== '') add('system', kept, BEFORE);
  }
}

/** Kind and content of an image or a document; null where there is nothing to look at but its JSON. */
function readSource(part: Fields): [Block['kind'], string] | null {
  const { type, data, url, file_id: file } = fieldsOf(part.source);
  if (type === 'text' && typeof data === 'string') return ['text', data];
  // The bytes of a document are rendered, and tokenized no more than an image's.
  const found = [data, url, file].find((value) => typeof value === 'string');
  return typeof found === 'string' ? ['image', found] : null;
}

/** The tool that a result answers, by the id of its call. */
function addResult(add: Add, part: Fields, message: number, toolNames: Map<string, string>): void {
  const id = textOr(part.tool_use_id, null);
  const place: Place = {
    role: 'tool',
    message,
    tool: (id === null ? undefined : toolNames.get(id)) ?? null,
    envelope: id === null ? null : JSON.stringify({ tool_call_id: id }),
    textKind: 'tool_result',
  };
  const { content, type } = part;
  const empty = content === undefined || content === null || (Array.isArray(content) && content.length === 0);
  if (empty) add('tool_result', '', place);
  else if (type === 'tool_result' || type === 'mcp_tool_result') addContent(add, content, place, toolNames);
  else add('tool_result', contentJson(content), place);
}

/** A call's content is its tool's name, a line feed, and its arguments. */
function addCall(add: Add, part: Fields, place: Place, toolNames: Map<string, string>): void {
  const { id, name } = part;
  if (typeof name !== 'string' || name === '') {
    add('other', contentJson(part), place);
    return;
  }
  if (typeof id === 'string') toolNames.set(id, name);
  const envelope = typeof id === 'string' ? JSON.stringify({ id }) : null;
  add('tool_call', `${name}\n${contentJson(part.input ?? {})}`, { ...place, tool: name, envelope });
}

function addPart(add: Add, part: unknown, place: Place, toolNames: Map<string, string>): void {
  if (typeof part === 'string') {
    add(place.textKind, part, place);
    return;
  }
  const fields = fieldsOf(part);
  const type = textOr(fields.type, '');
  if (type.endsWith('tool_use')) addCall(add, fields, place, toolNames);
  else if (type.endsWith('tool_result')) addResult(add, fields, place.message, toolNames);
  else if (typeof fields.text === 'string') add(place.textKind, fields.text, place);
  else if (type === 'thinking' || type === 'redacted_thinking') {
    const read = [fields.thinking, fields.data, fields.signature].find(
      (text) => typeof text === 'string' && text !== '',
    );
    add('reasoning', textOr(read, ''), place);
  } else {
    const [kind, content] = readSource(fields) ?? ['other', contentJson(part)];
    add(kind === 'text' ? place.textKind : kind, content, place);
  }
}

function addContent(add: Add, content: unknown, place: Place, toolNames: Map<string, string>): void {
  const parts: unknown[] = Array.isArray(content) ? content : [content];
  for (const part of parts) addPart(add, part, place, toolNames);
}

function addMessages(list: Block[], messages: unknown[], state: GrowthState): void {
  const add = adderTo(list);
  for (const [i, given] of messages.entries()) {
    if (list.length >= MAX_BLOCKS) return;
    const message = state.messages + i;
    if (!isFields(given)) {
      if (given !== null) add('other', contentJson(given), { ...BEFORE, role: 'unknown', message });
      continue;
    }
    const role = textOr(given.role, 'unknown');
    const textKind = role === 'system' ? 'system' : 'text';
    const place: Place = { role, message, tool: null, envelope: null, textKind };
    const before = list.length;
    if (given.content !== undefined && given.content !== null)
      addContent(add, given.content, place, state.toolNames);
    // A message with nothing in it is still a turn of the conversation.
    if (list.length === before) add(textKind, '', place);
  }
}

function blocksBefore(body: unknown): Block[] {
  const list: Block[] = [];
  if (!isFields(body)) return list;
  const add = adderTo(list);
  addTools(add, body);
  addSystem(add, body.system);
  return list;
}

/**
 * The blocks of a Messages request in the order in which the provider serialises them: tools, system, messages. Reads
 * any shape without throwing; what it does not know is kept as a block of kind `other`. Texts, calls and results have
 * the content that they have in chat completions; `cache_control` is no part of a block.
 */
export function messageBlocks(body: unknown): Block[] {
  const list = blocksBefore(body);
  addMessages(list, listOf(fieldsOf(body).messages), { messages: 0, toolNames: new Map() });
  return list;
}

/** A conversation grows by its messages; tools, system and the answer's schema stay. */
export const messagesGrowing: Growing = {
  list: 'messages',
  fixed: ['tools', 'system', 'output_config', 'output_format'],
  ends: itemEnds,
  more(messages, state) {
    const list: Block[] = [];
    addMessages(list, messages, state);
    return list;
  },
  rest: blocksBefore,
};
