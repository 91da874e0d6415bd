import { createParser } from 'eventsource-parser';
import { expect } from 'vitest';
import type { AnswerEvent, NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { collect } from '../../../../src/protocols/neutral/collect.ts';
import type { AnswerTarget, SseEvent } from '../../../../src/protocols/neutral/conversion.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import { Ordered } from '../../../../src/protocols/neutral/order.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../../../../src/protocols/neutral/quirks.ts';
import type { Message, NeutralRequest, Tool } from '../../../../src/protocols/neutral/request.ts';
import { chatConversion } from '../../../../src/protocols/openai-chat/conversion.ts';
import { quirksOf } from '../../../../src/providers/index.ts';

/** A client's request as the neutral form has it. */
export function read(body: Fields, notes = new Notes()): NeutralRequest {
  const source = { model: 'm', stream: body.stream === true, operation: 'chat', notes, toAnthropic: false };
  return chatConversion.readRequest({ messages: [{ role: 'user', content: 'Hi' }], ...body }, source);
}

/** The messages of a request. */
export function readMessages(...messages: Fields[]): Message[] {
  return read({ messages }).messages;
}

export function neutral(request: Partial<NeutralRequest>): NeutralRequest {
  return {
    model: 'm',
    stream: false,
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
    tools: [],
    sampling: {},
    ...request,
  };
}

/** What goes up to a provider with these quirks, and what was said of it. */
export function write(request: Partial<NeutralRequest>, quirks: Partial<Quirks> = {}, model = 'm') {
  const notes = new Notes();
  const whole = { ...DEFAULT_QUIRKS, ...quirks };
  const written = chatConversion.writeRequest(neutral(request), { model, notes, quirks: whole });
  return {
    ...written,
    messages: written.body.messages as Fields[],
    said: notes.warnings.map((note) => note.message),
  };
}

export function writeMessages(messages: Message[], quirks: Partial<Quirks> = {}, model = 'm'): Fields[] {
  return write({ messages }, quirks, model).messages;
}

/** A provider's whole answer with this message. */
export function answerOf(message: Fields, finish: string | null = 'stop', more: Fields = {}): NeutralAnswer {
  const choice = { index: 0, message: { role: 'assistant', ...message }, finish_reason: finish };
  const answer = chatConversion.readAnswer({ id: 'a', model: 'm', created: 1, choices: [choice], ...more });
  if (answer === null) throw new Error('it was read as no answer');
  return answer;
}

export const DONE: SseEvent = { event: null, data: '[DONE]' };

export function chunk(delta: Fields, finish: string | null = null, more: Fields = {}): SseEvent {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return { event: null, data: JSON.stringify({ id: 'a', model: 'm', created: 1, choices, ...more }) };
}

/** The steps of a provider's stream, made well-formed, up to where it ends. */
export function steps(events: SseEvent[]): { events: AnswerEvent[]; ordered: Ordered } {
  const reader = chatConversion.streamReader();
  const ordered = new Ordered();
  const out = events.flatMap((event) => ordered.push(reader.push(event)));
  out.push(...ordered.push(reader.end()), ...ordered.close());
  return { events: out, ordered };
}

export function streamed(...events: SseEvent[]): NeutralAnswer {
  return collect(steps(events).events).answer;
}

export function answerTarget(more: Partial<AnswerTarget> = {}): AnswerTarget {
  return {
    model: 'asked',
    exchangeId: 'x1',
    created: 7,
    operation: 'chat',
    wantsUsage: false,
    request: neutral({}),
    notes: new Notes(),
    framing: 'sse',
    ...more,
  };
}

/** What a client gets of a whole answer: its one choice's message, and the body. */
export function toClient(answer: Partial<NeutralAnswer>, more: Partial<AnswerTarget> = {}) {
  const whole = {
    id: null,
    model: null,
    created: null,
    parts: [],
    finish: { reason: 'stop' as const },
    usage: null,
    ...answer,
  };
  const body = chatConversion.writeAnswer(whole, answerTarget(more)) as Fields;
  const [choice] = body.choices as Fields[];
  return { body, choice: choice as Fields, message: choice?.message as Fields };
}

/** The events in a stream's text. */
export function eventsIn(text: string): SseEvent[] {
  const events: SseEvent[] = [];
  const parser = createParser({ onEvent: ({ event, data }) => events.push({ event: event ?? null, data }) });
  parser.feed(text);
  return events;
}

/** The stream that a client gets of these steps. */
export function streamToClient(events: Iterable<AnswerEvent>, more: Partial<AnswerTarget> = {}): string {
  const writer = chatConversion.streamWriter(answerTarget(more));
  let text = '';
  for (const event of events) text += writer.write(event);
  return text;
}

/** The deltas that a client gets of these steps. */
export function deltasToClient(events: Iterable<AnswerEvent>, more: Partial<AnswerTarget> = {}): Fields[] {
  return eventsIn(streamToClient(events, more))
    .filter(({ data }) => data !== '[DONE]')
    .flatMap(({ data }) => (JSON.parse(data).choices as Fields[]).map((choice) => choice.delta as Fields));
}

/** The quirks of a preset. */
export const quirks = (preset: string) =>
  quirksOf({ name: preset, type: 'openai-compatible', preset, baseUrl: 'http://proxy.example/v1' });

export const user = (...parts: Part[]): Message => ({ role: 'user', parts });
export const assistant = (...parts: Part[]): Message => ({ role: 'assistant', parts });
export const text = (value: string): Part => ({ type: 'text', text: value });
export const call = (id: string, more: object = {}): Part => ({
  type: 'tool_call',
  id,
  name: 'read',
  input: '{}',
  ...more,
});
export const result = (callId: string, ...content: Part[]): Message => ({
  role: 'tool',
  parts: [{ type: 'tool_result', callId, name: 'read', content: content as never }],
});

const PIXEL = 'iVBORw0KGgo=';
export const IMAGE: Part = { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: PIXEL } };
export const DATA_URL = `data:image/png;base64,${PIXEL}`;
export const READ: Tool = { type: 'function', name: 'read', parameters: { type: 'object', properties: {} } };

/** Code and field of the error that this throws; nothing where it throws none. */
export function refusal(run: () => unknown): { code?: string; field?: unknown } {
  try {
    run();
  } catch (error) {
    const { code, details } = error as { code: string; details?: { field?: unknown } };
    return { code, field: details?.field };
  }
  return {};
}

export function toNeutral(parts: Part[]): NeutralAnswer {
  return { id: null, model: null, created: null, parts, finish: { reason: 'stop' }, usage: null };
}

/** Whether steps are as writers may rely on. */
export function wellFormed(events: AnswerEvent[]): void {
  const open = new Set<number>();
  let next = 0;
  for (const [i, event] of events.entries()) {
    expect(event.type === 'start').toBe(i === 0);
    if (event.type === 'part_start') {
      expect(event.index).toBe(next++);
      open.add(event.index);
    } else if (event.type === 'delta' || event.type === 'seal' || event.type === 'citation')
      expect(open.has(event.index)).toBe(true);
    else if (event.type === 'part_end') expect(open.delete(event.index)).toBe(true);
    else if (event.type === 'end') {
      expect(i).toBe(events.length - 1);
      expect(open.size).toBe(0);
    }
  }
}
