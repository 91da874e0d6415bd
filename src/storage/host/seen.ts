import type { EncodedBatch, Written } from '../queries/batch.ts';

/** Nodes, and blocks, remembered at most: 2 MB. More of them are known to who hands contexts over. */
const LIMIT = 10_000;

/**
 * What this process has written: a conversation that comes again with every turn then costs its new blocks
 * only. Knows nothing while something is being deleted, so that what is deleted can come again.
 */
export interface Seen extends Written {
  remember(batch: EncodedBatch): void;
  /** Forgets everything, until the returned function is called. */
  suspend(): () => void;
  /** Changes with each deletion: what was written before one is not remembered after it. */
  readonly epoch: number;
}

export function createSeen(): Seen {
  const nodes = new Set<string>();
  const blocks = new Map<string, number>();
  let suspended = 0;
  let epoch = 0;
  return {
    hasNode: (id) => nodes.has(id),
    hasBlock: (hash, kept) => (blocks.get(hash) ?? -2) >= kept,
    get epoch() {
      return epoch;
    },
    remember(batch) {
      if (suspended > 0) return;
      if (nodes.size + batch.nodes.length > LIMIT) nodes.clear();
      if (blocks.size + batch.blocks.length > LIMIT) blocks.clear();
      for (const node of batch.nodes) nodes.add(node[0]);
      for (const block of batch.blocks) blocks.set(block[0], block[4]);
    },
    suspend() {
      nodes.clear();
      blocks.clear();
      suspended += 1;
      epoch += 1;
      return () => {
        suspended -= 1;
      };
    },
  };
}
