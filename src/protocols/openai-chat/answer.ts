import { createParser } from 'eventsource-parser';
import type { DroppedEvents } from '../../streaming/index.ts';
import type { ReadAnswer } from '../protocol.ts';
import { usageIn } from './usage.ts';

const DONE = '[DONE]';

type Fields = Record<string, unknown>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The `data` of each event in these bytes, in order. */
function dataOf(bytes: Buffer): string[] {
  const data: string[] = [];
  const parser = createParser({ onEvent: (event) => data.push(event.data) });
  parser.feed(bytes.toString('utf8'));
  parser.feed('\n\n');
  return data;
}

function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content;
  return list(content)
    .map((part) => fields(part).text)
    .filter((text): text is string => typeof text === 'string')
    .join('');
}

/** Text, reasoning and tool calls of a message or of a delta. */
function textOf(message: unknown): string {
  const {
    content,
    reasoning_content: reasoningContent,
    reasoning,
    refusal,
    tool_calls: toolCalls,
  } = fields(message);
  let text = textOfContent(content);
  for (const more of [reasoningContent, reasoning, refusal]) if (typeof more === 'string') text += more;
  for (const call of list(toolCalls)) {
    const { name, arguments: args } = fields(fields(call).function);
    if (typeof name === 'string') text += name;
    if (typeof args === 'string') text += args;
  }
  return text;
}

function textOfChoices(body: unknown): string {
  let text = '';
  for (const choice of list(fields(body).choices)) {
    const { message, delta, text: completion } = fields(choice);
    text += textOf(message ?? delta);
    if (typeof completion === 'string') text += completion;
  }
  return text;
}

function errorIn(body: unknown): ReadAnswer['error'] {
  const { error, detail, message } = fields(body);
  if (typeof error === 'string') return { code: 'upstream_error', message: error };
  const { code, type, message: inner } = fields(error);
  if (typeof inner === 'string') {
    const name = typeof code === 'string' ? code : typeof type === 'string' ? type : 'upstream_error';
    return { code: name, message: inner };
  }
  if (error !== undefined && error !== null)
    return { code: 'upstream_error', message: 'the provider reported an error' };
  if (typeof detail === 'string') return { code: 'upstream_error', message: detail };
  return typeof message === 'string' && fields(body).choices === undefined
    ? { code: 'upstream_error', message }
    : null;
}

function idOf(body: unknown): string | null {
  const { id } = fields(body);
  return typeof id === 'string' ? id : null;
}

/** Reads an answer's decoded bytes, whole or streamed. Never throws. */
export function readAnswer(body: Buffer, streamed: boolean): ReadAnswer {
  if (!streamed) {
    const parsed = parse(body.toString('utf8'));
    return {
      usage: usageIn(parsed),
      text: textOfChoices(parsed),
      error: errorIn(parsed),
      finished: parsed !== undefined,
      responseId: idOf(parsed),
    };
  }
  const answer: ReadAnswer = { usage: null, text: '', error: null, finished: false, responseId: null };
  for (const data of dataOf(body)) {
    if (data === DONE) {
      answer.finished = true;
      continue;
    }
    const chunk = parse(data);
    if (chunk === undefined) continue;
    answer.usage = usageIn(chunk) ?? answer.usage;
    answer.text += textOfChoices(chunk);
    if (fields(chunk).error !== undefined) answer.error = errorIn(chunk) ?? answer.error;
    answer.responseId ??= idOf(chunk);
  }
  return answer;
}

/** How many of a stream's last events are looked at for usage: it comes in the last, before the end mark. */
const USAGE_EVENTS = 4;

/** The usage that the last events of a complete stream report, and that it came to its end; null where they do not. */
export function readStreamTail(tail: Buffer): ReadAnswer | null {
  if (tail.indexOf(DONE) < 0) return null;
  let end = tail.length;
  for (let n = 0; n < USAGE_EVENTS && end > 0; n++) {
    const at = tail.lastIndexOf('data:', end - 1);
    if (at < 0) return null;
    const line = tail.toString('utf8', at + 5, end).trim();
    end = at;
    if (line === DONE || !line.includes('"usage"')) continue;
    const usage = usageIn(parse(line));
    if (usage !== null) return { usage, text: '', error: null, finished: true, responseId: null };
  }
  return null;
}

/** A list of choices that does not begin with one, as far as a glance tells. */
const MAYBE_NO_CHOICES = /"choices"\s*:\s*\[\s*[^\s{]/;

/** The chunk that `include_usage` adds: no choices, and usage. */
export const extraUsage: DroppedEvents = {
  // Some providers have `"usage": null` in each chunk.
  mayBeIn: (bytes) => bytes.indexOf('"usage"') >= 0 && MAYBE_NO_CHOICES.test(bytes.toString('latin1')),
  is: isExtraUsageEvent,
};

function isExtraUsageEvent(event: Buffer): boolean {
  if (!extraUsage.mayBeIn(event)) return false;
  const [data] = dataOf(event);
  if (data === undefined) return false;
  const { choices, usage } = fields(parse(data));
  return Array.isArray(choices) && choices.length === 0 && typeof usage === 'object' && usage !== null;
}
