import type { Usage } from '../../../../src/contract/index.ts';
import type { AnswerEvent, NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { type Collected, collect, eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import type { AnswerTarget, SseEvent } from '../../../../src/protocols/neutral/conversion.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import { Ordered } from '../../../../src/protocols/neutral/order.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../../../../src/protocols/neutral/quirks.ts';
import type { NeutralRequest } from '../../../../src/protocols/neutral/request.ts';
import { conversion } from '../../../../src/protocols/openai-responses/conversion.ts';
import { readEvents } from '../../../support/sse.ts';

export const EXCHANGE = '01m81ptq6yyd0nccm96z7gc8ky';
export const RESPONSE = `resp_${EXCHANGE}`;

export const USAGE: Usage = { input: 20, cache_read: 8, cache_write: 2, output: 6, reasoning: 3, total: 26 };

export function read(body: unknown, options: { operation?: string; stream?: boolean; notes?: Notes } = {}) {
  const { operation = 'responses', stream = false, notes = new Notes() } = options;
  const request = conversion.readRequest(body as Fields, {
    model: 'm',
    stream,
    operation,
    notes,
    toAnthropic: false,
  });
  return { request, notes: notes.warnings.map(({ message }) => message) };
}

/** A request of no client of this protocol. */
export function neutral(more: Partial<NeutralRequest> = {}): NeutralRequest {
  return {
    model: 'm',
    stream: false,
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }],
    tools: [],
    sampling: {},
    ...more,
  };
}

export function write(request: NeutralRequest, options: { model?: string; quirks?: Partial<Quirks> } = {}) {
  const notes = new Notes();
  const { model = 'gpt-5.4', quirks = {} } = options;
  const written = conversion.writeRequest(request, {
    model,
    notes,
    quirks: { ...DEFAULT_QUIRKS, ...quirks },
  });
  return { ...written, notes: notes.warnings.map(({ message }) => message) };
}

/** The items that a conversation is sent as. */
export function itemsOf(messages: NeutralRequest['messages'], more: Partial<NeutralRequest> = {}) {
  return write(neutral({ messages, ...more })).body.input as Fields[];
}

export function answerOf(parts: Part[], more: Partial<NeutralAnswer> = {}): NeutralAnswer {
  const called = parts.some(({ type }) => type === 'tool_call');
  return {
    id: 'x',
    model: 'm',
    created: 1,
    parts,
    finish: { reason: called ? 'tool_calls' : 'stop' },
    usage: USAGE,
    ...more,
  };
}

export function target(more: Partial<AnswerTarget> = {}): AnswerTarget {
  return {
    model: 'asked-for',
    exchangeId: EXCHANGE,
    created: 1_700_000_000,
    operation: 'responses',
    wantsUsage: false,
    request: neutral(),
    notes: new Notes(),
    framing: 'sse',
    ...more,
  };
}

/** The bytes' text of a stream for these steps, put in order first. */
export function streamText(events: Iterable<AnswerEvent>, given: AnswerTarget = target()): string {
  const writer = conversion.streamWriter(given);
  const ordered = new Ordered();
  const all = [...ordered.push(events), ...ordered.close()];
  let text = all.map((event) => writer.write(event)).join('');
  if (!ordered.ended) {
    const error = { status: 502, code: 'upstream_reset', message: 'the connection was lost' };
    text += writer.fail(error, {
      error: { code: error.code, message: error.message, exchange_id: EXCHANGE },
    });
  }
  return text;
}

export function sseOf(text: string): SseEvent[] {
  const { events, rest } = readEvents(text);
  if (rest !== '') throw new Error(`half an event: ${rest.slice(0, 80)}`);
  return events.map(({ event, data }) => ({ event, data }));
}

/** The events of a stream's text as objects. */
export function eventsIn(text: string): Fields[] {
  return sseOf(text).map(({ data }) => JSON.parse(data) as Fields);
}

export function streamed(answer: NeutralAnswer, given: AnswerTarget = target()): Fields[] {
  return eventsIn(streamText(eventsOf(answer), given));
}

/** The steps that a reader gives for these events. */
export function stepsOf(events: readonly SseEvent[]): AnswerEvent[] {
  const reader = conversion.streamReader();
  return [...events.flatMap((event) => reader.push(event)), ...reader.end()];
}

export function stepsOfBodies(...bodies: Fields[]): AnswerEvent[] {
  return stepsOf(bodies.map((body) => ({ event: null, data: JSON.stringify(body) })));
}

export function itemsIn(events: Fields[]): Fields[] {
  return events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item as Fields);
}

export function whole(answer: NeutralAnswer, given: AnswerTarget = target()): Fields {
  return conversion.writeAnswer(answer, given) as Fields;
}

/** What these steps amount to, put in order first. */
export function collected(steps: Iterable<AnswerEvent>): Collected {
  const ordered = new Ordered();
  return collect([...ordered.push(steps), ...ordered.close()]);
}
