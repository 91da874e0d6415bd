/** A place in the chain of contexts. */
interface Link {
  id: string;
  parentId: string | null;
  depth: number;
}

/** How deep a context is, and how many blocks from its root on it has in common with another. */
export interface SharedDepth {
  depth: number;
  shared: number;
}

/**
 * For each of these heads how much of its chain is that of a context, whose nodes are `own` from the root on. `links`
 * are the places above the heads; a head that is not among them is left out. Linear in the links.
 */
export function sharedDepths(
  own: readonly string[],
  links: readonly Link[],
  heads: readonly string[],
): Map<string, SharedDepth> {
  const place = new Map(own.map((id, i) => [id, i + 1]));
  const known = new Map(links.map((link) => [link.id, link]));
  const shared = new Map<string, number>();
  const found = new Map<string, SharedDepth>();
  for (const head of heads) {
    const link = known.get(head);
    if (link === undefined) continue;
    const walked: string[] = [];
    let at: Link | undefined = link;
    let depth = 0;
    while (at !== undefined) {
      const before = place.get(at.id) ?? shared.get(at.id);
      if (before !== undefined) {
        depth = before;
        break;
      }
      walked.push(at.id);
      // A place that a damaged database makes its own ancestor has no beginning.
      shared.set(at.id, 0);
      at = at.parentId === null ? undefined : known.get(at.parentId);
    }
    for (const id of walked) shared.set(id, depth);
    found.set(head, { depth: link.depth, shared: depth });
  }
  return found;
}
