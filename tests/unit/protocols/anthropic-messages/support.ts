import { createParser } from 'eventsource-parser';
import { conversion } from '../../../../src/protocols/anthropic-messages/conversion.ts';
import type { AnswerEvent } from '../../../../src/protocols/neutral/answer.ts';
import type { AnswerTarget, SseEvent, WrittenRequest } from '../../../../src/protocols/neutral/conversion.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Fields } from '../../../../src/protocols/neutral/parts.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../../../../src/protocols/neutral/quirks.ts';
import type { Message, NeutralRequest } from '../../../../src/protocols/neutral/request.ts';

/** Of Anthropic itself. */
export const QUIRKS: Quirks = { ...DEFAULT_QUIRKS, isAnthropic: true };

/** What notes say, one line. */
export function said(notes: Notes): string {
  return notes.warnings.map(({ message }) => message).join('; ');
}

/** A client's request read; `notes` is what was said on the way. */
export function read(body: Fields, toAnthropic = false): { request: NeutralRequest; notes: string } {
  const notes = new Notes();
  const source = { model: 'm', stream: true, operation: 'messages', notes, toAnthropic };
  const request = conversion.readRequest({ messages: [], ...body }, source);
  return { request, notes: said(notes) };
}

/** The messages of a request that has these. */
export function readMessages(...messages: unknown[]): Message[] {
  return read({ messages }).request.messages;
}

/** The parts of the only message that these blocks are read as. */
export function readBlocks(role: string, ...content: unknown[]): Message['parts'] {
  return readMessages({ role, content }).flatMap(({ parts }) => parts);
}

export function user(text: string): Message {
  return { role: 'user', parts: [{ type: 'text', text }] };
}

export function request(more: Partial<NeutralRequest> = {}): NeutralRequest {
  return { model: 'm', stream: true, messages: [user('hi')], tools: [], sampling: {}, ...more };
}

/** A request written for a model of Anthropic's own; notes are what was said on the way. */
export function write(
  more: Partial<NeutralRequest> = {},
  model = 'claude-sonnet-4-5',
  quirks: Partial<Quirks> = {},
): WrittenRequest & { notes: string; messages: Fields[] } {
  const notes = new Notes();
  const target = { model, notes, quirks: { ...QUIRKS, ...quirks } };
  const written = conversion.writeRequest(request(more), target);
  return { ...written, notes: said(notes), messages: written.body.messages as Fields[] };
}

/** The messages as they are sent to another provider of this protocol, without marks for the cache. */
export function sent(...messages: Message[]): unknown {
  return write({ messages }, 'kimi-k3', { isAnthropic: false }).body.messages;
}

export function target(more: Partial<AnswerTarget> = {}): AnswerTarget {
  return {
    model: 'asked-for',
    exchangeId: 'x1',
    created: 1,
    operation: 'messages',
    wantsUsage: false,
    request: request(),
    notes: new Notes(),
    framing: 'sse',
    ...more,
  };
}

/** The events in a stream's text. */
export function eventsIn(text: string): (SseEvent & { json: Fields })[] {
  const events: (SseEvent & { json: Fields })[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => events.push({ event: event ?? null, data, json: JSON.parse(data) }),
  });
  parser.feed(text);
  return events;
}

/** The steps that a provider's events are read as. */
export function readStream(...events: Fields[]): AnswerEvent[] {
  const reader = conversion.streamReader();
  const steps = events.map((event) =>
    reader.push({ event: String(event.type), data: JSON.stringify(event) }),
  );
  return [...steps.flat(), ...reader.end()];
}

/** A stream as it is written for a client. */
export function writeStream(steps: Iterable<AnswerEvent>, more: Partial<AnswerTarget> = {}): string {
  const writer = conversion.streamWriter(target(more));
  let text = '';
  for (const step of steps) text += writer.write(step);
  return text;
}
