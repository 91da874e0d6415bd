/** Full jitter: between 0 and min(8 s, 500 ms × 2^(attempt − 1)). */
const BASE_MS = 500;
const CAP_MS = 8_000;
/** A longer `Retry-After` is not waited for (DESIGN: errors). */
export const LONGEST_WAIT_MS = 10_000;

type Headers = Record<string, string | string[] | undefined>;

function header(headers: Headers, name: string): string | null {
  const value = headers[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined || text.trim() === '' ? null : text.trim();
}

function decimal(text: string | null): number | null {
  return text !== null && /^\d{1,15}(?:\.\d{1,9})?$/.test(text) ? Number(text) : null;
}

/** `1s`, `6m0s`, `2m59.56s`, `120ms`, `1h2m`: the durations of `x-ratelimit-reset-*`, in ms. */
function duration(text: string | null): number | null {
  if (text === null) return null;
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|h|m|s)){1,4}$/.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
    total += Number(amount) * (units[unit ?? ''] ?? 0);
  }
  return total;
}

/** Unix seconds or milliseconds, or plain seconds from now; in ms from now. */
function resetTime(text: string | null, now: number): number | null {
  const value = decimal(text);
  if (value === null) return duration(text);
  if (value > 1e11) return Math.max(0, value - now);
  if (value > 1e8) return Math.max(0, value * 1000 - now);
  return value * 1000;
}

/** Limits that say how long only where nothing remains of them. */
const LIMITS = ['-requests', '-tokens', ''];

/**
 * How long the upstream asks to wait, in ms from `now` (ms since 1970), or null where it does not say. Read in
 * this order: `retry-after-ms` (OpenAI, Azure), `retry-after` in seconds or as an HTTP date (RFC 9110 §10.2.3),
 * and where a limit's `x-ratelimit-remaining…` is 0, the longest of their `x-ratelimit-reset…` (OpenAI's durations
 * such as `6m0s`, or without a unit Unix time or seconds).
 */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const ms = decimal(header(headers, 'retry-after-ms'));
  if (ms !== null) return ms;
  const after = header(headers, 'retry-after');
  const seconds = decimal(after);
  if (seconds !== null) return seconds * 1000;
  if (after !== null && /[a-z]/i.test(after)) {
    const date = Date.parse(after);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  let longest: number | null = null;
  for (const limit of LIMITS) {
    if (decimal(header(headers, `x-ratelimit-remaining${limit}`)) !== 0) continue;
    const reset = resetTime(header(headers, `x-ratelimit-reset${limit}`), now);
    if (reset !== null) longest = Math.max(longest ?? 0, reset);
  }
  return longest;
}

export type RetryDelay = { waitMs: number } | { moveOn: true; retryAfterS: number };

/**
 * How long to wait before attempt `attempt + 1` at the same provider. At least what the upstream asked for
 * (`retryAfterMs`, null where it did not), and over 10 s of that: not at all.
 * @param attempt the attempt that failed, from 1
 * @param random from 0 to 1
 */
export function retryDelay(attempt: number, retryAfterMs: number | null, random: () => number): RetryDelay {
  if (retryAfterMs !== null && retryAfterMs > LONGEST_WAIT_MS) {
    return { moveOn: true, retryAfterS: Math.ceil(retryAfterMs / 1000) };
  }
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** (Math.max(1, attempt) - 1));
  return { waitMs: Math.round(Math.max(retryAfterMs ?? 0, random() * ceiling)) };
}

/**
 * Whether the same request may fare better a moment later: 408, 425, 429 and 5xx, but for 501 (not implemented)
 * and 505 (HTTP version), which stay as they are.
 */
export function isRetryable(status: number): boolean {
  if (status === 408 || status === 425 || status === 429) return true;
  return status >= 500 && status <= 599 && status !== 501 && status !== 505;
}
