import { createParser } from 'eventsource-parser';
import type { Fields } from '../neutral/parts.ts';
import type { ReadAnswer } from '../protocol.ts';
import { normaliseUsage } from './usage.ts';
import { fieldsOf, isObject, jsonOf, listOf, parsed, textOf } from './wire.ts';

/** The events that a stream ends with; `[DONE]` follows at some providers. */
const LAST = new Set(['response.completed', 'response.incomplete', 'response.failed']);

/** The `data` of each event in these bytes, in order. */
export function dataOf(bytes: Buffer): string[] {
  const data: string[] = [];
  const parser = createParser({ onEvent: (event) => data.push(event.data) });
  parser.feed(bytes.toString('utf8'));
  parser.feed('\n\n');
  return data;
}

function textsOf(list: unknown): string {
  let text = '';
  for (const part of listOf(list)) {
    const fields = fieldsOf(part);
    text += textOf(fields.text) + textOf(fields.refusal);
  }
  return text;
}

/** All that the model wrote in an item: texts, reasoning as far as it can be read, calls. */
function textOfItem(item: Fields): string {
  const { action, operation, arguments: args } = item;
  let text = textsOf(item.summary) + textsOf(item.content) + textOf(item.name);
  for (const given of [args, item.input, action, operation]) {
    if (typeof given === 'string') text += given;
    else if (isObject(given)) text += jsonOf(given);
  }
  return text;
}

function textOfOutput(response: Fields): string {
  let text = '';
  for (const item of listOf(response.output)) if (isObject(item)) text += textOfItem(item);
  return text;
}

/** The error of a whole answer, of a failed response or of an `error` event. */
export function errorIn(value: unknown): ReadAnswer['error'] {
  const { error, detail } = fieldsOf(value);
  if (error === undefined || error === null)
    return typeof detail === 'string' ? { code: 'upstream_error', message: detail } : null;
  if (typeof error === 'string') return { code: 'upstream_error', message: error };
  const { code, type, message } = fieldsOf(error);
  return {
    code: textOf(code) || textOf(type) || 'upstream_error',
    message: textOf(message) || 'the provider reported an error',
  };
}

function idOf(response: Fields): string | null {
  return typeof response.id === 'string' ? response.id : null;
}

function readWhole(body: Buffer): ReadAnswer {
  const value = parsed(body.toString('utf8'));
  const response = fieldsOf(value);
  return {
    usage: normaliseUsage(response.usage),
    text: textOfOutput(response),
    error: errorIn(response),
    finished: value !== undefined,
    responseId: idOf(response),
  };
}

function nothing(): ReadAnswer {
  return { usage: null, text: '', error: null, finished: false, responseId: null };
}

/** What one event adds. Deltas count where a stream is cut; the output of the last event has everything. */
function readEvent(event: unknown, answer: ReadAnswer): void {
  if (!isObject(event)) return;
  const type = textOf(event.type);
  const response = fieldsOf(event.response);
  if (type.endsWith('.delta')) answer.text += textOf(event.delta);
  answer.responseId ??= idOf(response);
  answer.usage = normaliseUsage(response.usage) ?? answer.usage;
  if (type === 'error' || isObject(event.error)) {
    const code = textOf(event.code) || 'upstream_error';
    const message = textOf(event.message) || 'the provider reported an error';
    answer.error = errorIn(event) ?? { code, message };
  }
  if (type === 'response.failed') answer.error = errorIn(response) ?? answer.error;
  if (!LAST.has(type)) return;
  answer.finished = true;
  const whole = textOfOutput(response);
  if (whole !== '') answer.text = whole;
}

/** Reads an answer's decoded bytes, whole or streamed. Never throws. */
export function readAnswer(body: Buffer, streamed: boolean): ReadAnswer {
  if (!streamed) return readWhole(body);
  const answer = nothing();
  for (const data of dataOf(body)) readEvent(parsed(data), answer);
  return answer;
}

/** How many of a stream's last events are looked at: `[DONE]` may follow the end. */
const TAIL_EVENTS = 2;
const LINE_END = /[\r\n]/;

/**
 * What the last event of a stream says, where it stands in these bytes from its beginning. It repeats the whole
 * response, tools and all, and is often longer than the tail: null then, and the whole is read.
 */
export function readStreamTail(tail: Buffer): ReadAnswer | null {
  let from = tail.length;
  for (let n = 0; n < TAIL_EVENTS && from > 0; ) {
    const at = tail.lastIndexOf('data:', from - 1);
    if (at < 0) return null;
    from = at;
    const before = tail[at - 1];
    if (at > 0 && before !== 0x0a && before !== 0x0d) continue;
    n++;
    const [line = ''] = tail.toString('utf8', at + 5).split(LINE_END, 1);
    const event = parsed(line);
    if (!isObject(event)) continue;
    if (!LAST.has(textOf(event.type))) return null;
    const answer = nothing();
    readEvent(event, answer);
    return answer;
  }
  return null;
}
