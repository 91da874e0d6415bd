import type { Usage } from '../../contract/index.ts';
import { tokenCount } from '../neutral/count.ts';
import type { Fields } from '../neutral/parts.ts';
import { fieldOf, fieldsOf } from './fields.ts';

function count(usage: Fields, name: string): number | null {
  return tokenCount(fieldOf(usage, name));
}

function sum(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}

/**
 * `usageMetadata`, normalised. `promptTokenCount` includes cached tokens; thoughts are not in `candidatesTokenCount`;
 * what tools of the provider's own read (`toolUsePromptTokenCount`) is input beside the prompt, and the total is the sum
 * of the four (ai.google.dev/api/generate-content, UsageMetadata). Counts of 0 are left out there: where neither
 * part of the output is named, it is what the total has more than the input. Null where nothing was reported.
 */
export function normaliseUsage(value: unknown): Usage | null {
  const usage = fieldsOf(value);
  const thoughts = count(usage, 'thoughtsTokenCount');
  const candidates = count(usage, 'candidatesTokenCount') ?? count(usage, 'responseTokenCount');
  const total = count(usage, 'totalTokenCount');
  const prompt = count(usage, 'promptTokenCount');
  const input = prompt === null ? null : sum(prompt, count(usage, 'toolUsePromptTokenCount'));
  const rest = total !== null && input !== null && total >= input ? total - input : null;
  const output = sum(candidates, thoughts) ?? rest;
  if (input === null && output === null && total === null) return null;
  return {
    input,
    cache_read: count(usage, 'cachedContentTokenCount'),
    cache_write: null,
    output,
    reasoning: thoughts,
    total: total ?? (input !== null && output !== null ? input + output : null),
  };
}

/** The usage of an answer or of one of its pieces. */
export function usageIn(body: unknown): Usage | null {
  return normaliseUsage(fieldOf(fieldsOf(body), 'usageMetadata'));
}

/** Usage as Gemini says it: thoughts beside candidates, and not within. */
export function usageMetadata(usage: Usage): Fields {
  const { input, cache_read: cached, output, reasoning } = usage;
  const total = usage.total ?? (input !== null && output !== null ? input + output : null);
  const candidates = output === null ? null : Math.max(0, output - (reasoning ?? 0));
  return {
    ...(input === null ? {} : { promptTokenCount: input }),
    ...(cached === null ? {} : { cachedContentTokenCount: cached }),
    ...(candidates === null ? {} : { candidatesTokenCount: candidates }),
    ...(reasoning === null ? {} : { thoughtsTokenCount: reasoning }),
    ...(total === null ? {} : { totalTokenCount: total }),
  };
}
