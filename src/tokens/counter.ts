import { type Clock, systemClock } from '../exchange/index.ts';
import { createEngine } from './engine.ts';
import { estimateTokens } from './estimate.ts';
import { createLibrary } from './library.ts';
import type { TokenCount, TokenCounter, Vocabulary } from './port.ts';
import type { Effort, Tokenizer } from './tokenizer.ts';

/** A text took too long, the worker died, or a vocabulary could not be read. */
export type CounterFailure = 'deadline' | 'crash' | 'vocabulary';

export interface TokenCounterOptions {
  clock?: Clock;
  /** Folder of the vocabularies' packs; that of the program where it is not given. */
  folder?: string;
  /** Folder of the packs that the user has added. */
  added?: string;
  /** Longest time that one text may take in the worker before it is estimated, in ms. */
  deadlineMs?: number;
  /** Longest time that starting the worker may take, in ms. */
  loadMs?: number;
  /** Most text that may wait, in UTF-16 units; what comes above it is estimated at once. */
  maxQueued?: number;
  /** Longest single text that is counted at all, in UTF-16 units: the slowest take 2 µs for each and some 50 bytes. */
  maxText?: number;
  /** Told what failed; of a vocabulary, why. */
  onFailure?: (reason: CounterFailure, error?: unknown) => void;
}

interface Job {
  counts: (TokenCount | null)[];
  open: number;
  resolve: (counts: TokenCount[]) => void;
}

interface Item {
  job: Job;
  /** Whether the job waits for its vocabulary alone, and is few enough for this thread. */
  small: boolean;
  index: number;
  text: string;
  vocabulary: Vocabulary;
}

/**
 * Texts of one call that are counted in the caller's thread, in UTF-16 units together: half a millisecond for prose
 * and source code.
 */
const NOW_UNITS = 16 * 1024;

/**
 * What may have to be merged for them (see {@link Effort}), so that no text holds the caller up for more than about a
 * millisecond: merging takes .1 µs a byte, .3 in long pieces.
 */
const NOW_EFFORT = 8 * 1024;

/** A batch is small, so that a large conversation does not keep a short one waiting for all of it. */
const BATCH_UNITS = 256 * 1024;
const BATCH_TEXTS = 256;

/** Failures within this time make the counter pause: none for the first three, then 1 s, 2 s, 4 s … 30 s. */
const FAILURE_WINDOW_MS = 60_000;
const FAILURES_FREE = 3;
const PAUSE_MS = 1000;
const PAUSE_MAX_MS = 30_000;

/**
 * A {@link TokenCounter}. Small texts are counted where it is called, as soon as their vocabulary is loaded; larger
 * ones in a worker thread, started with the first of them. One that takes longer than the deadline is estimated (see
 * {@link estimateTokens}); the worker is replaced, and what waited behind that text is counted by the next one.
 */
export function createTokenCounter(options: TokenCounterOptions = {}): TokenCounter {
  const clock = options.clock ?? systemClock;
  const maxQueued = options.maxQueued ?? 16 * 1024 * 1024;
  const maxText = options.maxText ?? 8 * 1024 * 1024;
  const engine = createEngine({
    clock,
    deadlineMs: options.deadlineMs ?? 10_000,
    loadMs: options.loadMs ?? 30_000,
  });
  const library = createLibrary({
    folder: options.folder,
    added: options.added,
    monotonic: () => clock.monotonic(),
    onFailure: (_, error) => options.onFailure?.('vocabulary', error),
  });
  let queue: Item[] = [];
  let queued = 0;
  let pumping: Promise<void> | null = null;
  let closed = false;
  let failures: number[] = [];
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const paused = (): boolean => clock.monotonic() < pausedUntil;

  function settle(item: Item, tokens: number | null): void {
    const { job, index, text } = item;
    queued -= text.length;
    job.counts[index] =
      tokens === null ? { tokens: estimateTokens(text), exact: false } : { tokens, exact: true };
    job.open--;
    if (job.open === 0) job.resolve(job.counts.filter((count) => count !== null));
  }

  function estimateAll(): void {
    for (const item of queue.splice(0)) settle(item, null);
  }

  /** Of one vocabulary, and all for this thread or all for the worker. */
  function takeBatch(): Item[] {
    const first = queue[0];
    const most = first?.small ? NOW_UNITS : BATCH_UNITS;
    let units = 0;
    let end = 0;
    for (const item of queue) {
      if (
        item.vocabulary !== first?.vocabulary ||
        item.small !== first.small ||
        end === BATCH_TEXTS ||
        (end > 0 && units + item.text.length > most)
      )
        break;
      units += item.text.length;
      end++;
    }
    return queue.splice(0, end);
  }

  function noteFailure(reason: 'deadline' | 'crash'): void {
    const now = clock.monotonic();
    failures = failures.filter((at) => now - at < FAILURE_WINDOW_MS);
    failures.push(now);
    const over = failures.length - FAILURES_FREE;
    if (over > 0) pausedUntil = now + Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** (over - 1));
    options.onFailure?.(reason);
  }

  /** Exact counts by this thread's tokenizer; null where that would take long. */
  function countHere(texts: readonly string[], tokenizer: Tokenizer): TokenCount[] | null {
    const effort: Effort = { bytes: NOW_EFFORT };
    const counts: TokenCount[] = [];
    for (const text of texts) {
      const tokens = tokenizer.countWithin(text, effort);
      if (tokens === null) return null;
      counts.push({ tokens, exact: true });
    }
    return counts;
  }

  function countNow(texts: readonly string[], vocabulary: Vocabulary): TokenCount[] | null {
    const loaded = library.get(vocabulary);
    let units = 0;
    for (const text of texts) units += text.length;
    if (units === 0) return texts.map(() => ({ tokens: 0, exact: true }));
    if (loaded === null || closed || units > NOW_UNITS) return null;
    if (texts.some((text) => text.length > maxText)) return null;
    return countHere(texts, loaded.tokenizer);
  }

  /** Counts a batch in the worker; what it did not get to goes back to the head of the queue. */
  async function countThere(batch: Item[], vocabulary: Vocabulary, pack: SharedArrayBuffer): Promise<void> {
    const texts = batch.map((item) => item.text);
    const { tokens, failure } = await engine.run(texts, vocabulary, pack);
    const again: Item[] = [];
    for (const [i, item] of batch.entries()) {
      const found = tokens[i] ?? null;
      // A worker that never got to count says nothing about a text, but must not be tried for ever.
      const guilty = failure !== null && (failure.index === null || failure.index === i);
      if (found !== null || guilty || failure === null) settle(item, found);
      else again.push(item);
    }
    queue = again.concat(queue);
    if (failure !== null && !closed) noteFailure(failure.reason);
  }

  /** Begins behind what is running now: the texts of one tick go to the worker in one message. */
  async function pump(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const vocabulary = queue[0]?.vocabulary;
      if (vocabulary === undefined) break;
      const loaded = await library.load(vocabulary);
      if (closed || paused()) {
        estimateAll();
        continue;
      }
      const batch = takeBatch();
      if (loaded === null) {
        for (const item of batch) settle(item, null);
        continue;
      }
      const texts = batch.map((item) => item.text);
      const counts = batch[0]?.small ? countHere(texts, loaded.tokenizer) : null;
      if (counts === null) await countThere(batch, vocabulary, loaded.shared);
      else for (const [i, item] of batch.entries()) settle(item, counts[i]?.tokens ?? null);
    }
    pumping = null;
  }

  function enqueue(texts: readonly string[], vocabulary: Vocabulary): Promise<TokenCount[]> {
    return new Promise((resolve) => {
      const job: Job = {
        counts: new Array<TokenCount | null>(texts.length).fill(null),
        open: texts.length,
        resolve,
      };
      const refuse = closed || paused();
      const units = texts.reduce((sum, text) => sum + text.length, 0);
      // What is few and yet was not counted at once waits for its vocabulary, or takes too long for this thread.
      const small = units <= NOW_UNITS && library.get(vocabulary) === null;
      for (const [index, text] of texts.entries()) {
        const item = { job, small, index, text, vocabulary };
        const over = text.length > maxText || queued + text.length > maxQueued;
        queued += text.length;
        if (text === '') settle(item, 0);
        else if (refuse || over) settle(item, null);
        else queue.push(item);
      }
      if (queue.length > 0) pumping ??= pump();
    });
  }

  return {
    async count(texts, vocabulary) {
      return countNow(texts, vocabulary) ?? (await enqueue(texts, vocabulary));
    },
    countNow,
    available: library.available,
    async warm(vocabulary) {
      await library.load(vocabulary);
    },
    healthy: () => !closed && !paused() && library.complete(),
    async close() {
      closed = true;
      estimateAll();
      await engine.close();
      await pumping;
    },
  };
}

/** Tokens of one text: 0 for the empty one, without loading anything. */
export async function countTokens(
  counter: TokenCounter,
  text: string,
  vocabulary: Vocabulary = 'o200k_base',
): Promise<number> {
  const [count] = await counter.count([text], vocabulary);
  return count?.tokens ?? 0;
}
