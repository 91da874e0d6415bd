import { type Clock, systemClock } from '../exchange/index.ts';
import { createEngine } from './engine.ts';
import { estimateTokens } from './estimate.ts';
import type { TokenCount, TokenCounter, Vocabulary } from './port.ts';

export interface TokenCounterOptions {
  clock?: Clock;
  /** Longest time that one text may take before it is estimated, in ms. */
  deadlineMs?: number;
  /** Longest time that starting the worker may take, in ms. */
  loadMs?: number;
  /** Most text that may wait, in UTF-16 units; what comes above it is estimated at once. */
  maxQueued?: number;
  /** Longest single text that is counted at all, in UTF-16 units: the library reads some 4 MB a second. */
  maxText?: number;
  /** Told when a worker was ended or died, and on what kind of failure. */
  onFailure?: (reason: 'deadline' | 'trap' | 'crash') => void;
}

interface Job {
  counts: (TokenCount | null)[];
  open: number;
  resolve: (counts: TokenCount[]) => void;
}

interface Item {
  job: Job;
  index: number;
  text: string;
  vocabulary: Vocabulary;
}

/** A batch is small, so that a large conversation does not keep a short one waiting for all of it. */
const BATCH_UNITS = 256 * 1024;
const BATCH_TEXTS = 256;

/** Failures within this time make the counter pause: none for the first three, then 1 s, 2 s, 4 s … 30 s. */
const FAILURE_WINDOW_MS = 60_000;
const FAILURES_FREE = 3;
const PAUSE_MS = 1000;
const PAUSE_MAX_MS = 30_000;

/**
 * A {@link TokenCounter} over `tiktoken` in a worker thread, started with the first text. A text that takes
 * longer than the deadline, or on which the library fails, is estimated (see {@link estimateTokens}); the worker
 * is replaced, and what waited behind that text is counted by the next one.
 */
export function createTokenCounter(options: TokenCounterOptions = {}): TokenCounter {
  const clock = options.clock ?? systemClock;
  const maxQueued = options.maxQueued ?? 8 * 1024 * 1024;
  const maxText = options.maxText ?? 3 * 1024 * 1024;
  const engine = createEngine({
    clock,
    deadlineMs: options.deadlineMs ?? 1000,
    loadMs: options.loadMs ?? 30_000,
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

  function takeBatch(): Item[] {
    const vocabulary = queue[0]?.vocabulary;
    let units = 0;
    let end = 0;
    for (const item of queue) {
      if (
        item.vocabulary !== vocabulary ||
        end === BATCH_TEXTS ||
        (end > 0 && units + item.text.length > BATCH_UNITS)
      )
        break;
      units += item.text.length;
      end++;
    }
    return queue.splice(0, end);
  }

  function noteFailure(reason: 'deadline' | 'trap' | 'crash'): void {
    const now = clock.monotonic();
    failures = failures.filter((at) => now - at < FAILURE_WINDOW_MS);
    failures.push(now);
    const over = failures.length - FAILURES_FREE;
    if (over > 0) pausedUntil = now + Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** (over - 1));
    options.onFailure?.(reason);
  }

  /** Begins behind what is running now: the texts of one tick go to the worker in one message. */
  async function pump(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      if (closed || paused()) {
        estimateAll();
        break;
      }
      const batch = takeBatch();
      const first = batch[0];
      if (first === undefined) break;
      const result = await engine.run(
        batch.map((item) => item.text),
        first.vocabulary,
      );
      const { failure } = result;
      const again: Item[] = [];
      for (const [i, item] of batch.entries()) {
        const tokens = result.tokens[i] ?? null;
        // A worker that never got to count says nothing about a text, but must not be tried for ever.
        const guilty = failure !== null && (failure.index === null || failure.index === i);
        if (tokens !== null || guilty || failure === null) settle(item, tokens);
        else again.push(item);
      }
      queue = again.concat(queue);
      if (failure !== null && !closed) noteFailure(failure.reason);
    }
    pumping = null;
  }

  function count(texts: string[], vocabulary: Vocabulary): Promise<TokenCount[]> {
    return new Promise((resolve) => {
      const job: Job = {
        counts: new Array<TokenCount | null>(texts.length).fill(null),
        open: texts.length,
        resolve,
      };
      if (texts.length === 0) resolve([]);
      const refuse = closed || paused();
      for (const [index, text] of texts.entries()) {
        const item = { job, index, text, vocabulary };
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
    count,
    healthy: () => !closed && !paused(),
    async close() {
      closed = true;
      estimateAll();
      await engine.close();
      await pumping;
    },
  };
}

/** Tokens of one text: 0 for the empty one, without starting the worker. */
export async function countTokens(
  counter: TokenCounter,
  text: string,
  vocabulary: Vocabulary = 'o200k_base',
): Promise<number> {
  const [count] = await counter.count([text], vocabulary);
  return count?.tokens ?? 0;
}
