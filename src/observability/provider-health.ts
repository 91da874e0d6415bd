import type { Attempt, ExchangeStatus, ExchangeTimings, ProviderHealthView } from '../contract/index.ts';
import { isoTime } from '../exchange/index.ts';

/** What is looked back on (ms), and attempts of one provider that are remembered at most. */
const WINDOW_MS = 60 * 60_000;
const REMEMBERED = 2000;
/** Stored exchanges that are read at once. */
const PAGE = 500;

/** What of an exchange tells of its providers; an `Exchange` and a stored one both fit. */
export interface AttemptedExchange {
  startedAt: number;
  status: ExchangeStatus;
  attempts: readonly Attempt[];
  timings: Pick<ExchangeTimings, 'first_byte_ms' | 'total_ms'>;
  error: { code: string; message: string } | null;
}

interface AttemptStore {
  /** Newest first. */
  listExchanges(page: { limit: number; before: string }): Promise<(AttemptedExchange & { id: string })[]>;
}

interface Sample {
  provider: string;
  /** Ms since 1970 at which the attempt began. */
  at: number;
  /** Ms since 1970 at which it was known how it went. */
  endedAt: number;
  isOk: boolean;
  error: { code: string; message: string; http_status: number | null } | null;
  /** Ms from the attempt's beginning; null where there was no answer. */
  firstByteMs: number | null;
  totalMs: number | null;
}

/** An attempt that failed here was not made: a breaker was open, a key was missing. */
const isMade = ({ error }: Attempt): boolean =>
  error === null || error.code === 'client_closed' || isTheirs(error);

/** Errors that say something of the provider. */
const isTheirs = ({ code }: { code: string }): boolean => code.startsWith('upstream_');

function laterBy(startedAt: number, ms: number | null, at: number): number | null {
  return ms === null ? null : Math.max(0, Math.round(startedAt + ms - at));
}

/** The attempts of an exchange that reached out for a provider. The last one's answer is what the exchange ended with. */
function samplesOf({ startedAt, status, attempts, timings, error }: AttemptedExchange): Sample[] {
  const samples: Sample[] = [];
  for (const [index, attempt] of attempts.entries()) {
    if (!isMade(attempt)) continue;
    const at = Date.parse(attempt.started_at);
    const isLast = index === attempts.length - 1;
    const broke = isLast && (status === 'cut' || status === 'error') ? error : null;
    const failed = attempt.error ?? broke;
    const totalMs = isLast ? laterBy(startedAt, timings.total_ms, at) : null;
    samples.push({
      provider: attempt.provider,
      at,
      endedAt: at + (totalMs ?? attempt.total_ms ?? 0),
      isOk: isLast && status === 'ok' && failed === null,
      error: failed !== null && isTheirs(failed) ? { ...failed, http_status: attempt.http_status } : null,
      firstByteMs: isLast && failed === null ? laterBy(startedAt, timings.first_byte_ms, at) : null,
      totalMs: isLast && status === 'ok' ? totalMs : null,
    });
  }
  return samples;
}

/** The value that this share of the values does not exceed (nearest rank); null where there are none. */
function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

function ascending(values: (number | null)[]): number[] {
  return values.filter((value) => value !== null).sort((a, b) => a - b);
}

/** How providers have fared, by the attempts of the last hour; in memory, the newest 2,000 of each. */
export class ProviderHealth {
  #loaded: Promise<void> | null = null;
  readonly #samples = new Map<string, Sample[]>();

  /** Notes the attempts of an exchange that has ended. */
  observe(exchange: AttemptedExchange): void {
    for (const sample of samplesOf(exchange)) {
      const known = this.#of(sample.provider);
      known.push(sample);
      if (known.length > REMEMBERED) known.shift();
    }
  }

  /** Notes what an earlier run recorded, the newest first; it comes before what was observed since. */
  #restore(newestFirst: readonly AttemptedExchange[]): void {
    for (const exchange of newestFirst) {
      for (const sample of samplesOf(exchange).reverse()) {
        const known = this.#of(sample.provider);
        if (known.length < REMEMBERED) known.unshift(sample);
      }
    }
  }

  #of(provider: string): Sample[] {
    const known = this.#samples.get(provider) ?? [];
    this.#samples.set(provider, known);
    return known;
  }

  /** How a provider has fared in the hour before `now` (ms since 1970); what did not happen is null. */
  view(provider: string, now: number): ProviderHealthView {
    const known = this.#samples.get(provider) ?? [];
    const since = now - WINDOW_MS;
    const samples = known.filter((sample) => sample.at > since);
    const isCut = samples.length === REMEMBERED;
    const failed = samples.filter((sample) => sample.error !== null);
    const last = failed.at(-1) ?? null;
    const lastOk = samples.findLast((sample) => sample.isOk) ?? null;
    const firstByte = ascending(samples.map((sample) => sample.firstByteMs));
    const total = ascending(samples.map((sample) => sample.totalMs));
    return {
      window_s: Math.round((isCut ? now - (samples[0]?.at ?? since) : WINDOW_MS) / 1000),
      attempts: samples.length,
      errors: failed.length,
      error_rate: samples.length === 0 ? null : failed.length / samples.length,
      first_byte_ms: { p50: quantile(firstByte, 0.5), p95: quantile(firstByte, 0.95) },
      total_ms: { p50: quantile(total, 0.5) },
      last_error: last?.error ? { at: isoTime(last.endedAt), ...last.error } : null,
      last_ok_at: lastOk === null ? null : isoTime(lastOk.endedAt),
    };
  }

  /**
   * Reads the hour before this start of the program, so that it does not forget: exchanges older than the id `before`. Once,
   * however often it is asked for; where it cannot be read, `onFailure` is told, and nothing more.
   */
  load(store: AttemptStore, before: string, now: number, onFailure: (error: unknown) => void): Promise<void> {
    this.#loaded ??= this.#read(store, before, now).catch(onFailure);
    return this.#loaded;
  }

  async #read(store: AttemptStore, before: string, now: number): Promise<void> {
    let after = before;
    for (let read = 0; read < REMEMBERED; read += PAGE) {
      const page = await store.listExchanges({ limit: PAGE, before: after });
      this.#restore(page.filter(({ startedAt }) => startedAt > now - WINDOW_MS));
      const oldest = page.at(-1);
      if (oldest === undefined || page.length < PAGE || oldest.startedAt <= now - WINDOW_MS) return;
      after = oldest.id;
    }
  }
}
