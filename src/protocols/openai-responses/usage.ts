import type { Usage } from '../../contract/index.ts';
import { tokenCount } from '../neutral/count.ts';
import type { Fields } from '../neutral/parts.ts';
import { reportedCost } from '../neutral/reported-cost.ts';
import { fieldsOf } from './wire.ts';

/**
 * A response's `usage`, normalised: `input_tokens` includes cached ones, `output_tokens` includes reasoning (OpenAI's
 * API reference, responses/object). Null where nothing was reported.
 */
export function normaliseUsage(value: unknown): Usage | null {
  const usage = fieldsOf(value);
  const input = tokenCount(usage.input_tokens);
  const output = tokenCount(usage.output_tokens);
  const total = tokenCount(usage.total_tokens);
  if (input === null && output === null && total === null) return null;
  const inputDetails = fieldsOf(usage.input_tokens_details);
  const outputDetails = fieldsOf(usage.output_tokens_details);
  return {
    input,
    cache_read: tokenCount(inputDetails.cached_tokens),
    cache_write: tokenCount(inputDetails.cache_write_tokens),
    output,
    reasoning: tokenCount(outputDetails.reasoning_tokens),
    total: total ?? (input !== null && output !== null ? input + output : null),
    ...reportedCost(usage),
  };
}

/**
 * Usage in a response's shape. Codex reads these fields as whole numbers that must be there, so that what is unknown
 * within a known usage is 0 (codex-rs/codex-api/src/sse/responses.rs, `ResponseCompletedUsage`).
 */
export function writeUsage(usage: Usage | null): Fields | null {
  if (usage === null || (usage.input === null && usage.output === null)) return null;
  const input = usage.input ?? 0;
  const output = usage.output ?? 0;
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: usage.cache_read ?? 0,
      cache_write_tokens: usage.cache_write ?? 0,
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
    total_tokens: usage.total ?? input + output,
  };
}
