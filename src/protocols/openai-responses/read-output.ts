import type { AnswerError, Finish, NeutralAnswer } from '../neutral/answer.ts';
import type { Citation, Fields, Part, ReasoningPart, ToolCallPart } from '../neutral/parts.ts';
import { errorIn } from './answer.ts';
import { type Builtin, builtinOfCall } from './builtins.ts';
import { reasoningParts } from './reasoning.ts';
import { joined } from './tool-shelf.ts';
import { normaliseUsage } from './usage.ts';
import { fieldsOf, isObject, jsonOf, listOf, maybe, named, numberOf, OWN, restOf, textOf } from './wire.ts';

/** A place in a text that rests on a page; null for annotations of other kinds. */
export function citationOf(annotation: unknown): Citation | null {
  const { type, url, title, start_index: start, end_index: end } = fieldsOf(annotation);
  if (type !== 'url_citation' || named(url) === undefined) return null;
  return {
    url: textOf(url),
    ...maybe('title', named(title)),
    ...maybe('start', numberOf(start)),
    ...maybe('end', numberOf(end)),
  };
}

export function citationsIn(part: unknown): Citation[] {
  return listOf(fieldsOf(part).annotations)
    .map(citationOf)
    .filter((citation) => citation !== null);
}

/** The tool that an item calls, under its name without namespaces; null where the item is no call. */
export function callOf(item: Fields): ToolCallPart | null {
  const custom = item.type === 'custom_tool_call';
  if (!custom && item.type !== 'function_call') return null;
  const given = custom ? item.input : item.arguments;
  return {
    type: 'tool_call',
    id: named(item.call_id) ?? named(item.id) ?? 'call_0',
    name: joined(named(item.namespace), textOf(item.name)),
    input: typeof given === 'string' ? given : given === undefined || given === null ? '' : jsonOf(given),
    ...(custom ? { custom: true } : {}),
  };
}

/** A call of a tool that the client runs, as a call of the function that stands for it. */
export function builtinCallOf(builtin: Builtin, item: Fields): ToolCallPart {
  return {
    type: 'tool_call',
    id: named(item.call_id) ?? named(item.id) ?? 'call_0',
    name: builtin.type,
    input: jsonOf(builtin.argumentsOf(item) ?? {}),
  };
}

/** Reasoning of an answer: ids without encrypted content mean nothing outside the provider. */
export function answerReasoning(item: Fields): ReasoningPart[] {
  return reasoningParts(named(item.encrypted_content) === undefined ? { ...item, id: undefined } : item);
}

/** What comes whole: an image, or what only this protocol knows. */
export function wholePart(item: Fields): Part {
  const call = builtinOfCall(item.type);
  if (call !== undefined && (call.type !== 'tool_search' || item.execution === 'client'))
    return builtinCallOf(call, item);
  const data = item.type === 'image_generation_call' ? named(item.result) : undefined;
  if (data === undefined) return { type: 'other', protocol: OWN, value: restOf(item, new Set()) };
  const mediaType = `image/${named(item.output_format) ?? 'png'}`;
  return { type: 'image', source: { kind: 'base64', mediaType, data } };
}

function messageParts(item: Fields): Part[] {
  const parts: Part[] = [];
  for (const part of listOf(item.content)) {
    const { type, text, refusal } = fieldsOf(part);
    if (type === 'refusal') parts.push({ type: 'refusal', text: textOf(refusal) });
    else if (typeof text === 'string') {
      const citations = citationsIn(part);
      parts.push({ type: 'text', text, ...(citations.length === 0 ? {} : { citations }) });
    }
  }
  return parts;
}

function itemParts(item: Fields): Part[] {
  if (item.type === 'message') return messageParts(item);
  if (item.type === 'reasoning') return answerReasoning(item);
  return [callOf(item) ?? wholePart(item)];
}

/** Why the model stopped, by a response's status; `called` and `refused`: what its output holds. */
export function finishOf(response: Fields, called: boolean, refused: boolean): Finish {
  const { status } = response;
  if (status === 'incomplete') {
    const { reason } = fieldsOf(response.incomplete_details);
    if (reason === 'max_output_tokens') return { reason: 'length' };
    if (reason === 'content_filter') return { reason: 'content_filter' };
    return { reason: 'other', raw: textOf(reason) || 'incomplete' };
  }
  if (status !== undefined && status !== 'completed')
    return { reason: 'other', raw: textOf(status) || 'unknown' };
  if (called) return { reason: 'tool_calls' };
  return { reason: refused ? 'refusal' : 'stop' };
}

/** A whole response's body. Null where it is none. */
export function readAnswer(body: unknown): NeutralAnswer | null {
  if (!isObject(body) || !Array.isArray(body.output)) return null;
  const parts = body.output.filter(isObject).flatMap(itemParts);
  const called = parts.some((part) => part.type === 'tool_call');
  const refused = parts.some((part) => part.type === 'refusal');
  return {
    id: named(body.id) ?? null,
    model: named(body.model) ?? null,
    created: numberOf(body.created_at) ?? null,
    parts,
    finish: finishOf(body, called, refused),
    usage: normaliseUsage(body.usage),
  };
}

/** Statuses that codes of errors within a stream stand for (platform.openai.com/docs/guides/error-codes). */
const STATUSES: Record<string, number> = {
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  usage_limit_reached: 429,
  context_length_exceeded: 400,
  invalid_prompt: 400,
  invalid_request_error: 400,
  server_is_overloaded: 503,
  slow_down: 503,
};

/** An error of a stream, by its event or the failed response in it. */
export function streamError(value: Fields): AnswerError {
  const own = {
    code: named(value.code) ?? 'server_error',
    message: named(value.message) ?? 'the response failed',
  };
  const { code, message } = errorIn(value) ?? own;
  return { status: STATUSES[code] ?? 500, code, message };
}

/** What the body of an answer of 400 and above says. */
export function readError(status: number, body: unknown): AnswerError | null {
  const error = errorIn(body);
  return error === null ? null : { status, ...error };
}
