import type { Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { NeutralRequest, ReasoningRequest } from '../neutral/request.ts';
import { fittingEffort, neverReasons, reasons, takesNone } from '../openai/reasoning-models.ts';
import { LONGEST_ID, shortenedId } from '../openai/shortened-id.ts';
import { maybe } from './wire.ts';

/** The first step of effort that thinks no less than the budget, in tokens. */
function effortFor(budget: number): ReasoningRequest['effort'] {
  if (budget <= 2048) return 'low';
  return budget <= 16_384 ? 'medium' : 'high';
}

export function writeReasoning(request: NeutralRequest, model: string, notes: Notes): Fields | undefined {
  const { reasoning } = request;
  if (reasoning === undefined) return undefined;
  if (neverReasons(model)) {
    if (reasoning.enabled !== false) notes.dropped('reasoning', `${model} does not reason`);
    return undefined;
  }
  const { enabled, budget, summary } = reasoning;
  let effort: Parameters<typeof fittingEffort>[0] | undefined = reasoning.effort;
  if (enabled === false) effort = 'none';
  else if (effort === undefined && budget !== undefined) {
    effort = effortFor(budget);
    notes.changed('the budget of reasoning', `${budget} tokens were sent as the effort "${effort}"`);
  }
  if (effort !== undefined) effort = fittingEffort(effort, model, notes);
  const told = summary === 'none' ? undefined : summary;
  if (effort === undefined && told === undefined) return undefined;
  return { ...maybe('effort', effort), ...maybe('summary', told) };
}

function within(value: number, least: number, most: number, field: string, notes: Notes): number {
  const clamped = Math.min(most, Math.max(least, value));
  if (clamped !== value) notes.changed(field, `${value} is out of range; ${clamped} was sent`);
  return clamped;
}

/** Options that the Responses API has no field for (OpenAI's API reference, responses/create). */
function noteMissing(request: NeutralRequest, notes: Notes): void {
  const { topK, stop, seed, presencePenalty, frequencyPenalty, logitBias } = request.sampling;
  const why = 'the Responses API has none';
  if (topK !== undefined) notes.dropped('top_k', why);
  if (stop !== undefined && stop.length > 0) notes.dropped('stop', `${why}: the answer may go on behind it`);
  if (seed !== undefined) notes.dropped('seed', why);
  if (presencePenalty !== undefined && presencePenalty !== 0) notes.dropped('presence_penalty', why);
  if (frequencyPenalty !== undefined && frequencyPenalty !== 0) notes.dropped('frequency_penalty', why);
  if (logitBias !== undefined && Object.keys(logitBias).length > 0) notes.dropped('logit_bias', why);
}

/** The least that `max_output_tokens` may be, by the API's own error. */
const LEAST_TOKENS = 16;
const MOST_LOGPROBS = 20;

/**
 * Models that reason take neither temperature nor top_p (platform.openai.com/docs/guides/latest-model), and no log
 * probabilities: "logprobs are not supported with reasoning models" (github.com/vllm-project/vllm/pull/23319); those that can
 * be told not to reason take them then.
 */
export function samplingIsFixed(request: NeutralRequest, model: string): boolean {
  return reasons(model) && !(request.reasoning?.enabled === false && takesNone(model));
}

export function writeSampling(request: NeutralRequest, model: string, notes: Notes): Fields {
  const { maxTokens } = request.sampling;
  let { temperature, topP, logprobs } = request.sampling;
  noteMissing(request, notes);
  if (samplingIsFixed(request, model)) {
    if (temperature !== undefined && temperature !== 1) notes.dropped('temperature', `${model} refuses it`);
    if (topP !== undefined && topP !== 1) notes.dropped('top_p', `${model} refuses it`);
    if (logprobs !== undefined) notes.dropped('logprobs', `${model} refuses it`);
    temperature = undefined;
    topP = undefined;
    logprobs = undefined;
  }
  const most = Number.MAX_SAFE_INTEGER;
  return {
    ...(maxTokens === undefined
      ? {}
      : {
          max_output_tokens: within(Math.round(maxTokens), LEAST_TOKENS, most, 'max_output_tokens', notes),
        }),
    ...(temperature === undefined ? {} : { temperature: within(temperature, 0, 2, 'temperature', notes) }),
    ...(topP === undefined ? {} : { top_p: within(topP, 0, 1, 'top_p', notes) }),
    ...(logprobs === undefined
      ? {}
      : { top_logprobs: within(logprobs, 0, MOST_LOGPROBS, 'top_logprobs', notes) }),
  };
}

const TIERS = ['auto', 'default', 'flex', 'scale', 'priority'];

export function writeTier(tier: string | undefined, notes: Notes): string | undefined {
  if (tier === undefined || TIERS.includes(tier)) return tier;
  notes.dropped('service_tier', `OpenAI knows no ${JSON.stringify(tier.slice(0, 40))}`);
  return undefined;
}

/** At most 16 pairs, keys up to 64 and texts up to 512 characters (OpenAI's API reference, `metadata`). */
export function writeMetadata(metadata: Fields | undefined, notes: Notes): Fields | undefined {
  if (metadata === undefined) return undefined;
  const kept: Fields = {};
  let count = 0;
  for (const [key, value] of Object.entries(metadata)) {
    const fits =
      typeof value === 'string' && value.length <= 512 && key.length <= LONGEST_ID && key !== '__proto__';
    if (fits && count++ < 16) kept[key] = value;
    else notes.dropped(`metadata.${key.slice(0, 64)}`, 'OpenAI takes 16 short texts');
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/**
 * The ids of the end user and of the cache, no longer than the API takes. `sent`: what the client itself has sent under
 * the names of this protocol, and stays as it is.
 */
export function writeIds(request: NeutralRequest, sent: Fields): Fields {
  const { user, promptCacheKey } = request;
  const named = sent.user !== undefined || sent.safety_identifier !== undefined;
  return {
    ...(user === undefined || named ? {} : { safety_identifier: shortenedId(user, '') }),
    ...(promptCacheKey === undefined ? {} : { prompt_cache_key: shortenedId(promptCacheKey, '') }),
  };
}
