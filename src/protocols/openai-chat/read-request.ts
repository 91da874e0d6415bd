import type { RequestSource } from '../neutral/conversion.ts';
import { cannotCarry } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { NeutralRequest, ReasoningRequest, Sampling } from '../neutral/request.ts';
import { readMessages } from './read-messages.ts';
import { readFormat, readToolsAndChoice, SEARCH_OPTIONS } from './read-tools.ts';
import { extraOf, fieldsOf, invalid, isFields, maybe, numberOf, textOf } from './wire.ts';

const KNOWN = new Set([
  'model',
  'stream',
  'messages',
  'tools',
  'functions',
  'tool_choice',
  'function_call',
  'parallel_tool_calls',
  'response_format',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'n',
  'modalities',
  'audio',
  'reasoning_effort',
  'reasoning',
  'thinking',
  'enable_thinking',
  'thinking_budget',
  'verbosity',
  'user',
  'safety_identifier',
  'metadata',
  'service_tier',
  'prompt_cache_key',
  'store',
  'stream_options',
  SEARCH_OPTIONS,
]);

function numberIn(body: Fields, field: string): number | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  const number = numberOf(value);
  if (number === undefined) throw invalid(field, 'must be a number', 'leave it out for the default');
  return number;
}

function positive(body: Fields, field: string): number | undefined {
  const value = numberIn(body, field);
  // Local servers' clients say "no limit" so.
  if (value === -1) return undefined;
  if (value !== undefined && value < 1)
    throw invalid(field, 'must be at least 1', 'leave it out for the default');
  return value === undefined ? undefined : Math.floor(value);
}

function stopOf(value: unknown): string[] | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string'))
    throw invalid('stop', 'must be a string or a list of strings', 'leave it out where there are none');
  const said = list.filter((entry) => entry !== '');
  return said.length === 0 ? undefined : said;
}

function biasOf(value: unknown): Record<string, number> | undefined {
  if (!isFields(value)) return undefined;
  const entries = Object.entries(value).filter(
    (entry): entry is [string, number] => numberOf(entry[1]) !== undefined && entry[0] !== '__proto__',
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function samplingOf(body: Fields): Sampling {
  const logprobs = body.logprobs === true ? (numberIn(body, 'top_logprobs') ?? 0) : undefined;
  return {
    ...maybe('maxTokens', positive(body, 'max_completion_tokens') ?? positive(body, 'max_tokens')),
    ...maybe('temperature', numberIn(body, 'temperature')),
    ...maybe('topP', numberIn(body, 'top_p')),
    ...maybe('topK', numberIn(body, 'top_k')),
    ...maybe('stop', stopOf(body.stop)),
    ...maybe('seed', numberIn(body, 'seed')),
    ...maybe('presencePenalty', numberIn(body, 'presence_penalty')),
    ...maybe('frequencyPenalty', numberIn(body, 'frequency_penalty')),
    ...maybe('logitBias', biasOf(body.logit_bias)),
    ...maybe('logprobs', logprobs),
  };
}

const EFFORTS = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
const SUMMARIES = ['auto', 'concise', 'detailed', 'none'] as const;

function effortIn(value: unknown): ReasoningRequest {
  if (value === 'none') return { enabled: false };
  const effort = EFFORTS.find((known) => known === value);
  return effort === undefined ? {} : { effort };
}

/** How clients of chat completions ask for thought: OpenAI's, OpenRouter's, Kimi's and DeepSeek's, Qwen's way. */
function reasoningOf(body: Fields): ReasoningRequest | undefined {
  const { reasoning, thinking } = body;
  const given = fieldsOf(reasoning);
  const kind = fieldsOf(thinking).type;
  const enabled =
    kind === 'enabled' || kind === 'adaptive' ? true : kind === 'disabled' ? false : body.enable_thinking;
  const on = typeof given.enabled === 'boolean' ? given.enabled : enabled;
  const budget =
    numberOf(given.max_tokens) ??
    numberOf(fieldsOf(thinking).budget_tokens) ??
    numberOf(body.thinking_budget);
  const summary = given.exclude === true ? 'none' : SUMMARIES.find((known) => known === given.summary);
  const request: ReasoningRequest = {
    ...maybe('enabled', typeof on === 'boolean' ? on : undefined),
    ...maybe('budget', budget !== undefined && budget >= 1 ? Math.floor(budget) : undefined),
    ...maybe('summary', summary),
    ...effortIn(given.effort),
    ...effortIn(body.reasoning_effort),
  };
  return Object.keys(request).length === 0 ? undefined : request;
}

function refuse(body: Fields): void {
  const n = numberIn(body, 'n');
  if (n !== undefined && n !== 1)
    throw cannotCarry(
      'n',
      'only one answer can be converted from another protocol',
      'ask n times, or leave n out',
    );
  const audio = Array.isArray(body.modalities) && body.modalities.includes('audio');
  if (audio || isFields(body.audio))
    throw cannotCarry(
      audio ? 'modalities' : 'audio',
      'spoken answers cannot be converted from another protocol',
      'ask for text, or a provider that speaks chat completions',
    );
}

const VERBOSITIES = ['low', 'medium', 'high'] as const;

/**
 * A chat completions request in the neutral form (platform.openai.com/docs/api-reference/chat/create, and what
 * OpenRouter, Moonshot, DeepSeek and Qwen add). Throws `invalid_request` naming the field, or `unsupported_conversion`.
 */
export function readRequest(body: Fields, source: RequestSource): NeutralRequest {
  refuse(body);
  const { tools, toolChoice } = readToolsAndChoice(body);
  const user = textOf(body.safety_identifier) ?? textOf(body.user);
  const extra = extraOf(body, KNOWN);
  // Who calls tools in the old way is answered in the old way.
  const old =
    Array.isArray(body.functions) && !Array.isArray(body.tools) ? { old_functions: true } : undefined;
  return {
    model: source.model,
    stream: source.stream,
    messages: readMessages(body.messages),
    tools,
    ...maybe('toolChoice', toolChoice),
    ...maybe(
      'parallelToolCalls',
      typeof body.parallel_tool_calls === 'boolean' ? body.parallel_tool_calls : undefined,
    ),
    sampling: samplingOf(body),
    ...maybe('reasoning', reasoningOf(body)),
    ...maybe('format', readFormat(body)),
    ...maybe(
      'verbosity',
      VERBOSITIES.find((known) => known === body.verbosity),
    ),
    ...maybe('user', user),
    ...maybe('metadata', isFields(body.metadata) ? body.metadata : undefined),
    ...maybe('serviceTier', textOf(body.service_tier)),
    ...maybe('promptCacheKey', textOf(body.prompt_cache_key)),
    ...maybe('store', typeof body.store === 'boolean' ? body.store : undefined),
    ...(extra === undefined && old === undefined
      ? {}
      : { extra: { protocol: 'openai-chat' as const, fields: { ...extra?.fields, ...old } } }),
  };
}

/** Whether a request was made with `functions`, the older form of `tools`. */
export function usesFunctions(request: NeutralRequest): boolean {
  return request.extra?.protocol === 'openai-chat' && request.extra.fields.old_functions === true;
}
