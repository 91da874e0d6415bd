import type { Usage } from '../../contract/index.ts';
import { tokenCount } from '../neutral/count.ts';
import type { Fields } from '../neutral/parts.ts';
import { reportedCost } from '../neutral/reported-cost.ts';
import { fieldsOf } from './wire.ts';

function firstCount(...values: unknown[]): number | null {
  for (const value of values) {
    const known = tokenCount(value);
    if (known !== null) return known;
  }
  return null;
}

/** Tokens read from a cache and written to one, wherever a server puts them. */
function cachedIn(usage: Fields): Pick<Usage, 'cache_read' | 'cache_write' | 'cache_write_1h'> {
  const details = fieldsOf(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const hour = firstCount(
    fieldsOf(details.cache_creation).ephemeral_1h_input_tokens,
    fieldsOf(usage.cache_creation).ephemeral_1h_input_tokens,
  );
  return {
    cache_read: firstCount(
      details.cached_tokens,
      usage.cached_tokens,
      usage.prompt_cache_hit_tokens,
      usage.cache_read_input_tokens,
    ),
    cache_write: firstCount(
      details.cache_write_tokens,
      usage.cache_write_tokens,
      details.cache_creation_input_tokens,
      usage.cache_creation_input_tokens,
    ),
    ...(hour === null ? {} : { cache_write_1h: hour }),
  };
}

/**
 * Where a server's total is more than its input and output, it says which of its counts leaves something out: xAI's
 * `completion_tokens` are without reasoning (docs.x.ai/docs/key-information/consumption-and-rate-limits); so are those of
 * Gemini's endpoint for chat completions, which does not name it (github.com/Clarifai/clarifai-python/pull/978); a
 * gateway's `prompt_tokens` may be without what was cached.
 */
function reconciled(usage: Usage): Usage {
  const { input, output, total, reasoning, cache_read: read, cache_write: written } = usage;
  if (input === null || output === null || total === null || total <= input + output) return usage;
  const missing = total - input - output;
  if (reasoning !== null && reasoning > 0)
    return missing === reasoning ? { ...usage, output: output + reasoning } : usage;
  if (missing === (read ?? 0) + (written ?? 0)) return { ...usage, input: input + missing };
  return { ...usage, output: output + missing, reasoning: missing };
}

/**
 * Usage of an OpenAI-compatible answer, normalised. `prompt_tokens` includes cached ones in this format, and
 * `completion_tokens` reasoning, unless the total says otherwise. Where cached tokens stand:
 * `prompt_tokens_details.cached_tokens` (OpenAI, Groq, OpenRouter), top-level `cached_tokens` (Moonshot),
 * `prompt_cache_hit_tokens` (DeepSeek), Anthropic's names (gateways). Null where nothing was reported.
 */
export function normaliseUsage(value: unknown): Usage | null {
  const usage = fieldsOf(value);
  const input = firstCount(usage.prompt_tokens, usage.input_tokens);
  const output = firstCount(usage.completion_tokens, usage.output_tokens);
  const total = tokenCount(usage.total_tokens);
  if (input === null && output === null && total === null) return null;
  const outputDetails = fieldsOf(usage.completion_tokens_details ?? usage.output_tokens_details);
  return {
    ...reconciled({
      input,
      ...cachedIn(usage),
      output,
      reasoning: firstCount(outputDetails.reasoning_tokens, usage.reasoning_tokens),
      total: total ?? (input !== null && output !== null ? input + output : null),
    }),
    ...reportedCost(usage),
  };
}

/** Usage of a whole answer or of one chunk: at its top, or in the first choice, where Kimi has put it. */
export function usageIn(body: unknown): Usage | null {
  const fields = fieldsOf(body);
  const own = normaliseUsage(fields.usage) ?? normaliseUsage(fieldsOf(fields.x_groq).usage);
  if (own !== null) return own;
  const choices = Array.isArray(fields.choices) ? fields.choices : [];
  return normaliseUsage(fieldsOf(choices[0]).usage);
}
