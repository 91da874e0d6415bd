import type { SseEvent } from '../../sse.ts';
import { pieceOrder } from '../languages/language.ts';
import { CREATED } from '../script.ts';
import type { Handler, HeaderMap, Received } from '../types.ts';
import { json } from './answers.ts';
import { type SseOptions, sse } from './sse.ts';

export interface ToolCall {
  id: string;
  name: string;
  /** JSON text, passed on as it is. */
  arguments: string;
  /** The same as it is streamed. Default: two halves. */
  pieces?: string[];
  /** A tool whose input is plain text. */
  custom?: boolean;
}

/** Tokens as the upstream reports them. */
export type Usage = Record<string, unknown>;

export const USAGE = { prompt_tokens: 20, completion_tokens: 6, total_tokens: 26 } satisfies Usage;

export interface ChatCompletion {
  id?: string;
  text?: string;
  reasoning?: string;
  refusal?: string;
  /** `reasoning_details`: what belongs to the reasoning besides its text. */
  seals?: Record<string, unknown>[];
  toolCalls?: ToolCall[];
  /** Default: as there are tool calls or not. */
  finish?: string;
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
  refusal?: string[];
  /** `reasoning_details`, after the reasoning. */
  seals?: Record<string, unknown>[];
  toolCalls?: ToolCall[];
  /** The pieces of several calls in turn, and not one call after another. */
  interleaved?: boolean;
  /** Default: as there are tool calls or not. */
  finish?: string;
  usage?: UsagePlace;
  /** The numbers themselves. Default {@link USAGE}. */
  usageValue?: Usage;
  /** Whether `[DONE]` ends it. Default true. */
  done?: boolean;
}

function modelOf(request: Received): unknown {
  return request.json().model ?? null;
}

function asksForUsage(request: Received): boolean {
  const options = request.json().stream_options as { include_usage?: unknown } | null | undefined;
  return options?.include_usage === true;
}

/** What a call holds: a function's name and arguments, or a custom tool's name and input. */
function called(call: ToolCall, input: string): Record<string, unknown> {
  return call.custom
    ? { type: 'custom', custom: { name: call.name, input } }
    : { type: 'function', function: { name: call.name, arguments: input } };
}

function moreOf(call: ToolCall, piece: string): Record<string, unknown> {
  return call.custom ? { custom: { input: piece } } : { function: { arguments: piece } };
}

/** The body of a whole chat completion that echoes the model it was asked for. */
export function chatWhole(completion: ChatCompletion, request: Received): Record<string, unknown> {
  const { toolCalls = [], usage = USAGE, refusal } = completion;
  const silent = toolCalls.length > 0 || refusal !== undefined;
  const message = {
    role: 'assistant',
    content: completion.text ?? (silent ? null : 'Hello from upstream'),
    ...(refusal === undefined ? {} : { refusal }),
    ...(completion.reasoning === undefined ? {} : { reasoning_content: completion.reasoning }),
    ...(completion.seals?.length ? { reasoning_details: completion.seals } : {}),
    ...(toolCalls.length > 0
      ? { tool_calls: toolCalls.map((call) => ({ id: call.id, ...called(call, call.arguments) })) }
      : {}),
  };
  const finish = completion.finish ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop');
  return {
    id: completion.id ?? 'chatcmpl-1',
    object: 'chat.completion',
    created: CREATED,
    model: modelOf(request),
    choices: [{ index: 0, message, finish_reason: finish }],
    ...(usage === null ? {} : { usage }),
  };
}

/** A whole chat completion that echoes the model it was asked for. */
export function chatCompletion(completion: ChatCompletion = {}): Handler {
  return (call) => json(200, chatWhole(completion, call.request), completion.headers)(call);
}

/** The deltas of tool calls: the first of each has its id and name, the others more of its input. */
function callDeltas(calls: ToolCall[], interleaved: boolean): Record<string, unknown>[] {
  const pieces = calls.map((call) => {
    const half = Math.ceil(call.arguments.length / 2);
    const given = call.pieces ?? [call.arguments.slice(0, half), call.arguments.slice(half)];
    return given.length === 0 ? [''] : given;
  });
  const lengths = pieces.map((list) => list.length);
  return pieceOrder(lengths, interleaved).flatMap(([index, at]) => {
    const [call, piece] = [calls[index], pieces[index]?.[at] ?? ''];
    if (call === undefined) return [];
    const delta = at === 0 ? { id: call.id, ...called(call, piece) } : moreOf(call, piece);
    return [{ tool_calls: [{ index, ...delta }] }];
  });
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
  if (stream.seals?.length) deltas.push({ reasoning_details: stream.seals });
  for (const refusal of stream.refusal ?? []) deltas.push({ refusal });
  for (const text of stream.chunks ?? (toolCalls.length > 0 ? [] : ['Hello', ' from', ' upstream']))
    deltas.push({ content: text });
  deltas.push(...callDeltas(toolCalls, stream.interleaved ?? false));
  const events: SseEvent[] = deltas.map((delta, at) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: null }],
    ...(place === 'every' ? { usage: { ...usageValue, completion_tokens: at } } : {}),
  }));
  const reason = stream.finish ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop');
  const finish = { index: 0, delta: {}, finish_reason: reason };
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
