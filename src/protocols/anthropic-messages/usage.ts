import type { Usage } from '../../contract/index.ts';
import { tokenCount } from '../neutral/count.ts';
import type { Fields } from '../neutral/parts.ts';
import { reportedCost } from '../neutral/reported-cost.ts';
import { fieldsOf } from './wire.ts';

function sum(...values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
}

/** The counts of one usage object, as the wire has them: `uncached` is what was neither read nor written. */
interface Counts {
  uncached: number | null;
  read: number | null;
  written: number | null;
  /** Part of `written`: for an hour. */
  hour: number | null;
  output: number | null;
  reasoning: number | null;
  /** US dollars, where the provider says (OpenRouter). */
  cost: number | null;
}

function countsOf(value: unknown): Counts {
  const usage = fieldsOf(value);
  const creation = fieldsOf(usage.cache_creation);
  return {
    uncached: tokenCount(usage.input_tokens),
    read: tokenCount(usage.cache_read_input_tokens),
    written:
      tokenCount(usage.cache_creation_input_tokens) ??
      sum(tokenCount(creation.ephemeral_5m_input_tokens), tokenCount(creation.ephemeral_1h_input_tokens)),
    hour: tokenCount(creation.ephemeral_1h_input_tokens),
    output: tokenCount(usage.output_tokens),
    reasoning: tokenCount(fieldsOf(usage.output_tokens_details).thinking_tokens),
    cost: reportedCost(usage).cost_usd ?? null,
  };
}

function normalise(counts: Counts): Usage | null {
  const { uncached, read, written, hour, output, reasoning, cost } = counts;
  if (uncached === null && output === null) return null;
  const input = uncached === null ? null : sum(uncached, read, written);
  return {
    input,
    cache_read: read,
    cache_write: written,
    ...(hour === null ? {} : { cache_write_1h: hour }),
    output,
    reasoning,
    total: input !== null && output !== null ? input + output : null,
    ...(cost === null ? {} : { cost_usd: cost }),
  };
}

/**
 * Usage of a message, normalised: on this wire `input_tokens` is only what was neither read from a cache nor written
 * to one (platform.claude.com/docs/en/build-with-claude/prompt-caching); normalised input has all three. Null where
 * nothing was reported.
 */
export function normaliseUsage(value: unknown): Usage | null {
  return normalise(countsOf(value));
}

/** A later count in place of an earlier one; a 0 in place of an input that was known says nothing. */
function later(before: number | null, now: number | null): number | null {
  return now === null || (now === 0 && before !== null) ? before : now;
}

/**
 * The usage of a stream, put together from `message_start` and `message_delta`: the counts of the latter are
 * cumulative and replace the former's, they are never added (platform.claude.com/docs/en/build-with-claude/streaming).
 */
export class StreamUsage {
  private counts: Counts | null = null;

  /**
   * Takes the `usage` of `message_start`; gives what is known now. Its output is a placeholder, and so is an input of
   * nothing: many servers that speak this language count only at the end.
   */
  begin(value: unknown): Usage | null {
    const counts = { ...countsOf(value), output: null, reasoning: null, cost: null };
    const said = sum(counts.uncached, counts.read, counts.written) !== 0;
    this.counts = said ? counts : { ...counts, uncached: null, read: null, written: null, hour: null };
    return normalise(this.counts);
  }

  /** Takes the `usage` of a `message_delta`; gives what is known now. */
  take(value: unknown): Usage | null {
    const now = countsOf(value);
    const before = this.counts;
    this.counts =
      before === null
        ? now
        : {
            uncached: later(before.uncached, now.uncached),
            read: later(before.read, now.read),
            written: later(before.written, now.written),
            hour: later(before.hour, now.hour),
            output: now.output ?? before.output,
            reasoning: now.reasoning ?? before.reasoning,
            cost: now.cost ?? before.cost,
          };
    return normalise(this.counts);
  }
}

/**
 * Whether a last event's usage is the whole of it, with all that `message_start` would have said. Anthropic's has what was
 * written to the cache, but not for how long.
 */
export function isWhole(value: unknown): boolean {
  const { uncached, read, written, hour, output } = countsOf(value);
  if (written === null || (written > 0 && hour === null)) return false;
  return uncached !== null && uncached > 0 && read !== null && output !== null;
}

/** Usage as this wire has it; counts that nobody knows are 0, since its clients expect numbers. */
export function writeUsage(usage: Usage | null): Fields {
  const read = usage?.cache_read ?? 0;
  const written = usage?.cache_write ?? 0;
  const hour = usage?.cache_write_1h;
  return {
    input_tokens: Math.max(0, (usage?.input ?? 0) - read - written),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: read,
    ...(typeof hour === 'number'
      ? {
          cache_creation: {
            ephemeral_5m_input_tokens: Math.max(0, written - hour),
            ephemeral_1h_input_tokens: hour,
          },
        }
      : {}),
    output_tokens: usage?.output ?? 0,
    ...(typeof usage?.reasoning === 'number'
      ? { output_tokens_details: { thinking_tokens: usage.reasoning } }
      : {}),
  };
}
