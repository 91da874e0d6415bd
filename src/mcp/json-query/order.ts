/** Where a match stands in the list that RFC 9535 defines, from its first part to its last: a list from the end. */
export interface Order {
  before: Order | null;
  part: number;
}

export const after = (before: Order | null, part: number): Order => ({ before, part });

/** Ends the way down of a descendant segment: a container comes before what is in it. */
export const HERE = -1;

export function flat(order: Order | null): number[] {
  const parts: number[] = [];
  for (let at = order; at !== null; at = at.before) parts.push(at.part);
  return parts.reverse();
}

/** Below 0 where `a` comes first. */
export function compare(a: readonly number[], b: readonly number[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
