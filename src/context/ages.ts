/** A place in a chain. */
export interface AgedPlace {
  id: string;
  blockHash: string;
}

/** A chain from its root on, and for each of its places the oldest turn that had it. */
interface Dated {
  chain: readonly AgedPlace[];
  oldest: Int32Array;
}

/** By place: how many turns ago the oldest turn whose head is at that place or behind it was; 0 where none is. */
function date(chain: readonly AgedPlace[], ageOf: ReadonlyMap<string, number>): Dated {
  const oldest = new Int32Array(chain.length);
  let age = 0;
  for (let i = chain.length - 1; i >= 0; i--) {
    age = Math.max(age, ageOf.get(chain[i]?.id ?? '') ?? 0);
    oldest[i] = age;
  }
  return { chain, oldest };
}

/** Hands each place over with a key that tells a content's first, second, … place in the chain apart. */
function forEachKeyed(chain: readonly AgedPlace[], visit: (key: string, index: number) => void): void {
  const times = new Map<string, number>();
  for (const [i, { blockHash }] of chain.entries()) {
    const time = (times.get(blockHash) ?? 0) + 1;
    times.set(blockHash, time);
    visit(time === 1 ? blockHash : `${blockHash} ${time}`, i);
  }
}

/** The ages of the heads of turns, which come newest first; a request that was sent again is the same turn. */
export function turnAges(heads: readonly string[], own: string | null): Map<string, number> {
  const ages = new Map<string, number>();
  for (const head of heads) if (head !== own && !ages.has(head)) ages.set(head, ages.size + 1);
  return ages;
}

/**
 * How many turns ago each block of a chain came in: the oldest turn that had it. Where this chain goes on an earlier
 * turn's, the places tell; where the two parted, the contents do. `parted` are chains of earlier turns that are not
 * on this one. Linear in all chains.
 */
export function agesOf(
  chain: readonly AgedPlace[],
  ageOf: ReadonlyMap<string, number>,
  parted: readonly (readonly AgedPlace[])[],
): Int32Array {
  const { oldest } = date(chain, ageOf);
  if (parted.length === 0) return oldest;
  const byContent = new Map<string, number>();
  for (const other of parted) {
    const dated = date(other, ageOf);
    forEachKeyed(other, (key, i) => {
      const age = dated.oldest[i] ?? 0;
      if (age > (byContent.get(key) ?? 0)) byContent.set(key, age);
    });
  }
  forEachKeyed(chain, (key, i) => {
    oldest[i] = Math.max(oldest[i] ?? 0, byContent.get(key) ?? 0);
  });
  return oldest;
}
