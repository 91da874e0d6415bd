import type { LiveEvent, SequencedEvent } from '../contract/index.ts';
import { type Clock, isoTime } from '../exchange/index.ts';
import type { ConnectionManager } from './connections.ts';
import { outgoing } from './outgoing.ts';
import type { LiveBus } from './port.ts';

export interface BusOptions {
  clock: Clock;
  /** Events kept for `?since=`. */
  kept?: number;
  /** Milliseconds that events are gathered before they are sent. */
  tickMs?: number;
}

/** An event as it is kept: put together only where somebody gets it. */
interface Kept {
  seq: number;
  /** Wall time in ms. */
  at: number;
  event: LiveEvent;
}

function sequenced({ event, seq, at }: Kept): SequencedEvent {
  return { ...event, seq, at: isoTime(at) };
}

/** How long after a dashboard has gone it may come back for what it missed (ms). */
const RESUME_MS = 60_000;

/** A {@link LiveBus} that sends in ticks; `flush` ends the current tick at once. */
export interface TickingBus extends LiveBus {
  /** Somebody is about to listen, or has just gone: for a while everything is kept. */
  expect(): void;
  flush(): void;
  close(): void;
}

/**
 * Events are numbered from the wall time in ms at which the bus was made, so that a `seq` of an earlier run of the
 * program is never taken for one of this run. An event must not be changed after it was published: it is
 * serialised later, once for all connections, and not at all where nobody listens.
 */
export function createBus(connections: ConnectionManager, options: BusOptions): TickingBus {
  const { clock, kept = 2000, tickMs = 25 } = options;
  const first = clock.now();
  const ring = new Array<Kept | undefined>(kept);
  let seq = first;
  let sent = first;
  let timer: NodeJS.Timeout | null = null;
  let expectedUntil = Number.NEGATIVE_INFINITY;

  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const from = Math.max(sent, seq - kept);
    sent = seq;
    for (let n = from + 1; n <= seq; n++) {
      const event = ring[n % kept];
      if (event !== undefined) void connections.send(outgoing(() => sequenced(event)));
    }
  };

  return {
    get seq() {
      return seq;
    },
    publish(given) {
      const number = ++seq;
      if (typeof given !== 'function') ring[number % kept] = { seq: number, at: clock.now(), event: given };
      else if (connections.size > 0 || clock.monotonic() < expectedUntil)
        ring[number % kept] = { seq: number, at: clock.now(), event: given() };
      else ring[number % kept] = undefined;
      if (connections.size === 0) {
        sent = number;
        return;
      }
      if (number - sent >= kept) flush();
      else if (timer === null) {
        timer = setTimeout(flush, tickMs);
        timer.unref();
      }
    },
    since(after) {
      if (!Number.isSafeInteger(after) || after > seq || seq - after > kept) return null;
      const events: SequencedEvent[] = [];
      for (let n = after + 1; n <= seq; n++) {
        const event = ring[n % kept];
        if (event === undefined || event.seq !== n) return null;
        events.push(sequenced(event));
      }
      return events;
    },
    flush,
    expect() {
      expectedUntil = clock.monotonic() + RESUME_MS;
    },
    close() {
      flush();
    },
  };
}
