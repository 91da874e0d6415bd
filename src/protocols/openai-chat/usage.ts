import type { Usage } from '../../contract/index.ts';

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A count as providers send it: a whole number from 0; anything else is unknown. */
function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function firstCount(...values: unknown[]): number | null {
  for (const value of values) {
    const known = count(value);
    if (known !== null) return known;
  }
  return null;
}

/**
 * Usage of an OpenAI-compatible answer, normalised. `prompt_tokens` includes cached ones in this format. Where
 * cached tokens stand: `prompt_tokens_details.cached_tokens` (OpenAI, Groq, OpenRouter), top-level `cached_tokens`
 * (Moonshot), `prompt_cache_hit_tokens` (DeepSeek). Null where nothing was reported.
 */
export function normaliseUsage(value: unknown): Usage | null {
  const usage = fieldsOf(value);
  const input = firstCount(usage.prompt_tokens, usage.input_tokens);
  const output = firstCount(usage.completion_tokens, usage.output_tokens);
  const total = count(usage.total_tokens);
  if (input === null && output === null && total === null) return null;
  const inputDetails = fieldsOf(usage.prompt_tokens_details);
  const outputDetails = fieldsOf(usage.completion_tokens_details);
  return {
    input,
    cache_read: firstCount(inputDetails.cached_tokens, usage.cached_tokens, usage.prompt_cache_hit_tokens),
    cache_write: firstCount(inputDetails.cache_write_tokens, usage.cache_write_tokens),
    output,
    reasoning: firstCount(outputDetails.reasoning_tokens, usage.reasoning_tokens),
    total: total ?? (input !== null && output !== null ? input + output : null),
    ...(isCost(usage.cost) ? { cost_usd: usage.cost } : {}),
  };
}

/** OpenRouter's own figure, in credits, which are US dollars (openrouter.ai/docs/use-cases/usage-accounting). */
function isCost(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** Usage of a whole answer or of one chunk: at its top, or in the first choice, where Kimi has put it. */
export function usageIn(body: unknown): Usage | null {
  const fields = fieldsOf(body);
  const own = normaliseUsage(fields.usage) ?? normaliseUsage(fieldsOf(fields.x_groq).usage);
  if (own !== null) return own;
  const choices = Array.isArray(fields.choices) ? fields.choices : [];
  return normaliseUsage(fieldsOf(choices[0]).usage);
}
