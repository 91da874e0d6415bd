import type { Clock, Exchange, McpCall } from '../exchange/index.ts';
import {
  type Store,
  type StoredBlock,
  type StoredBodies,
  type StoredCount,
  type StoredNode,
  StoreError,
} from '../storage/index.ts';
import { type BacklogLimits, createBacklog, type Dropped, type Slice, type SliceSize } from './backlog.ts';
import { createCounting } from './counting.ts';

export interface RecorderOptions {
  store: Pick<Store, 'write'>;
  clock: Clock;
  /** Time between two writes. */
  tickMs?: number;
  /** What may wait while the store cannot write. */
  limits?: BacklogLimits;
  /** How long `close()` goes on trying. */
  closeMs?: number;
  /** Hears what a person should know: `recording_delayed`, `recording_dropped`, `recording_recovered`. */
  onTrouble(code: TroubleCode, message: string): void;
}

export type TroubleCode = 'recording_delayed' | 'recording_dropped' | 'recording_recovered';

/** The batched writer: takes what the pipeline hands over at once, and writes it in ticks. Never throws. */
export interface Recorder {
  /** Marks the exchange dirty: its row as it is at the next tick is written. Nothing is copied now. */
  touch(exchange: Exchange): void;
  /** The whole chain may be handed over each time: what is stored already costs nothing more. */
  addContext(nodes: StoredNode[], blocks: StoredBlock[]): void;
  addCounts(counts: StoredCount[]): void;
  addBodies(bodies: StoredBodies): void;
  /** A call that ended. */
  addMcpCall(call: McpCall): void;
  /** Resolves when everything handed over so far is written, or has failed and been reported. */
  flush(): Promise<void>;
  /** A count has begun; the returned function says that it is done. */
  beginCount(): () => void;
  /** Resolves when the counts begun so far are done, or after `maxMs`. */
  settleCounts(maxMs: number): Promise<void>;
  /** False while writing fails. */
  healthy(): boolean;
  /** Writes what waits, then stops. */
  close(): Promise<void>;
}

/** Measured: beyond 100 rows a transaction saves nothing more, and keeps the next one waiting. */
const SLICE: SliceSize = { exchanges: 100, rows: 400, bytes: 256 * 1024 };
const LIMITS: BacklogLimits = { exchanges: 20_000, rows: 200_000, bytes: 64 * 1024 * 1024 };
const CLOSE_MS = 5_000;
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2_000;
/** A slice of one that fails so often is to blame itself, and is dropped. Locks and full disks are not counted. */
const TRIES_OF_ONE = 3;

export function createRecorder({
  store,
  clock,
  tickMs = 25,
  limits = LIMITS,
  closeMs = CLOSE_MS,
  onTrouble,
}: RecorderOptions): Recorder {
  const backlog = createBacklog();
  const counting = createCounting();
  let size = SLICE;
  let failures = 0;
  let triesOfOne = 0;
  let delayedReported = false;
  let timer: NodeJS.Timeout | null = null;
  let cycle: Promise<void> | null = null;
  let closed = false;

  /** Sees to it that what waits is written: at the next tick, or, after a failure, a while later. */
  const schedule = () => {
    if (timer !== null || cycle !== null || closed) return;
    const wait = failures === 0 ? tickMs : Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS);
    timer = setTimeout(() => {
      timer = null;
      void run();
    }, wait);
  };

  const added = () => {
    if (timer === null) schedule();
    if (failures > 0) trim();
  };

  const trim = () => {
    const dropped = backlog.trim(limits);
    if (dropped.exchanges + dropped.calls + dropped.contents > 0) reportDropped(dropped);
  };

  const reportDropped = throttledDrops(clock, onTrouble);

  /** Writes slice after slice until nothing waits or one fails. Never rejects. */
  const run = (): Promise<void> => {
    cycle ??= drain().finally(() => {
      cycle = null;
      if (!backlog.empty) schedule();
    });
    return cycle;
  };

  const drain = async () => {
    while (!backlog.empty) {
      const slice = backlog.take(size);
      try {
        await store.write(slice.batch);
      } catch (error) {
        failed(slice, error);
        return;
      }
      succeeded();
    }
  };

  const succeeded = () => {
    triesOfOne = 0;
    size = SLICE;
    if (failures === 0) return;
    failures = 0;
    if (delayedReported) onTrouble('recording_recovered', 'Exchanges are being recorded again.');
    delayedReported = false;
  };

  const failed = (slice: Slice, error: unknown) => {
    failures += 1;
    const code = error instanceof StoreError ? error.code : 'failed';
    const message = error instanceof Error ? error.message : String(error);
    if (!delayedReported) {
      delayedReported = true;
      onTrouble('recording_delayed', `Exchanges cannot be recorded for now: ${message}`);
    }
    if (code === 'failed') {
      const single = rowsOf(slice) <= 1 || size.exchanges === 1;
      if (single) triesOfOne += 1;
      if (single && triesOfOne >= TRIES_OF_ONE) {
        triesOfOne = 0;
        reportDropped({
          exchanges: slice.exchanges.length,
          calls: slice.batch.mcpCalls.length,
          contents: slice.contexts.length + slice.batch.bodies.length,
        });
        return;
      }
      size = smaller(size);
    }
    backlog.putBack(slice);
    trim();
  };

  const flush = async () => {
    // What is being written may be older than what has been handed over since.
    if (cycle !== null) await cycle;
    if (backlog.empty) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    await run();
  };

  return {
    touch(exchange) {
      backlog.touch(exchange);
      added();
    },
    addContext(nodes, blocks) {
      if (nodes.length + blocks.length === 0) return;
      backlog.addContext(nodes, blocks);
      added();
    },
    addCounts(counts) {
      if (counts.length === 0) return;
      backlog.addCounts(counts);
      added();
    },
    addBodies(bodies) {
      backlog.addBodies(bodies);
      added();
    },
    addMcpCall(call) {
      backlog.addMcpCall(call);
      added();
    },
    flush,
    beginCount: counting.begin,
    settleCounts: counting.settle,
    healthy: () => failures === 0,
    async close() {
      const deadline = clock.monotonic() + closeMs;
      await flush();
      while (!backlog.empty && clock.monotonic() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, FIRST_RETRY_MS));
        await flush();
      }
      closed = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (!backlog.empty) {
        onTrouble('recording_dropped', 'Some of the last exchanges could not be recorded before the end.');
      }
    },
  };
}

function rowsOf({ batch }: Slice): number {
  return (
    batch.exchanges.length +
    batch.nodes.length +
    batch.blocks.length +
    batch.counts.length +
    batch.bodies.length +
    batch.mcpCalls.length
  );
}

/** Fewer at a time, so that one row that cannot be written does not hold up the others. */
function smaller(size: SliceSize): SliceSize {
  return {
    exchanges: Math.max(1, Math.floor(size.exchanges / 8)),
    rows: Math.max(1, Math.floor(size.rows / 8)),
    bytes: Math.max(1, Math.floor(size.bytes / 8)),
  };
}

/** Says what was dropped at once, and then at most every ten seconds. */
function throttledDrops(clock: Clock, onTrouble: RecorderOptions['onTrouble']) {
  const everyMs = 10_000;
  let last = Number.NEGATIVE_INFINITY;
  let sum: Dropped = { exchanges: 0, calls: 0, contents: 0 };
  return ({ exchanges, calls, contents }: Dropped) => {
    sum = {
      exchanges: sum.exchanges + exchanges,
      calls: sum.calls + calls,
      contents: sum.contents + contents,
    };
    if (clock.monotonic() - last < everyMs) return;
    last = clock.monotonic();
    const more = sum.calls === 0 ? '' : `, ${sum.calls} MCP calls`;
    onTrouble(
      'recording_dropped',
      `Not recorded, because the store could not keep up: ${sum.exchanges} exchanges, ${sum.contents} contents or bodies${more}.`,
    );
    sum = { exchanges: 0, calls: 0, contents: 0 };
  };
}
