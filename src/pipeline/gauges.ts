import { BoundedMap } from '../context/index.ts';
import type { ShortForecast } from '../contract/index.ts';
import { type Clock, type Exchange, newId } from '../exchange/index.ts';
import type { LiveBus } from '../live/index.ts';
import {
  advance,
  alertOf,
  EMPTY_GAUGE,
  forecastOf,
  GAUGED_KINDS,
  type Gauge,
  gaugeOf,
  shortForecast,
} from '../sessions/index.ts';
import type { Store } from '../storage/index.ts';
import { metricEvent } from './events.ts';

/** Agents whose windows are remembered; of others the store is asked again. */
const REMEMBERED = 1000;
/** Exchanges of an agent by which its window is known again after a start. */
const RESTORED = 100;

export interface GaugesOptions {
  bus: Pick<LiveBus, 'publish'>;
  store: Pick<Store, 'listExchanges'>;
  clock: Clock;
  /** Whether a session was deleted: what still runs in it moves no gauge. */
  isRemoved(sessionId: number): boolean;
  /** Writes what the recorder holds back, so that the store can be asked. */
  flush(): Promise<void>;
}

/** What the gauges go by. */
export interface Measure {
  /** Context use at which an alert is published; ascending, above 0 to 1. */
  thresholds: readonly number[];
  /** Whether the conversation had an answer in it, and so turns before this one. */
  goesOn: boolean;
}

/** An agent's window as this process remembers it; null until the store has said what it was. */
interface Remembered {
  gauge: Gauge | null;
  recalled: Promise<Gauge>;
}

/**
 * The agents' windows, live: publishes how full one is and when it will be full, and an alert when a turn crosses a
 * threshold upwards. What is remembered here can be told from the stored turns at any time, and is, after a start.
 */
export class Gauges {
  readonly #options: GaugesOptions;
  readonly #agents = new BoundedMap<string, Remembered>(REMEMBERED);
  /** Agents with ids from this one on are new. */
  readonly #firstId: string;

  constructor(options: GaugesOptions) {
    this.#options = options;
    this.#firstId = newId(options.clock.now());
  }

  /** A turn's context was counted, and its answer is still to come. */
  counted(exchange: Exchange): void {
    if (this.#isRemoved(exchange)) return;
    this.#options.bus.publish(() => {
      const gauge = this.#agents.get(keyOf(exchange))?.gauge ?? null;
      const next = gauge === null ? null : advance(gauge, { ...exchange, status: 'ok' }).gauge;
      return metricEvent(exchange, this.#shortForecast(next));
    });
  }

  /** An exchange has ended, and its tokens are known as well as they will be. Never rejects. */
  async ended(exchange: Exchange, measure: Measure): Promise<void> {
    const { kind, sessionId, tokens } = exchange;
    if (kind === 'compaction') {
      const known = this.#agents.get(keyOf(exchange));
      if (known === undefined) return;
      const before = known.gauge ?? (await known.recalled);
      known.gauge = advance(known.gauge ?? before, exchange).gauge;
      return;
    }
    if (kind !== 'turn' || tokens.context === null || this.#isRemoved(exchange)) return;
    if (sessionId === null) {
      this.#options.bus.publish(() => metricEvent(exchange, null));
      return;
    }
    const there = this.#agents.get(keyOf(exchange));
    const known = there ?? this.#recall(exchange, measure);
    const before = known.gauge ?? (await known.recalled);
    const { gauge, crossed } = advance(known.gauge ?? before, exchange, measure.thresholds);
    known.gauge = gauge;
    this.#options.bus.publish(() => metricEvent(exchange, this.#shortForecast(gauge)));
    if (crossed === null) return;
    // Another process may have told it since this one asked.
    const told = there === undefined ? 0 : (await this.#stored(exchange, measure.thresholds)).told;
    if (told >= crossed) return;
    const alert = alertOf(exchange, gauge, crossed, measure.thresholds);
    if (alert !== null) this.#options.bus.publish({ type: 'alert', ...alert });
  }

  #isRemoved({ sessionId }: Exchange): boolean {
    return sessionId !== null && this.#options.isRemoved(sessionId);
  }

  #shortForecast(gauge: Gauge | null): ShortForecast | null {
    return gauge === null ? null : shortForecast(forecastOf(gauge.trail, this.#options.clock.now()));
  }

  #recall(exchange: Exchange, { goesOn, thresholds }: Measure): Remembered {
    const isNew = !goesOn && exchange.agentId !== null && exchange.agentId >= this.#firstId;
    const known: Remembered = isNew
      ? { gauge: EMPTY_GAUGE, recalled: Promise.resolve(EMPTY_GAUGE) }
      : { gauge: null, recalled: this.#stored(exchange, thresholds) };
    this.#agents.set(keyOf(exchange), known);
    return known;
  }

  /** The agent's gauge before this exchange, by its stored turns; empty where the store cannot say. */
  async #stored({ id, sessionId, agentId }: Exchange, thresholds: readonly number[]): Promise<Gauge> {
    if (sessionId === null) return EMPTY_GAUGE;
    try {
      await this.#options.flush();
      const newest = await this.#options.store.listExchanges({
        sessionId,
        agentId,
        kinds: GAUGED_KINDS,
        before: id,
        limit: RESTORED,
      });
      return gaugeOf(newest.reverse(), thresholds);
    } catch {
      // An alert too many does less harm than one too few.
      return EMPTY_GAUGE;
    }
  }
}

function keyOf({ sessionId, agentId }: Exchange): string {
  return `${sessionId}/${agentId ?? ''}`;
}
