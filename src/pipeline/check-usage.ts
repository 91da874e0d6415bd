import type { Usage, Warning } from '../contract/index.ts';

/** What in a usage contradicts the rest of it; null where it adds up. Of what is unknown nothing is said. */
function contradiction(usage: Usage): string | null {
  const { input, output, total, cache_read: read, cache_write: written, reasoning } = usage;
  const cached = (read ?? 0) + (written ?? 0);
  if (input !== null && cached > input) return `${cached} cached tokens of ${input} of input`;
  if (output !== null && (reasoning ?? 0) > output)
    return `${reasoning} tokens of reasoning in ${output} of output`;
  if ((usage.cache_write_1h ?? 0) > (written ?? 0)) return `more tokens written for an hour than written`;
  if (input === null || output === null || total === null || total === input + output) return null;
  return `a total of ${total} for ${input} of input and ${output} of output`;
}

/** A warning where a provider's counts do not add up: they are shown as they came, and priced with each part cut to its whole. */
export function checkUsage(provider: string | null, usage: Usage): Warning[] {
  const found = contradiction(usage);
  if (found === null) return [];
  return [{ code: 'usage_disagrees', message: `the usage of ${provider} does not add up: ${found}` }];
}
