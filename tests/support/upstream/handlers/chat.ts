import type { SseEvent } from '../../sse.ts';
import type { Handler, HeaderMap, Received } from '../types.ts';
import { json } from './answers.ts';
import { type SseOptions, sse } from './sse.ts';

export interface ToolCall {
  id: string;
  name: string;
  /** JSON text, passed on as it is. */
  arguments: string;
}

/** Tokens as the upstream reports them. */
export type Usage = Record<string, unknown>;

export const USAGE = { prompt_tokens: 20, completion_tokens: 6, total_tokens: 26 } satisfies Usage;

export interface ChatCompletion {
  id?: string;
  text?: string;
  reasoning?: string;
  toolCalls?: ToolCall[];
  /** null: the upstream reports none. Default {@link USAGE}. */
  usage?: Usage | null;
  headers?: HeaderMap;
}

/**
 * Where a stream reports its usage: `asked` in a last chunk without choices where `stream_options.include_usage`
 * asked for it (OpenAI), `always` there unasked, `every` chunk a growing one, `with-finish` beside the last choice
 * (Mistral), `in-choice` within it (Kimi), or `never`.
 */
export type UsagePlace = 'asked' | 'always' | 'every' | 'with-finish' | 'in-choice' | 'never';

export interface ChatStream extends SseOptions {
  id?: string;
  /** The answer's text, one chunk each. */
  chunks?: string[];
  reasoning?: string[];
  toolCalls?: ToolCall[];
  usage?: UsagePlace;
  /** The numbers themselves. Default {@link USAGE}. */
  usageValue?: Usage;
  /** Whether `[DONE]` ends it. Default true. */
  done?: boolean;
}

const CREATED = 1_700_000_000;

function modelOf(request: Received): unknown {
  return request.json().model ?? null;
}

function asksForUsage(request: Received): boolean {
  const options = request.json().stream_options as { include_usage?: unknown } | null | undefined;
  return options?.include_usage === true;
}

function wireCall(call: ToolCall): Record<string, unknown> {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
}

/** A whole chat completion that echoes the model it was asked for. */
export function chatCompletion(completion: ChatCompletion = {}): Handler {
  const { toolCalls = [], usage = USAGE } = completion;
  return (call) =>
    json(
      200,
      {
        id: completion.id ?? 'chatcmpl-1',
        object: 'chat.completion',
        created: CREATED,
        model: modelOf(call.request),
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: completion.text ?? (toolCalls.length > 0 ? null : 'Hello from upstream'),
              ...(completion.reasoning === undefined ? {} : { reasoning_content: completion.reasoning }),
              ...(toolCalls.length > 0 ? { tool_calls: toolCalls.map(wireCall) } : {}),
            },
            finish_reason: toolCalls.length > 0 ? 'tool_calls' : 'stop',
          },
        ],
        ...(usage === null ? {} : { usage }),
      },
      completion.headers,
    )(call);
}

/** The events of a chat stream as an upstream would answer `request`. */
export function chatEvents(stream: ChatStream, request: Received): SseEvent[] {
  const { toolCalls = [], usageValue = USAGE } = stream;
  const place = stream.usage ?? 'asked';
  const base = {
    id: stream.id ?? 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: CREATED,
    model: modelOf(request),
  };
  const deltas: Record<string, unknown>[] = [{ role: 'assistant', content: '' }];
  for (const text of stream.reasoning ?? []) deltas.push({ reasoning_content: text });
  for (const text of stream.chunks ?? (toolCalls.length > 0 ? [] : ['Hello', ' from', ' upstream']))
    deltas.push({ content: text });
  for (const [index, tool] of toolCalls.entries()) {
    const half = Math.ceil(tool.arguments.length / 2);
    const start = { name: tool.name, arguments: tool.arguments.slice(0, half) };
    deltas.push({ tool_calls: [{ index, id: tool.id, type: 'function', function: start }] });
    deltas.push({ tool_calls: [{ index, function: { arguments: tool.arguments.slice(half) } }] });
  }
  const events: SseEvent[] = deltas.map((delta, at) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: null }],
    ...(place === 'every' ? { usage: { ...usageValue, completion_tokens: at } } : {}),
  }));
  const finish = { index: 0, delta: {}, finish_reason: toolCalls.length > 0 ? 'tool_calls' : 'stop' };
  events.push({
    ...base,
    choices: [place === 'in-choice' ? { ...finish, usage: usageValue } : finish],
    ...(place === 'with-finish' || place === 'every' ? { usage: usageValue } : {}),
  });
  if (place === 'always' || (place === 'asked' && asksForUsage(request)))
    events.push({ ...base, choices: [], usage: usageValue });
  if (stream.done ?? true) events.push('[DONE]');
  return events;
}

/** A chat stream that echoes the model it was asked for. */
export function chatStream(stream: ChatStream = {}): Handler {
  return (call) => sse(chatEvents(stream, call.request), stream)(call);
}

/** Answers as it is asked: a stream for `stream: true`, else a whole completion, with the same text. */
export function chat(answer: ChatCompletion & { usagePlace?: UsagePlace } = {}): Handler {
  return (call) => {
    if (call.request.json().stream !== true) return chatCompletion(answer)(call);
    const words = (answer.text ?? 'Hello from upstream').match(/\s*\S+/g) ?? [];
    return chatStream({
      ...(answer.id === undefined ? {} : { id: answer.id }),
      ...(answer.headers === undefined ? {} : { headers: answer.headers }),
      ...(answer.reasoning === undefined ? {} : { reasoning: [answer.reasoning] }),
      chunks: answer.toolCalls && answer.text === undefined ? [] : words,
      toolCalls: answer.toolCalls ?? [],
      usage: answer.usage === null ? 'never' : (answer.usagePlace ?? 'asked'),
      usageValue: answer.usage ?? USAGE,
    })(call);
  };
}
