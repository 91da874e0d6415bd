import type { CancelSignal } from '../exchange/index.ts';
import type { Downstream } from './downstream.ts';
import { EventSplitter, splitEvents } from './lines.ts';
import type { Tap } from './tap.ts';

/** The body of an upstream's answer. */
export interface AnswerBody {
  consume(sink: { data(chunk: Buffer): boolean; end(): void; error(error: Error): void }): void;
  resume(): void;
  abort(): void;
}

/** Events that are kept from the client. */
export interface DroppedEvents {
  /** Whether there may be one in these bytes; cheap, for most have none. */
  mayBeIn(bytes: Buffer): boolean;
  /** Whether this whole event is one. */
  is(event: Buffer): boolean;
}

export interface RelayOptions {
  body: AnswerBody;
  down: Downstream;
  signal: CancelSignal;
  tap: Tap;
  /** Which events are kept from the client; null: none, and bytes pass untouched. */
  drop: DroppedEvents | null;
  /** Monotonic ms from which silence is measured. */
  since: number;
  /** Called with monotonic ms at the first byte, and for each later chunk with the bytes so far. */
  onFirstByte(now: number): void;
  onProgress(now: number): void;
}

export interface RelayResult {
  outcome: 'complete' | 'cut' | 'cancelled';
  error: Error | null;
  /** Longest time in ms without a byte from the upstream. */
  longestSilenceMs: number;
}

/** An event longer than this (bytes) is passed on unread: nothing that we look for is that long. */
const EVENT_LIMIT = 1024 * 1024;

/** These whole events without the dropped ones; null where none is left. */
function without(drop: DroppedEvents, events: Buffer): Buffer | null {
  if (!drop.mayBeIn(events)) return events;
  const kept = splitEvents(events).filter((event) => !drop.is(event));
  return kept.length === 0 ? null : Buffer.concat(kept);
}

/**
 * Passes an answer's body to the client as it comes, chunk by chunk; a slow client holds the upstream. The answer
 * is not ended here: how, depends on the outcome. Never rejects.
 */
export function relay(options: RelayOptions): Promise<RelayResult> {
  const { body, down, signal, tap, drop } = options;
  return new Promise((resolve) => {
    const splitter = drop === null ? null : new EventSplitter();
    let last = options.since;
    let longest = 0;
    let first = true;
    let waiting = false;

    const finish = (outcome: RelayResult['outcome'], error: Error | null): void => {
      signal.removeEventListener('abort', onAbort);
      resolve({ outcome, error, longestSilenceMs: Math.max(longest, performance.now() - last) });
    };
    const onAbort = (): void => {
      body.abort();
      finish('cancelled', null);
    };
    const resume = (): void => {
      waiting = false;
      body.resume();
    };
    const give = (bytes: Buffer, now: number): boolean => {
      const go = down.write(bytes, now);
      if (!go && !waiting) {
        waiting = true;
        down.onDrain(resume);
      }
      return go;
    };

    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    body.consume({
      data(chunk) {
        const now = performance.now();
        if (now - last > longest) longest = now - last;
        last = now;
        tap.push(chunk);
        if (first) {
          first = false;
          options.onFirstByte(now);
        } else options.onProgress(now);
        if (splitter === null || drop === null) return give(chunk, now);
        const whole = splitter.whole(chunk);
        let kept = whole === null ? null : without(drop, whole);
        if (splitter.held > EVENT_LIMIT) {
          const held = splitter.flush() ?? chunk;
          kept = kept === null ? held : Buffer.concat([kept, held]);
        }
        return kept === null || give(kept, now);
      },
      end() {
        const rest = splitter?.flush() ?? null;
        if (rest !== null && drop !== null && !drop.is(rest)) down.write(rest, performance.now());
        finish('complete', null);
      },
      error: (error) => finish('cut', error),
    });
  });
}
