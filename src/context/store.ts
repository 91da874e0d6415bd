import { BoundedMap } from './bounded-map.ts';
import { blockHash } from './hash.ts';
import type { Block, PlacedContext } from './port.ts';

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
}

/** A block as the store keeps it; `bytes` of its whole content in UTF-8. */
export interface ContextBlock {
  hash: string;
  kind: Block['kind'];
  tool: string | null;
  bytes: number;
  content: string | null;
}

/** Tokens of a block in one vocabulary; not exact where any part of it was guessed. */
export interface ContextCount {
  blockHash: string;
  vocabulary: string;
  tokens: number;
  exact: boolean;
}

/** Tokens of a whole context, without what a chat adds around its messages. */
export interface ContextTotal {
  tokens: number;
  exact: boolean;
}

/** How a block is counted: its tokens are those of `texts`, plus `add`. */
export interface CountPlan {
  texts: string[];
  add: number;
  /** False where `add` is a guess. */
  exact: boolean;
}

export interface ContextStoreOptions<V extends string> {
  /** How to count a block; see {@link CountPlan}. */
  plan(block: Pick<Block, 'kind' | 'content' | 'envelope'>, vocabulary: V): CountPlan;
  /** Counts texts, in their order; never rejects. */
  count(texts: string[], vocabulary: V): Promise<{ tokens: number; exact: boolean }[]>;
  /** Counts that were stored before; may reject, and is then done without. */
  lookupCounts(hashes: string[], vocabulary: V): Promise<ContextCount[]>;
  /** Nodes, blocks and counts that are remembered at most, each. */
  max?: number;
}

export interface ContextStore<V extends string> {
  /**
   * What of a context is new since this was made or cleared, and so has yet to be stored. It is taken to be stored
   * from then on: {@link ContextStore.clear} where that fails.
   */
  track(placed: PlacedContext, capture: ContentCapture): { nodes: ContextNode[]; blocks: ContextBlock[] };
  /** Tokens of a context as far as they are known now; null where a block has not been counted yet. */
  total(placed: PlacedContext, vocabulary: V): ContextTotal | null;
  /** Counts what has not been counted yet, only that, and says which counts are new. */
  measure(placed: PlacedContext, vocabulary: V): Promise<ContextTotal & { counts: ContextCount[] }>;
  /** Whether a node was tracked, so that nothing before it needs to be read again. */
  knows(nodeId: string): boolean;
  /** Forgets what is stored: after nodes or blocks were deleted, or could not be written. Counts stay true. */
  clear(): void;
}

/** Beginning of a content that is kept with `preview`, in UTF-16 units. */
const PREVIEW_UNITS = 400;

/** Counting this much text (UTF-16 units) takes longer than asking the store for stored counts. */
const LOOKUP_UNITS = 64 * 1024;

interface Count {
  tokens: number;
  exact: boolean;
}

interface Known {
  /** By block hash. */
  counts: BoundedMap<string, Count>;
  /** Of the chain up to and with a node, by its id. */
  totals: BoundedMap<string, Count>;
  /** Blocks being counted, by hash. */
  pending: Map<string, Promise<Map<string, Count>>>;
}

const ZERO: Count = { tokens: 0, exact: true };

/** A block that was read in an earlier turn comes without its content; where its count was forgotten, too, it is not known. */
const UNREAD: CountPlan = { texts: [], add: 0, exact: false };

function isUnread(hash: string, block: Block): boolean {
  return block.content === '' && hash !== blockHash(block.kind, '');
}

function plus(a: Count, b: Count): Count {
  return { tokens: a.tokens + b.tokens, exact: a.exact && b.exact };
}

function kept(content: string, capture: ContentCapture): string | null {
  if (capture === 'none') return null;
  return capture === 'full' ? content : content.slice(0, PREVIEW_UNITS);
}

/** Remembers which nodes, blocks and counts are known, so that a conversation that is sent again costs its new blocks. */
export function createContextStore<V extends string>(options: ContextStoreOptions<V>): ContextStore<V> {
  const { plan, count, lookupCounts, max = 100_000 } = options;
  const nodes = new BoundedMap<string, true>(max);
  const blocks = new BoundedMap<string, true>(max);
  const vocabularies = new Map<V, Known>();

  function knownOf(vocabulary: V): Known {
    let known = vocabularies.get(vocabulary);
    if (known === undefined) {
      known = { counts: new BoundedMap(max), totals: new BoundedMap(max), pending: new Map() };
      vocabularies.set(vocabulary, known);
    }
    return known;
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
      nodes.set(id, true);
      fresh.nodes.push({ id, parentId, blockHash: hash, role, depth, envelope });
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

  /** Adds up from the deepest known total; `missing` are blocks without a count, each hash once. */
  function addUp(placed: PlacedContext, known: Known, extra: ReadonlyMap<string, Count>) {
    const all = placed.blocks;
    let at = all.length;
    let sum: Count | undefined;
    while (at > 0 && sum === undefined) {
      sum = known.totals.get(all[at - 1]?.nodeId ?? '');
      if (sum === undefined) at--;
    }
    let total = sum ?? ZERO;
    const missing = new Map<string, Block>();
    for (const block of all.slice(at)) {
      const counted = extra.get(block.hash) ?? known.counts.get(block.hash);
      if (counted === undefined) missing.set(block.hash, block);
      else if (missing.size === 0) {
        total = plus(total, counted);
        known.totals.set(block.nodeId, total);
      }
    }
    return { total, missing };
  }

  async function stored(missing: Map<string, Block>, vocabulary: V): Promise<ContextCount[]> {
    let units = 0;
    let unread = false;
    for (const [hash, block] of missing) {
      units += block.content.length;
      unread ||= isUnread(hash, block);
    }
    if (units < LOOKUP_UNITS && !unread) return [];
    // Without the store everything is counted anew: slower, and as true.
    return lookupCounts([...missing.keys()], vocabulary).catch(() => []);
  }

  /** Counts of blocks, from the store or by counting; `fresh` takes those that the store has not. */
  async function resolve(
    missing: Map<string, Block>,
    vocabulary: V,
    fresh: ContextCount[],
  ): Promise<Map<string, Count>> {
    const found = new Map<string, Count>();
    for (const { blockHash, tokens, exact } of await stored(missing, vocabulary))
      found.set(blockHash, { tokens, exact });
    const open = [...missing].filter(([hash]) => !found.has(hash));
    const plans = open.map(([hash, block]) => (isUnread(hash, block) ? UNREAD : plan(block, vocabulary)));
    const counted = await count(
      plans.flatMap((each) => each.texts),
      vocabulary,
    );
    let at = 0;
    for (const [i, [blockHash]] of open.entries()) {
      const { texts, add, exact } = plans[i] ?? { texts: [], add: 0, exact: true };
      const sum = counted.slice(at, at + texts.length).reduce(plus, { tokens: add, exact });
      at += texts.length;
      found.set(blockHash, sum);
      fresh.push({ blockHash, vocabulary, ...sum });
    }
    return found;
  }

  async function measure(
    placed: PlacedContext,
    vocabulary: V,
  ): Promise<ContextTotal & { counts: ContextCount[] }> {
    const known = knownOf(vocabulary);
    const counts: ContextCount[] = [];
    const first = addUp(placed, known, new Map());
    if (first.missing.size === 0) return { ...first.total, counts };

    const waiting = new Set<Promise<Map<string, Count>>>();
    const mine = new Map<string, Block>();
    for (const [hash, block] of first.missing) {
      const pending = known.pending.get(hash);
      if (pending === undefined) mine.set(hash, block);
      else waiting.add(pending);
    }
    if (mine.size > 0) {
      const work = resolve(mine, vocabulary, counts).finally(() => {
        for (const hash of mine.keys()) known.pending.delete(hash);
      });
      for (const hash of mine.keys()) known.pending.set(hash, work);
      waiting.add(work);
    }
    const extra = new Map<string, Count>();
    for (const found of await Promise.all(waiting)) {
      for (const [hash, each] of found) {
        extra.set(hash, each);
        known.counts.set(hash, each);
      }
    }
    return { ...addUp(placed, known, extra).total, counts };
  }

  return {
    track,
    total(placed, vocabulary) {
      const { total, missing } = addUp(placed, knownOf(vocabulary), new Map());
      return missing.size === 0 ? total : null;
    },
    measure,
    knows: (nodeId) => nodes.get(nodeId) !== undefined,
    clear() {
      nodes.clear();
      blocks.clear();
    },
  };
}
