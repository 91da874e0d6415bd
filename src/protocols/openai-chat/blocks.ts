import type { Block, Growing, GrowthState } from '../../context/index.ts';
import { itemEnds } from '../json/scan.ts';

type Json = Record<string, unknown>;

/** A context longer than this in blocks is an attack or a mistake: the rest of it is not looked at. */
const MAX_BLOCKS = 50_000;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}

/** JSON of a value in its own key order, without a cache mark at its top; what is too deep for that is named so. */
function jsonOf(value: unknown): string {
  const { cache_control: mark, ...rest } = isObject(value) ? value : { cache_control: undefined };
  try {
    return JSON.stringify(mark === undefined ? value : rest) ?? 'null';
  } catch {
    return '"(nested too deeply)"';
  }
}

function envelopeOf(fields: Json): string | null {
  let kept: Json | null = null;
  for (const key of Object.keys(fields)) {
    if (typeof fields[key] !== 'string') continue;
    kept ??= {};
    kept[key] = fields[key];
  }
  return kept === null ? null : JSON.stringify(kept);
}

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
    tool: string | null,
    envelope: string | null,
  ): void {
    if (!this.full) this.list.push({ kind, role, tool, content, envelope, message });
  }
}

function addTools(out: Blocks, body: Json): void {
  for (const list of [body.tools, body.functions]) {
    if (!Array.isArray(list)) continue;
    for (const tool of list as unknown[]) {
      if (!isObject(tool)) continue;
      const named = isObject(tool.function) ? tool.function : tool;
      out.add('tool_schema', 'tools', jsonOf(tool), -1, stringOr(named.name, null), null);
    }
  }
  const format = body.response_format;
  if (isObject(format) && isObject(format.json_schema)) {
    out.add('other', 'system', jsonOf(format.json_schema), -1, null, null);
  }
}

interface Place {
  role: string;
  message: number;
  tool: string | null;
  envelope: string | null;
  textKind: Block['kind'];
}

/** Kind and content of one part of a message. */
function readPart(part: unknown, textKind: Block['kind']): [Block['kind'], string] {
  if (typeof part === 'string') return [textKind, part];
  if (!isObject(part)) return ['other', jsonOf(part)];
  if (typeof part.text === 'string') return [textKind, part.text];
  const image = isObject(part.image_url) ? part.image_url.url : part.image_url;
  if (typeof image === 'string') return ['image', image];
  if (typeof part.refusal === 'string') return ['text', part.refusal];
  if (typeof part.thinking === 'string') return ['reasoning', part.thinking];
  return ['other', jsonOf(part)];
}

function addContent(out: Blocks, content: unknown, place: Place): void {
  if (content === undefined || content === null) return;
  for (const part of Array.isArray(content) ? (content as unknown[]) : [content]) {
    const [kind, text] = readPart(part, place.textKind);
    out.add(kind, place.role, text, place.message, place.tool, place.envelope);
  }
}

function calledTool(call: unknown): Json | null {
  if (!isObject(call)) return null;
  if (isObject(call.custom)) return call.custom;
  return isObject(call.function) ? call.function : call;
}

/** A call's content is its tool's name, a line feed, and its arguments as the model wrote them. Gives the name. */
function addCall(out: Blocks, call: unknown, id: unknown, role: string, message: number): string {
  const called = calledTool(call);
  const name = stringOr(called?.name, '');
  if (called === null || name === '') {
    out.add('other', role, jsonOf(call), message, null, null);
    return '';
  }
  const given = called.arguments ?? called.input ?? '';
  const written = typeof given === 'string' ? given : jsonOf(given);
  out.add('tool_call', role, `${name}\n${written}`, message, name, envelopeOf({ id }));
  return name;
}

function addMessage(out: Blocks, given: Json, message: number, toolNames: Map<string, string>): void {
  const before = out.list.length;
  const role = stringOr(given.role, 'unknown');
  const isResult = role === 'tool' || role === 'function';
  const callId = stringOr(given.tool_call_id, null);
  const place: Place = {
    role,
    message,
    tool: isResult
      ? ((callId === null ? undefined : toolNames.get(callId)) ?? stringOr(given.name, null))
      : null,
    envelope: envelopeOf({ name: given.name, tool_call_id: given.tool_call_id }),
    textKind: role === 'system' || role === 'developer' ? 'system' : isResult ? 'tool_result' : 'text',
  };
  const reasoning = given.reasoning_content ?? given.reasoning;
  if (typeof reasoning === 'string' && reasoning !== '')
    out.add('reasoning', role, reasoning, message, null, place.envelope);
  addContent(out, given.content, place);
  if (typeof given.refusal === 'string') out.add('text', role, given.refusal, message, null, place.envelope);
  if (Array.isArray(given.tool_calls)) {
    for (const call of given.tool_calls as unknown[]) {
      const id = isObject(call) ? call.id : undefined;
      const name = addCall(out, call, id, role, message);
      if (typeof id === 'string' && name !== '') toolNames.set(id, name);
    }
  }
  if (isObject(given.function_call)) addCall(out, given.function_call, undefined, role, message);
  // A message with nothing in it is still a turn of the conversation.
  if (out.list.length === before) out.add(place.textKind, role, '', message, place.tool, place.envelope);
}

function addMessages(out: Blocks, messages: unknown[], state: GrowthState): void {
  for (const [i, message] of messages.entries()) {
    if (out.full) break;
    const place = state.messages + i;
    if (isObject(message)) addMessage(out, message, place, state.toolNames);
    else if (message !== null) out.add('other', 'unknown', jsonOf(message), place, null, null);
  }
}

/**
 * The blocks of a chat completions request in the order in which providers serialise them: tools, then messages.
 * Reads any shape without throwing; what it does not know is kept as a block of kind `other`. A list that holds
 * one text is the same block as that text alone, and `cache_control` is no part of a block, so that marks that
 * move from turn to turn change nothing.
 */
export function chatBlocks(body: unknown): Block[] {
  const out = new Blocks();
  if (!isObject(body)) return out.list;
  addTools(out, body);
  const messages = Array.isArray(body.messages) ? (body.messages as unknown[]) : [];
  addMessages(out, messages, { messages: 0, toolNames: new Map() });
  return out.list;
}

/** A chat grows by its messages; tools and the answer's schema stay. */
export const chatGrowing: Growing = {
  list: 'messages',
  fixed: ['tools', 'functions', 'response_format'],
  ends: itemEnds,
  more(messages, state) {
    const out = new Blocks();
    addMessages(out, messages, state);
    return out.list;
  },
  rest(body) {
    const out = new Blocks();
    if (isObject(body)) addTools(out, body);
    return out.list;
  },
};

/** A text, or a list of texts; numbers are tokens that the client has made itself. */
function addTexts(out: Blocks, value: unknown, first: number): number {
  if (value === undefined || value === null) return first;
  const many = Array.isArray(value) && !value.every((entry) => typeof entry === 'number');
  let message = first;
  for (const entry of many ? (value as unknown[]) : [value]) {
    if (out.full) break;
    if (typeof entry === 'string') out.add('text', 'user', entry, message++, null, null);
    else out.add('other', 'user', jsonOf(entry), message++, null, null);
  }
  return message;
}

/** The blocks of a request to `/completions` or `/fim/completions`: its prompts, then its suffix. Never throws. */
export function completionBlocks(body: unknown): Block[] {
  const out = new Blocks();
  if (isObject(body)) addTexts(out, body.suffix, addTexts(out, body.prompt, 0));
  return out.list;
}

/** The blocks of a request to `/embeddings`: its inputs. Never throws. */
export function embeddingBlocks(body: unknown): Block[] {
  const out = new Blocks();
  if (isObject(body)) addTexts(out, body.input, 0);
  return out.list;
}
