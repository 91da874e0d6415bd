import type { Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import type { NeutralRequest, ReasoningRequest } from '../neutral/request.ts';
import { LONGEST_ID, shortened } from './ids.ts';
import { maybe } from './wire.ts';

/** The model's own name, without the vendor that gateways put before it. */
function bare(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).toLowerCase();
}

/**
 * OpenAI's models that do not reason: they refuse `reasoning`, and `include: ["reasoning.encrypted_content"]` with
 * "Encrypted content is not supported with this model" (seen by users with gpt-4o and gpt-4.1).
 */
export function neverReasons(model: string): boolean {
  return /^(?:gpt-3|gpt-4|chatgpt-|gpt-5-chat|gpt-5\.\d+-chat)/.test(bare(model));
}

/** OpenAI's models that reason, and take no temperature then (platform.openai.com/docs/guides/latest-model). */
function reasons(model: string): boolean {
  return /^(?:o\d|gpt-5|codex)/.test(bare(model)) && !neverReasons(model);
}

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
  let effort: string | undefined = reasoning.effort;
  if (enabled === false) effort = 'none';
  else if (effort === undefined && budget !== undefined) {
    effort = effortFor(budget);
    notes.changed('the budget of reasoning', `${budget} tokens were sent as the effort "${effort}"`);
  }
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

export function writeSampling(request: NeutralRequest, model: string, notes: Notes): Fields {
  const { maxTokens, logprobs } = request.sampling;
  let { temperature, topP } = request.sampling;
  noteMissing(request, notes);
  const silent = request.reasoning?.enabled === false;
  if (reasons(model) && !silent && (temperature !== undefined || topP !== undefined)) {
    if (temperature !== undefined && temperature !== 1) notes.dropped('temperature', `${model} refuses it`);
    if (topP !== undefined && topP !== 1) notes.dropped('top_p', `${model} refuses it`);
    temperature = undefined;
    topP = undefined;
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
    ...(user === undefined || named ? {} : { safety_identifier: shortened(user, '') }),
    ...(promptCacheKey === undefined ? {} : { prompt_cache_key: shortened(promptCacheKey, '') }),
  };
}
