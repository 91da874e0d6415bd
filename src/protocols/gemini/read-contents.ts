import type { Fields, Part, TextPart, ToolResultPart } from '../neutral/parts.ts';
import type { Message } from '../neutral/request.ts';
import { extraOf, fieldsOf, isObject, restOf } from './fields.ts';
import { type OpenCalls, readPart, refuse } from './read-parts.ts';

/** Roles of contents; `function` is the older one of responses. None means the user. */
const ROLES: Record<string, 'user' | 'assistant'> = { user: 'user', model: 'assistant', function: 'user' };

function roleOf(role: unknown, where: string): 'user' | 'assistant' {
  if (role === undefined || role === null || role === '') return 'user';
  const known = typeof role === 'string' ? ROLES[role.toLowerCase()] : undefined;
  if (known === undefined)
    throw refuse(
      `${where}.role`,
      'is no role of contents',
      'use "user" or "model"; system texts go in systemInstruction',
    );
  return known;
}

function partsOf(content: unknown, where: string): unknown[] {
  if (typeof content === 'string') return [content];
  if (!isObject(content))
    throw refuse(where, 'must be an object', 'a content is {"role": "user", "parts": […]}');
  const { parts } = content;
  if (parts === undefined || parts === null) return [];
  if (Array.isArray(parts)) return parts as unknown[];
  if (isObject(parts) || typeof parts === 'string') return [parts];
  throw refuse(`${where}.parts`, 'must be a list', 'send a list of parts');
}

/** Results without those that stand there word for word already: Gemini CLI sends each twice when it resumes a conversation. */
function once(results: ToolResultPart[]): ToolResultPart[] {
  const first = new Map<string, ToolResultPart>();
  return results.filter((result) => {
    const before = first.get(result.callId);
    if (before === undefined) first.set(result.callId, result);
    return before === undefined || JSON.stringify(before) !== JSON.stringify(result);
  });
}

/** A content's parts as messages: results are a message of their own, in front of what the user says beside them. */
function split(parts: Part[], role: 'user' | 'assistant', extra: Pick<Message, 'extra'>): Message[] {
  const results = parts.filter((part) => part.type === 'tool_result');
  if (results.length === 0) return [{ role, parts, ...extra }];
  const others = parts.filter((part) => part.type !== 'tool_result');
  const tool: Message = { role: 'tool', parts: once(results), ...extra };
  return others.length === 0 ? [tool] : [tool, { role, parts: others }];
}

/** A text with nothing to it but itself. */
function isPlain(part: Part | undefined): part is TextPart {
  return part?.type === 'text' && part.seal === undefined && part.extra === undefined;
}

/** Where to read an answer's next content to: clients keep each piece of a stream as a content of its own. */
function goesOn(last: Message | undefined, role: string, more: Fields | null): last is Message {
  return last?.role === 'assistant' && role === 'assistant' && last.extra === undefined && more === null;
}

/** `contents`, read. Throws `invalid_request` naming the field. */
export function readContents(contents: readonly unknown[]): Message[] {
  const messages: Message[] = [];
  const open: OpenCalls = { list: [] };
  for (const [i, content] of contents.entries()) {
    const where = `contents[${i}]`;
    const fields = fieldsOf(content);
    const role = roleOf(fields.role, where);
    const more = restOf(fields, ['role', 'parts']);
    const last = messages.at(-1);
    const continues = goesOn(last, role, more);
    const parts: Part[] = continues ? last.parts : [];
    const before = parts.length;
    for (const [k, part] of partsOf(content, where).entries())
      readPart(part, parts, `${i}_${k}`, `${where}.parts[${k}]`, open);
    const [end, begin] = [parts[before - 1], parts[before]];
    if (isPlain(end) && isPlain(begin))
      parts.splice(before - 1, 2, { type: 'text', text: end.text + begin.text });
    if (!continues && parts.length > 0) messages.push(...split(parts, role, extraOf(more)));
  }
  return messages;
}

/** `systemInstruction`, read: a content, or its text. */
export function readSystem(system: unknown): Message[] {
  if (system === undefined || system === '') return [];
  const parts: Part[] = [];
  const open: OpenCalls = { list: [] };
  const where = 'systemInstruction';
  for (const [k, part] of partsOf(system, where).entries())
    readPart(part, parts, `s_${k}`, `${where}.parts[${k}]`, open);
  const texts = parts.filter((part) => part.type !== 'tool_call' && part.type !== 'tool_result');
  return texts.length === 0 ? [] : [{ role: 'system', parts: texts }];
}
