import type { CancelSignal } from '../exchange/index.ts';
import type { Downstream } from './downstream.ts';
import { EventSplitter, splitEvents } from './lines.ts';
import type { Silences } from './silences.ts';
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

/** What becomes of an answer's bytes on their way to the client. */
export interface Editor {
  /** What these bytes become; null: nothing, for now. What it throws ends the answer as cut. */
  data(chunk: Buffer): Buffer | null;
  /** The same at the end of the bytes. */
  end(): Buffer | null;
}

export interface RelayOptions {
  body: AnswerBody;
  down: Downstream;
  signal: CancelSignal;
  tap: Tap;
  /** What becomes of the bytes; null: they pass untouched. */
  edit: Editor | null;
  /** Monotonic ms from which silence is measured. */
  since: number;
  /** Who was silent when is noted here, from `quietSince` (monotonic ms) on: when the request went to this upstream. */
  silences: Silences;
  quietSince: number;
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

/** Bytes of a burst that are given on at once, and no more are gathered. */
const BURST_LIMIT = 64 * 1024;

/** These whole events without the dropped ones; null where none is left. */
function without(drop: DroppedEvents, events: Buffer): Buffer | null {
  if (!drop.mayBeIn(events)) return events;
  const kept = splitEvents(events).filter((event) => !drop.is(event));
  return kept.length === 0 ? null : Buffer.concat(kept);
}

/** Takes events out of a stream, and leaves every other byte as it came. */
export function dropping(drop: DroppedEvents): Editor {
  const splitter = new EventSplitter();
  return {
    data(chunk) {
      const whole = splitter.whole(chunk);
      const kept = whole === null ? null : without(drop, whole);
      if (splitter.held <= EVENT_LIMIT) return kept;
      const held = splitter.flush() ?? chunk;
      return kept === null ? held : Buffer.concat([kept, held]);
    },
    end() {
      const rest = splitter.flush();
      return rest === null || drop.is(rest) ? null : rest;
    },
  };
}

/**
 * Passes an answer's body to the client as it comes; a slow client holds the upstream. What came with one read of the
 * upstream's connection, mostly several events, goes on as one: each write of its own costs as much as all else that is
 * done with its bytes. The answer is not ended here: how, depends on the outcome. Never rejects.
 */
export function relay(options: RelayOptions): Promise<RelayResult> {
  const { body, down, signal, tap, edit, silences } = options;
  return new Promise((resolve) => {
    let over = false;
    let last = options.since;
    let longest = 0;
    let first = true;
    let waiting = false;
    let quiet = options.quietSince;
    let burst: Buffer[] = [];
    let burstBytes = 0;

    /** What has come and was not given on yet, as one; null: nothing. */
    const gathered = (): Buffer | null => {
      const [only] = burst;
      if (only === undefined) return null;
      const bytes = burst.length === 1 ? only : Buffer.concat(burst, burstBytes);
      burst = [];
      burstBytes = 0;
      tap.push(bytes);
      return bytes;
    };
    const finish = (outcome: RelayResult['outcome'], error: Error | null): void => {
      over = true;
      const now = performance.now();
      silences.note(quiet, now, waiting ? 'client' : 'provider');
      signal.removeEventListener('abort', onAbort);
      resolve({ outcome, error, longestSilenceMs: Math.max(longest, now - last) });
    };
    const onAbort = (): void => {
      gathered();
      body.abort();
      finish('cancelled', null);
    };
    const resume = (): void => {
      waiting = false;
      const now = performance.now();
      silences.note(quiet, now, 'client');
      quiet = now;
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

    const attempt = (step: () => Buffer | null): Buffer | null => {
      try {
        return step();
      } catch (error) {
        body.abort();
        finish('cut', error instanceof Error ? error : new Error(String(error)));
        return null;
      }
    };

    /** Gives the burst on; false where the client is slow. */
    const flush = (): boolean => {
      const bytes = over ? null : gathered();
      if (bytes === null) return !waiting;
      const now = last;
      if (first) {
        first = false;
        options.onFirstByte(now);
      } else options.onProgress(now);
      if (edit === null) return give(bytes, now);
      const edited = attempt(() => edit.data(bytes));
      return edited === null || give(edited, now);
    };

    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    body.consume({
      data(chunk) {
        if (over) return true;
        if (burst.length === 0) {
          const now = performance.now();
          if (now - last > longest) longest = now - last;
          last = now;
          silences.note(quiet, now, waiting ? 'client' : 'provider');
          quiet = now;
          process.nextTick(flush);
        }
        burst.push(chunk);
        burstBytes += chunk.length;
        return burstBytes >= BURST_LIMIT ? flush() : !waiting;
      },
      end() {
        flush();
        if (over) return;
        const rest = edit === null ? null : attempt(() => edit.end());
        if (over) return;
        if (rest !== null) down.write(rest, performance.now());
        finish('complete', null);
      },
      error(error) {
        flush();
        if (!over) finish('cut', error);
      },
    });
  });
}
