import type { Usage } from '../../contract/index.ts';
import type { Fields } from '../neutral/parts.ts';

/**
 * Usage as OpenAI reports it. Its two counts are numbers in every SDK: where one is unknown it follows from the total,
 * or is 0; details that nobody knows are left out.
 */
export function writeUsage({ input, output, total, cache_read, cache_write, reasoning }: Usage): Fields {
  const prompt = input ?? Math.max(0, (total ?? 0) - (output ?? 0));
  const completion = output ?? Math.max(0, (total ?? 0) - prompt);
  const prompted = {
    ...(cache_read === null ? {} : { cached_tokens: cache_read }),
    ...(cache_write === null ? {} : { cache_write_tokens: cache_write }),
  };
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: total ?? prompt + completion,
    ...(Object.keys(prompted).length === 0 ? {} : { prompt_tokens_details: prompted }),
    ...(reasoning === null ? {} : { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}
