import { createParser } from 'eventsource-parser';
import type { ReadAnswer } from '../protocol.ts';
import { readError } from './errors.ts';
import { isWhole, normaliseUsage, StreamUsage } from './usage.ts';
import { fieldsOf, jsonOf, listOf, parse, textOr } from './wire.ts';

/** The `data` of each event in these bytes, in order. */
function dataOf(bytes: Buffer): string[] {
  const data: string[] = [];
  const parser = createParser({ onEvent: (event) => data.push(event.data) });
  parser.feed(bytes.toString('utf8'));
  parser.feed('\n\n');
  return data;
}

/** What the model wrote in a block of a whole answer. */
function textOfBlock(block: unknown): string {
  const { text, thinking, name, input } = fieldsOf(block);
  let written = textOr(text, '') + textOr(thinking, '');
  if (typeof name === 'string' && input !== undefined) written += name + (jsonOf(input) ?? '');
  return written;
}

/** What the model wrote in an event of a stream. */
function textOfEvent(event: unknown): string {
  const { type, content_block: block, delta } = fieldsOf(event);
  if (type === 'content_block_start') {
    const { text, thinking, name } = fieldsOf(block);
    return textOr(text, '') + textOr(thinking, '') + textOr(name, '');
  }
  if (type !== 'content_block_delta') return '';
  const { text, thinking, partial_json: json } = fieldsOf(delta);
  return textOr(text, '') + textOr(thinking, '') + textOr(json, '');
}

function errorIn(body: unknown): ReadAnswer['error'] {
  const { error, type, content } = fieldsOf(body);
  const isError = type === 'error' || (error !== undefined && error !== null) || content === undefined;
  const read = isError ? readError(0, body) : null;
  if (read !== null) return { code: read.code, message: read.message };
  return type === 'error' || (error !== undefined && error !== null)
    ? { code: 'upstream_error', message: 'the provider reported an error' }
    : null;
}

function readWhole(body: Buffer): ReadAnswer {
  const message = parse(body.toString('utf8'));
  const { usage, content, id } = fieldsOf(message);
  return {
    usage: normaliseUsage(usage),
    text: listOf(content).map(textOfBlock).join(''),
    error: errorIn(message),
    finished: message !== undefined,
    responseId: textOr(id, null),
  };
}

/** Reads an answer's decoded bytes, whole or streamed. Never throws. */
export function readAnswer(body: Buffer, streamed: boolean): ReadAnswer {
  if (!streamed) return readWhole(body);
  const answer: ReadAnswer = { usage: null, text: '', error: null, finished: false, responseId: null };
  const usage = new StreamUsage();
  for (const data of dataOf(body)) {
    const event = parse(data);
    const { type, message, usage: counts } = fieldsOf(event);
    if (type === 'message_start') {
      const { id, usage: first } = fieldsOf(message);
      answer.responseId ??= textOr(id, null);
      answer.usage = usage.begin(first) ?? answer.usage;
    } else if (type === 'message_delta') answer.usage = usage.take(counts) ?? answer.usage;
    else if (type === 'message_stop') answer.finished = true;
    else if (type === 'error') answer.error = errorIn(event) ?? answer.error;
    else answer.text += textOfEvent(event);
  }
  return answer;
}

/** How many of a stream's last events are looked at for usage: it comes in the one before the end mark. */
const USAGE_EVENTS = 4;

const LINE_END = /\r\n|\n|\r/;

/**
 * The usage that the last events of a complete stream report, where `message_delta` says all of it (Anthropic's own
 * does since 2025); null where it does not, or the stream did not come to its end.
 */
export function readStreamTail(tail: Buffer): ReadAnswer | null {
  let ended = false;
  let end = tail.length;
  for (let n = 0; n < USAGE_EVENTS && end > 0; n++) {
    const at = tail.lastIndexOf('data:', end - 1);
    if (at < 0) return null;
    const line =
      tail
        .toString('utf8', at + 5, end)
        .trim()
        .split(LINE_END, 1)[0] ?? '';
    end = at;
    const { type, usage } = fieldsOf(parse(line));
    ended ||= type === 'message_stop';
    if (type !== 'message_delta') continue;
    if (!ended || !isWhole(usage)) return null;
    return { usage: normaliseUsage(usage), text: '', error: null, finished: true, responseId: null };
  }
  return null;
}
