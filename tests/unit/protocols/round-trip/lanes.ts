import { createParser } from 'eventsource-parser';
import type { ProtocolName } from '../../../../src/contract/index.ts';
import type { AnswerTarget, Conversion, SseEvent } from '../../../../src/protocols/neutral/conversion.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Fields } from '../../../../src/protocols/neutral/parts.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../../../../src/protocols/neutral/quirks.ts';
import type { NeutralRequest } from '../../../../src/protocols/neutral/request.ts';
import { PROTOCOLS } from '../../../../src/protocols/registry.ts';
import { quirksOf } from '../../../../src/providers/index.ts';

export interface Speaker {
  name: ProtocolName;
  conversion: Conversion;
  operation: string;
  quirks: Quirks;
  errorBody: (typeof PROTOCOLS)[number]['errorBody'];
}

/** Providers that take all that their protocol has. */
const CAPABLE: Partial<Record<ProtocolName, Quirks>> = {
  'openai-chat': {
    ...quirksOf({ name: 'o', type: 'openai-compatible', preset: 'openrouter', baseUrl: '' }),
    customTools: true,
    toolCallIds: 'any',
  },
  'anthropic-messages': { ...DEFAULT_QUIRKS, isAnthropic: true },
};

/** Every protocol that can be converted. */
export const SPEAKERS: Speaker[] = PROTOCOLS.flatMap(({ name, conversion, operations, errorBody }) =>
  conversion === null
    ? []
    : [
        {
          name,
          conversion,
          errorBody,
          operation: operations.find((operation) => operation.converts)?.id ?? '',
          quirks: CAPABLE[name] ?? DEFAULT_QUIRKS,
        },
      ],
);

/** Ordered pairs of two of them. */
export const PAIRS = SPEAKERS.flatMap((a) =>
  SPEAKERS.filter((b) => b !== a).map((b) => [a.name, b.name, a, b] as const),
);

/** A model of each protocol's maker, so that what goes by model is there. */
const MODELS: Record<ProtocolName, string> = {
  'openai-chat': 'some/model',
  'anthropic-messages': 'claude-sonnet-4-5',
  'openai-responses': 'gpt-4.1',
  gemini: 'gemini-3-pro-preview',
};

/** The request with the tools' names as the client has them, where the protocol did not take these. */
function named(request: NeutralRequest, names: ReadonlyMap<string, string>): NeutralRequest {
  if (names.size === 0) return request;
  const own = <T extends { name: string }>(one: T): T => ({ ...one, name: names.get(one.name) ?? one.name });
  const messages = request.messages.map((message) => ({
    ...message,
    parts: message.parts.map((part) => (part.type === 'tool_call' ? own(part) : part)),
  }));
  return { ...request, messages, tools: request.tools.map(own) };
}

/** A request as it goes up in a protocol, read again as a client's of the same. */
export function through(
  request: NeutralRequest,
  { conversion, name, operation, quirks }: Speaker,
): NeutralRequest {
  const target = { model: MODELS[name], notes: new Notes(), quirks };
  const { body, changes } = conversion.writeRequest(request, target);
  const wire = JSON.parse(JSON.stringify(body)) as Fields;
  const source = {
    model: request.model,
    stream: request.stream,
    operation,
    notes: new Notes(),
    toAnthropic: true,
  };
  return named(conversion.readRequest(wire, source), changes.toolNames);
}

export function targetOf(request: NeutralRequest, { operation }: Speaker): AnswerTarget {
  return {
    model: 'm',
    exchangeId: 'x1',
    created: 1_700_000_000,
    operation,
    wantsUsage: true,
    request,
    notes: new Notes(),
    framing: 'sse',
  };
}

/** The events in a stream's text; what no blank line ends is an event, too, here: it must not be there. */
export function eventsIn(text: string): SseEvent[] {
  const events: SseEvent[] = [];
  const parser = createParser({ onEvent: ({ event, data }) => events.push({ event: event ?? null, data }) });
  parser.feed(text);
  return events;
}

/** A request in which a client sends an answer's body back, as its SDKs do. */
export function backFromClient(answer: Fields, { conversion, name, operation }: Speaker): NeutralRequest {
  const [choice] = (answer.choices ?? []) as Fields[];
  const [candidate] = (answer.candidates ?? []) as Fields[];
  const bodies: Record<ProtocolName, Fields> = {
    'openai-chat': { messages: [{ role: 'user', content: 'Hi' }, choice?.message] },
    'anthropic-messages': {
      max_tokens: 9,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: answer.content },
      ],
    },
    'openai-responses': { input: [{ role: 'user', content: 'Hi' }, ...((answer.output ?? []) as Fields[])] },
    gemini: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }, candidate?.content] },
  };
  const source = { model: 'm', stream: false, operation, notes: new Notes(), toAnthropic: false };
  return conversion.readRequest(bodies[name], source);
}
