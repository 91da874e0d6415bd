import type { ProtocolName } from '../contract/index.ts';

type Headers = Record<string, string | string[] | undefined>;

/** What both OpenAI and Anthropic count. */
const COUNTED = ['requests', 'tokens'] as const;

function one(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** OpenAI's durations (`6m0s`, `1s`, `120ms`) in ms; null where it is none. */
function durationMs(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return null;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g))
    ms += Number(count) * (UNITS[unit ?? ''] ?? 0);
  return ms;
}

function isAnthropic(protocol: ProtocolName): boolean {
  return protocol === 'anthropic-messages';
}

/**
 * The headers of an answer that mean something to a client of another protocol: rate limits, under the names that its
 * SDKs read, the request's id, when to come again. OpenAI: `x-ratelimit-remaining-requests`, with resets as durations
 * (platform.openai.com/docs/guides/rate-limits); Anthropic: `anthropic-ratelimit-requests-remaining`, with resets as
 * times (platform.claude.com/docs/en/api/rate-limits). `now`: ms since 1970.
 */
export function carriedHeaders(
  headers: Headers,
  from: ProtocolName,
  to: ProtocolName,
  now: number = Date.now(),
): Record<string, string> {
  const carried: Record<string, string> = {};
  const set = (name: string, value: string | null): void => {
    if (value !== null) carried[name] = value;
  };
  const id = one(headers['request-id']) ?? one(headers['x-request-id']);
  set(isAnthropic(to) ? 'request-id' : 'x-request-id', id);
  for (const name of ['retry-after', 'retry-after-ms', 'x-should-retry']) set(name, one(headers[name]));
  for (const what of COUNTED) {
    const openai = (part: string): string => `x-ratelimit-${part}-${what}`;
    const anthropic = (part: string): string => `anthropic-ratelimit-${what}-${part}`;
    const [read, write] = [isAnthropic(from) ? anthropic : openai, isAnthropic(to) ? anthropic : openai];
    for (const part of ['limit', 'remaining']) set(write(part), one(headers[read(part)]));
    const reset = one(headers[read('reset')]);
    if (reset === null) continue;
    if (isAnthropic(from) === isAnthropic(to)) set(write('reset'), reset);
    else if (isAnthropic(from)) {
      const at = Date.parse(reset);
      if (!Number.isNaN(at)) set(write('reset'), `${Math.max(0, Math.ceil((at - now) / 1000))}s`);
    } else {
      const ms = durationMs(reset);
      if (ms !== null) set(write('reset'), new Date(now + ms).toISOString());
    }
  }
  return carried;
}
