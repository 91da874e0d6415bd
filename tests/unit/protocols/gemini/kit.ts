import { gemini } from '../../../../src/protocols/gemini/index.ts';
import type { AnswerEvent, NeutralAnswer } from '../../../../src/protocols/neutral/answer.ts';
import { collect } from '../../../../src/protocols/neutral/collect.ts';
import type { AnswerTarget, Conversion } from '../../../../src/protocols/neutral/conversion.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import { Ordered } from '../../../../src/protocols/neutral/order.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { DEFAULT_QUIRKS } from '../../../../src/protocols/neutral/quirks.ts';
import type { Message, NeutralRequest, Tool } from '../../../../src/protocols/neutral/request.ts';
import { readEvents } from '../../../support/sse.ts';

if (gemini.conversion === null) throw new Error('Gemini has no conversion');
export const conversion: Conversion = gemini.conversion;

export const USER = { role: 'user', parts: [{ text: 'hello' }] };

/** A client's request, read; with what was noted. */
export function read(body: Fields, model = 'gemini-3-flash'): { request: NeutralRequest; said: string[] } {
  const notes = new Notes();
  const source = { model, stream: false, operation: 'generateContent', notes, toAnthropic: false };
  const request = conversion.readRequest({ contents: [USER], ...body }, source);
  return { request, said: notes.warnings.map(({ message }) => message) };
}

/** The parts of a client's one message. */
export function readParts(...parts: unknown[]): Part[] {
  return read({ contents: [{ role: 'model', parts }] }).request.messages.flatMap((message) => message.parts);
}

export function user(...parts: Part[]): Message {
  return { role: 'user', parts };
}

export function text(value: string): Part {
  return { type: 'text', text: value };
}

/** A neutral request: a user's `hello`, and what is given. */
export function ask(more: Partial<NeutralRequest> = {}): NeutralRequest {
  return { model: 'm', stream: false, messages: [user(text('hello'))], tools: [], sampling: {}, ...more };
}

/** A request as it goes up; with what was noted. */
export function write(
  request: NeutralRequest,
  model = 'gemini-3-flash',
): {
  body: Fields;
  path: string;
  said: string[];
  toolNames: ReadonlyMap<string, string>;
  custom: ReadonlySet<string>;
} {
  const notes = new Notes();
  const { body, path, changes } = conversion.writeRequest(request, { model, notes, quirks: DEFAULT_QUIRKS });
  // What is sent is JSON: fields that are undefined are not there.
  return {
    body: JSON.parse(JSON.stringify(body)) as Fields,
    path,
    said: notes.warnings.map(({ message }) => message),
    toolNames: changes.toolNames,
    custom: changes.customTools,
  };
}

export interface Wire {
  role: string;
  parts: Record<string, unknown>[];
}

/** The contents of messages as they go up. */
export function contentsOf(
  messages: Message[],
  model = 'gemini-3-flash',
  more: Partial<NeutralRequest> = {},
): Wire[] {
  return write(ask({ messages, ...more }), model).body.contents as Wire[];
}

/** The wire parts of one message as it goes up. */
export function partsOf(message: Message, model = 'gemini-3-flash'): Record<string, unknown>[] {
  const contents = contentsOf([user(text('first')), message], model);
  const parts = contents.flatMap((content) => content.parts);
  return parts.slice(1);
}

export function target(more: Partial<AnswerTarget> = {}): AnswerTarget {
  return {
    model: 'gemini-3-flash',
    exchangeId: 'ex1',
    created: 0,
    operation: 'streamGenerateContent',
    wantsUsage: true,
    request: ask({ reasoning: { summary: 'auto' } }),
    notes: new Notes(),
    framing: 'sse',
    ...more,
  };
}

export interface Chunk {
  candidates: {
    content: Wire;
    finishReason?: string;
    finishMessage?: string;
    citationMetadata?: unknown;
    index: number;
  }[];
  usageMetadata?: Record<string, number>;
  modelVersion: string;
  responseId: string;
  error?: unknown;
}

export function answer(more: Partial<NeutralAnswer> = {}): NeutralAnswer {
  return { id: 'r1', model: 'm', created: null, parts: [], finish: { reason: 'stop' }, usage: null, ...more };
}

/** A whole answer for a client. */
export function written(given: NeutralAnswer, more: Partial<AnswerTarget> = {}): Chunk {
  return JSON.parse(JSON.stringify(conversion.writeAnswer(given, target(more)))) as Chunk;
}

/** What the steps of an answer are for a client: the text of each step, and the pieces in them. */
export function stream(
  events: Iterable<AnswerEvent>,
  more: Partial<AnswerTarget> = {},
): { texts: string[]; pieces: Chunk[] } {
  const writer = conversion.streamWriter(target(more));
  const texts = [...events].map((event) => writer.write(event));
  return { texts, pieces: piecesIn(texts.join('')) };
}

export function piecesIn(sent: string): Chunk[] {
  return readEvents(sent).events.map(({ data }) => JSON.parse(data) as Chunk);
}

/** The steps that a provider's pieces are, as they come and as `Ordered` lets them through. */
export function steps(pieces: readonly unknown[]): { raw: AnswerEvent[]; ordered: AnswerEvent[] } {
  const reader = conversion.streamReader();
  const order = new Ordered();
  const raw: AnswerEvent[] = [];
  const ordered: AnswerEvent[] = [];
  for (const piece of pieces) {
    const events = reader.push({
      event: null,
      data: typeof piece === 'string' ? piece : JSON.stringify(piece),
    });
    raw.push(...events);
    ordered.push(...order.push(events));
  }
  ordered.push(...order.push(reader.end()), ...order.close());
  return { raw, ordered };
}

/** What a provider's stream amounts to. */
export function collected(...pieces: unknown[]): NeutralAnswer {
  return collect(steps(pieces).ordered).answer;
}

/** One piece of a provider's stream with these parts. */
export function piece(parts: unknown[], more: Fields = {}, beside: Fields = {}): Fields {
  return {
    candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
    modelVersion: 'gemini-3-flash',
    responseId: 'resp1',
    ...beside,
  };
}

export const OLD = 'gemini-2.0-flash';

export const config = (request: NeutralRequest, model?: string) => {
  const { body, said } = write(request, model);
  return { config: body.generationConfig, said };
};

export const call = (id: string, more: Partial<Extract<Part, { type: 'tool_call' }>> = {}): Part => ({
  type: 'tool_call',
  id,
  name: 'read',
  input: '{"p":1}',
  ...more,
});

export const result = (callId: string, value: string, more = {}): Part => ({
  type: 'tool_result',
  callId,
  content: [{ type: 'text', text: value }],
  ...more,
});

export const assistant = (...parts: Part[]): Message => ({ role: 'assistant', parts });

export const tool = (...parts: Part[]): Message => ({ role: 'tool', parts });

export const fn: Tool = {
  type: 'function',
  name: 'read',
  description: 'Reads.',
  parameters: { type: 'object', properties: { p: { type: 'integer' } } },
};

export const declared = (tools: Tool[], more: Partial<NeutralRequest> = {}) => {
  const sent = write(ask({ tools, ...more }));
  const [first] = (sent.body.tools ?? []) as { functionDeclarations?: Record<string, unknown>[] }[];
  return { ...sent, functions: first?.functionDeclarations ?? [] };
};
