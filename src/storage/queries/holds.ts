/** Nodes and exchanges remembered, at most: beyond that the oldest are forgotten. */
const LIMIT = 50_000;

/**
 * What garbage collection must not take, and what must not come back. A context is written before, with or
 * after the exchange that names it, in several batches: until then its last node looks like garbage.
 */
export interface Holds {
  /** Keeps these nodes, and so the chains that end in them, for a while. */
  hold(nodeIds: readonly string[]): void;
  /** An exchange names these nodes now. */
  release(...nodeIds: unknown[]): void;
  isHeld(nodeId: string): boolean;
  /** These exchanges were deleted: a late write does not bring them back. */
  markDeleted(exchangeIds: readonly string[]): void;
  wasDeleted(exchangeId: string): boolean;
}

/** @param holdMs how long a node is kept that no exchange names. */
export function createHolds(now: () => number, holdMs: number): Holds {
  const heldUntil = new Map<unknown, number>();
  const deleted = new Set<string>();
  return {
    hold(nodeIds) {
      if (nodeIds.length === 0) return;
      const until = now() + holdMs;
      for (const id of nodeIds) {
        heldUntil.delete(id);
        heldUntil.set(id, until);
      }
      forgetOldest(heldUntil);
    },
    release(...nodeIds) {
      if (heldUntil.size === 0) return;
      for (const id of nodeIds) heldUntil.delete(id);
    },
    isHeld(nodeId) {
      const until = heldUntil.get(nodeId);
      if (until === undefined) return false;
      if (until > now()) return true;
      heldUntil.delete(nodeId);
      return false;
    },
    markDeleted(exchangeIds) {
      for (const id of exchangeIds) deleted.add(id);
      forgetOldest(deleted);
    },
    wasDeleted: (exchangeId) => deleted.has(exchangeId),
  };
}

function forgetOldest(kept: Map<unknown, number> | Set<string>): void {
  for (const key of kept.keys()) {
    if (kept.size <= LIMIT) return;
    (kept as Set<unknown>).delete(key);
  }
}
