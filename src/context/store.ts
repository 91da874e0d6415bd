import { BoundedMap } from './bounded-map.ts';
import { beginningOf } from './cut.ts';
import { memoryPlan, memoryVocabulary } from './memory.ts';
import type { Block, PlacedContext } from './port.ts';
import { type ContextMeasure, createTotals, type TotalsOptions } from './totals.ts';

/** How much of a block's content is kept. */
export type ContentCapture = 'full' | 'preview' | 'none';

/** A node as the store keeps it. */
export interface ContextNode {
  id: string;
  parentId: string | null;
  blockHash: string;
  role: string;
  depth: number;
  envelope: string | null;
  /** Index of the message in the request; null for what is in none. */
  message: number | null;
}

/** A block as the store keeps it; `bytes` of its whole content in UTF-8. */
export interface ContextBlock {
  hash: string;
  kind: Block['kind'];
  tool: string | null;
  bytes: number;
  content: string | null;
}

export interface ContextStoreOptions<V extends string> extends TotalsOptions<V> {
  /** Nodes, blocks and counts that are remembered at most, each. */
  max?: number;
}

export interface ContextStore<V extends string> {
  /**
   * What of a context is new since this was made or cleared, and so has yet to be stored. It is taken to be stored
   * from then on: {@link ContextStore.clear} where that fails.
   */
  track(placed: PlacedContext, capture: ContentCapture): { nodes: ContextNode[]; blocks: ContextBlock[] };
  /** Counts what has not been counted yet, only that, and says which counts are new. */
  measure(placed: PlacedContext, vocabulary: V): Promise<ContextMeasure>;
  /** The same at once; null where what has not been counted yet is too much for that. */
  measureNow(placed: PlacedContext, vocabulary: V): ContextMeasure | null;
  /**
   * The tokens of a context that are memory (see memory.ts). New counts are of those blocks that hold any, under
   * {@link memoryVocabulary}.
   */
  measureMemory(placed: PlacedContext, vocabulary: V): Promise<ContextMeasure>;
  /** Tokens of one block that was counted with a context; null where that was forgotten. */
  tokensOf(blockHash: string, vocabulary: V): number | null;
  /** Whether a node was tracked, so that nothing before it needs to be read again. */
  knows(nodeId: string): boolean;
  /** Whether the chain up to a node was counted in that vocabulary, and its memory, too. */
  counted(nodeId: string, vocabulary: V): boolean;
  /** Forgets what is stored: after nodes or blocks were deleted, or could not be written. Counts stay true. */
  clear(): void;
}

/** Beginning of a content that is kept with `preview`, in UTF-16 units. */
const PREVIEW_UNITS = 400;

/** Nodes, blocks and counts remembered by default: some fifty long conversations, 10 MB. */
const REMEMBERED = 20_000;

function kept(content: string, capture: ContentCapture): string | null {
  if (capture === 'none') return null;
  return capture === 'full' ? content : beginningOf(content, PREVIEW_UNITS);
}

/** Remembers which nodes, blocks and counts are known, so that a conversation that is sent again costs its new blocks. */
export function createContextStore<V extends string>(options: ContextStoreOptions<V>): ContextStore<V> {
  const { max = REMEMBERED } = options;
  const nodes = new BoundedMap<string, true>(max);
  const blocks = new BoundedMap<string, true>(max);
  const totals = createTotals(options, max);
  const { measure, measureNow, tokensOf } = totals;
  const memory = createTotals<V>(
    {
      ...options,
      plan: memoryPlan,
      lookupCounts: (hashes, vocabulary) => options.lookupCounts(hashes, memoryVocabulary(vocabulary)),
      // To look a text through is cheaper than to ask.
      lookupUnits: Number.POSITIVE_INFINITY,
    },
    max,
  );

  async function measureMemory(placed: PlacedContext, vocabulary: V): Promise<ContextMeasure> {
    const all = memory.measureNow(placed, vocabulary) ?? (await memory.measure(placed, vocabulary));
    const counts = all.counts
      .filter((count) => count.tokens > 0)
      .map((count) => ({ ...count, vocabulary: memoryVocabulary(vocabulary) }));
    return { ...all, counts };
  }

  function track(
    placed: PlacedContext,
    capture: ContentCapture,
  ): { nodes: ContextNode[]; blocks: ContextBlock[] } {
    const all = placed.blocks;
    let first = all.length;
    // A known node's ancestors were stored with it.
    while (first > 0 && nodes.get(all[first - 1]?.nodeId ?? '') === undefined) first--;
    const fresh: { nodes: ContextNode[]; blocks: ContextBlock[] } = { nodes: [], blocks: [] };
    for (const block of all.slice(first)) {
      const { nodeId: id, parentId, hash, role, depth, envelope, kind, tool, content } = block;
      const message = block.message < 0 ? null : block.message;
      nodes.set(id, true);
      fresh.nodes.push({ id, parentId, blockHash: hash, role, depth, envelope, message });
      if (blocks.get(hash) !== undefined) continue;
      blocks.set(hash, true);
      fresh.blocks.push({
        hash,
        kind,
        tool,
        bytes: Buffer.byteLength(content),
        content: kept(content, capture),
      });
    }
    return fresh;
  }

  return {
    track,
    measure,
    measureNow,
    measureMemory,
    tokensOf,
    knows: (nodeId) => nodes.get(nodeId) !== undefined,
    counted: (nodeId, vocabulary) => totals.has(nodeId, vocabulary) && memory.has(nodeId, vocabulary),
    clear() {
      nodes.clear();
      blocks.clear();
    },
  };
}
