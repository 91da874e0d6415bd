import type { Block, Growing, GrowthState } from '../../context/index.ts';
import { itemEnds } from '../json/scan.ts';
import type { Fields } from '../neutral/parts.ts';
import { fieldOf, fieldsOf, isObject, jsonOf, listOf, stringOr } from './fields.ts';
import { resultText } from './tool-results.ts';

/** A context longer than this in blocks is an attack or a mistake: the rest of it is not looked at. */
const MAX_BLOCKS = 50_000;

type Kind = Block['kind'];

function add(
  out: Block[],
  kind: Kind,
  role: string,
  content: string,
  message: number,
  tool: string | null = null,
  envelope: string | null = null,
): void {
  if (out.length < MAX_BLOCKS) out.push({ kind, role, tool, content, envelope, message });
}

/** Tools are told apart from each other by name; one that the provider runs itself by its field. */
function addTools(out: Block[], body: Fields): void {
  for (const tool of listOf(body.tools)) {
    if (!isObject(tool)) continue;
    for (const key of Object.keys(tool)) {
      if (key !== 'functionDeclarations' && key !== 'function_declarations') {
        add(out, 'tool_schema', 'tools', jsonOf({ [key]: tool[key] }), -1, key);
        continue;
      }
      for (const declared of listOf(tool[key])) {
        if (isObject(declared))
          add(out, 'tool_schema', 'tools', jsonOf(declared), -1, stringOr(declared.name, null));
      }
    }
  }
  const config = fieldsOf(fieldOf(body, 'generationConfig'));
  for (const name of ['responseSchema', 'responseJsonSchema']) {
    const schema = fieldOf(config, name);
    if (isObject(schema)) add(out, 'other', 'system', jsonOf(schema), -1);
  }
}

function addSystem(out: Block[], body: Fields): void {
  const system = fieldOf(body, 'systemInstruction');
  const parts = isObject(system) ? listOf(system.parts) : system === undefined ? [] : [system];
  for (const part of parts) {
    const text = typeof part === 'string' ? part : fieldsOf(part).text;
    if (typeof text === 'string') add(out, 'system', 'system', text, -1);
    else add(out, 'other', 'system', jsonOf(part), -1);
  }
}

function idEnvelope(id: unknown): string | null {
  return typeof id === 'string' ? JSON.stringify({ id }) : null;
}

/** Media is told by its bytes or its address alone, so that it can be taken out of the body as it stands there. */
function mediaOf(part: Fields): [Kind, string] | null {
  const inline = fieldOf(part, 'inlineData');
  const file = fieldOf(part, 'fileData');
  const media = isObject(inline) ? inline : isObject(file) ? file : null;
  if (media === null) return null;
  const content = stringOr(media.data, null) ?? stringOr(fieldOf(media, 'fileUri'), null);
  if (content === null) return null;
  const image = stringOr(fieldOf(media, 'mimeType'), '').startsWith('image/');
  return [image ? 'image' : 'other', content];
}

function addPart(out: Block[], part: unknown, role: string, message: number): void {
  if (!isObject(part)) {
    add(out, typeof part === 'string' ? 'text' : 'other', role, stringOr(part, jsonOf(part)), message);
    return;
  }
  const call = fieldOf(part, 'functionCall');
  if (isObject(call) && typeof call.name === 'string') {
    const written = jsonOf(call.args ?? {});
    add(out, 'tool_call', role, `${call.name}\n${written}`, message, call.name, idEnvelope(call.id));
    return;
  }
  const result = fieldOf(part, 'functionResponse');
  if (isObject(result)) {
    const tool = stringOr(result.name, null);
    const envelope = typeof result.id === 'string' ? JSON.stringify({ tool_call_id: result.id }) : null;
    add(out, 'tool_result', 'tool', resultText(result.response).text, message, tool, envelope);
    for (const more of listOf(result.parts)) {
      const [kind, content] = mediaOf(fieldsOf(more)) ?? ['other', jsonOf(more)];
      add(out, kind, 'tool', content, message, tool, envelope);
    }
    return;
  }
  if (typeof part.text === 'string') {
    // A part may hold a signature alone, which is nothing that is read.
    if (part.text === '' && fieldOf(part, 'thoughtSignature') !== undefined) return;
    add(out, part.thought === true ? 'reasoning' : 'text', role, part.text, message);
    return;
  }
  const [kind, content] = mediaOf(part) ?? ['other', jsonOf(part)];
  add(out, kind, role, content, message);
}

function addContents(out: Block[], contents: unknown[], state: GrowthState): void {
  for (const [i, content] of contents.entries()) {
    if (out.length >= MAX_BLOCKS) break;
    const message = state.messages + i;
    const { role: given, parts } = fieldsOf(content);
    const role = given === 'model' ? 'assistant' : stringOr(given, 'user');
    const before = out.length;
    if (!isObject(content)) addPart(out, content, role, message);
    for (const part of listOf(parts)) addPart(out, part, role, message);
    if (isObject(parts)) addPart(out, parts, role, message);
    // A content with nothing in it is still a turn of the conversation.
    if (out.length === before) add(out, 'text', role, '', message);
  }
}

/**
 * The blocks of a request to `generateContent`: tools and the answer's schema, the system instruction, contents. Never
 * throws; what it does not know is kept as a block of kind `other`. The model's role is called `assistant`.
 */
export function contentBlocks(body: unknown): Block[] {
  const out: Block[] = [];
  if (!isObject(body)) return out;
  addTools(out, body);
  addSystem(out, body);
  addContents(out, listOf(body.contents), { messages: 0, toolNames: new Map() });
  return out;
}

/** A conversation grows by its contents. */
export const contentGrowing: Growing = {
  list: 'contents',
  fixed: ['tools', 'systemInstruction', 'system_instruction', 'generationConfig', 'generation_config'],
  ends: itemEnds,
  more(contents, state) {
    const out: Block[] = [];
    addContents(out, contents, state);
    return out;
  },
  rest(body) {
    const out: Block[] = [];
    if (!isObject(body)) return out;
    addTools(out, body);
    addSystem(out, body);
    return out;
  },
};

/** The blocks of a request to `countTokens`: contents, or a whole request in `generateContentRequest`. */
export function countBlocks(body: unknown): Block[] {
  const inner = fieldOf(fieldsOf(body), 'generateContentRequest');
  return contentBlocks(isObject(inner) ? inner : body);
}

/** The blocks of a request to `embedContent` or `batchEmbedContents`: one message each content. */
export function embedBlocks(body: unknown): Block[] {
  const out: Block[] = [];
  const { content, requests } = fieldsOf(body);
  const contents = content === undefined ? listOf(requests).map((each) => fieldsOf(each).content) : [content];
  addContents(out, contents, { messages: 0, toolNames: new Map() });
  return out;
}
