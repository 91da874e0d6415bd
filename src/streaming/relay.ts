import type { CancelSignal } from '../exchange/index.ts';
import type { Downstream } from './downstream.ts';
import { EventSplitter } from './lines.ts';
import type { Tap } from './tap.ts';

/** The body of an upstream's answer. */
export interface AnswerBody {
  consume(sink: { data(chunk: Buffer): boolean; end(): void; error(error: Error): void }): void;
  resume(): void;
  abort(): void;
}

export interface RelayOptions {
  body: AnswerBody;
  down: Downstream;
  signal: CancelSignal;
  tap: Tap;
  /** Which whole events are kept from the client; null: none, and bytes pass untouched. */
  drop: ((event: Buffer) => boolean) | null;
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
        const kept = splitter.push(chunk).filter((event) => !drop(event));
        if (splitter.held > EVENT_LIMIT) kept.push(splitter.flush() ?? chunk);
        if (kept.length === 0) return true;
        return give(kept.length === 1 && kept[0] !== undefined ? kept[0] : Buffer.concat(kept), now);
      },
      end() {
        const rest = splitter?.flush() ?? null;
        if (rest !== null && drop !== null && !drop(rest)) down.write(rest, performance.now());
        finish('complete', null);
      },
      error: (error) => finish('cut', error),
    });
  });
}
