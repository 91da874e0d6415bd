import type { ExchangeTimings } from '../contract/index.ts';
import { accountAnswer } from './account-answer.ts';
import { accountRequest } from './account-request.ts';
import type { PipelineDeps } from './deps.ts';
import { exchangeEvent } from './events.ts';
import type { Flight } from './flight.ts';
import { LiveOutput } from './live-output.ts';

/**
 * Accounting is done in ticks (ms), so that it does not stand between two bytes of an answer. Shorter than the
 * recorder's tick: what begins and ends within one of those is written once, with all that is known of it.
 */
const TICK_MS = 8;
/** A tick gives way to the requests after so many ms, and goes on behind them. */
const SLICE_MS = 2;
/** Bodies waiting for their accounting (bytes): past this they are accounted for at once, which slows the clients. */
const WAITING_LIMIT = 64 * 1024 * 1024;
/** A running stream tells the dashboard of its progress at most so often (ms). */
const PROGRESS_MS = 250;

/** Everything that is known and told about an exchange, behind the bytes' way. */
export interface Accountant {
  /** The request is here and routed: a row from now on. */
  started(flight: Flight): void;
  firstByte(flight: Flight): void;
  progress(flight: Flight, now: number): void;
  /** The answer has ended, one way or another. */
  finished(flight: Flight): void;
  /** Resolves when these flights and all accounting are done. */
  idle(flights: ReadonlySet<Flight>): Promise<void>;
}

/** Microseconds are noise: hundredths of a ms are kept. */
function roundTimings(timings: ExchangeTimings): void {
  for (const key of Object.keys(timings) as (keyof ExchangeTimings)[]) {
    const ms = timings[key];
    if (ms !== null) timings[key] = Math.round(ms * 100) / 100;
  }
}

export function createAccountant(deps: PipelineDeps): Accountant {
  const { bus, clock, recorder } = deps;
  const liveOutput = new LiveOutput(deps);
  let queue: (() => void)[] = [];
  let waitingBytes = 0;
  let timer: NodeJS.Timeout | null = null;
  /** Pieces of work that are under way. */
  let pending = 0;

  const drain = (): void => {
    timer = null;
    const until = clock.monotonic() + SLICE_MS;
    // Half of it in any case: what comes faster than that would pile up.
    const least = queue.length >> 1;
    let done = 0;
    while (done < queue.length && (done < least || clock.monotonic() < until)) {
      queue[done]?.();
      done++;
    }
    queue = done === queue.length ? [] : queue.slice(done);
    if (queue.length > 0) setImmediate(drain);
  };

  const enqueue = (job: () => void): void => {
    queue.push(job);
    if (queue.length === 1 && timer === null) timer = setTimeout(drain, TICK_MS);
  };

  /** Whatever goes wrong here costs numbers, never an answer. Never rejects; `then` comes in any case. */
  const guarded = async (
    flight: Flight,
    what: string,
    work: () => Promise<void>,
    then?: () => void,
  ): Promise<void> => {
    pending++;
    try {
      await work();
    } catch (error) {
      flight.exchange.warnings.push({
        code: 'accounting_failed',
        message: `${what} could not be accounted for`,
      });
      deps.log.error('accounting failed', { exchange: flight.exchange.id, error });
      recorder.touch(flight.exchange);
    }
    pending--;
    then?.();
  };

  const request = (flight: Flight): void => {
    const bytes = flight.request?.bytes.length ?? 0;
    waitingBytes += bytes;
    const counted = recorder.beginCount();
    const job = (): void => {
      waitingBytes -= bytes;
      flight.accounted = guarded(flight, 'the request', () => accountRequest(deps, flight), counted);
    };
    flight.accountable = true;
    if (waitingBytes > WAITING_LIMIT) job();
    else enqueue(job);
  };

  return {
    started(flight) {
      recorder.touch(flight.exchange);
      bus.publish(() => exchangeEvent('started', flight.exchange));
      request(flight);
    },
    firstByte(flight) {
      bus.publish(() => exchangeEvent('first_byte', flight.exchange));
    },
    progress(flight, now) {
      if (now - (flight.progressMono ?? flight.receivedMono) < PROGRESS_MS) return;
      flight.progressMono = now;
      void guarded(flight, 'the running answer', async () => {
        await liveOutput.update(flight);
        if (flight.exchange.status === 'running')
          bus.publish(() => exchangeEvent('progress', flight.exchange));
      });
    },
    finished(flight) {
      const { exchange } = flight;
      exchange.timings.total_ms = clock.monotonic() - exchange.startedMono;
      roundTimings(exchange.timings);
      if (!flight.accountable) {
        bus.publish(() => exchangeEvent('started', exchange));
        if (flight.request !== null) request(flight);
      }
      const counted = recorder.beginCount();
      const told = (): void => {
        recorder.touch(exchange);
        counted();
        deps.metrics.observe(exchange);
        deps.health.observe(exchange);
        bus.publish(() => exchangeEvent('finished', exchange));
      };
      enqueue(() => void guarded(flight, 'the answer', () => accountAnswer(deps, flight), told));
    },
    async idle(flights) {
      while (flights.size > 0 || queue.length > 0 || pending > 0) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}
