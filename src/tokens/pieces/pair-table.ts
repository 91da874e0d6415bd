/**
 * What two numbers lead to, two numbers again: a hash table with open addressing as one flat array, four numbers a slot:
 * left, right, first, second. `left` is -1 where the slot is free.
 */
export type PairTable = Int32Array;

/** Numbers of a slot. */
export const SLOT = 4;

/** Where the search for a pair begins. */
function placeOf(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}

/** Of entries laid out as the table's slots are; of two with the same pair the last one counts. */
export function makePairTable(entries: Int32Array): PairTable {
  const count = entries.length / SLOT;
  // At most half full: what is not there is then known after one or two slots.
  const bits = Math.max(4, 33 - Math.clz32(Math.max(1, count) - 1));
  const table = new Int32Array(SLOT * 2 ** bits).fill(-1);
  const find = createPairLookup(table);
  const mask = 2 ** bits - 1;
  for (let at = 0; at < entries.length; at += SLOT) {
    const left = entries[at] as number;
    const right = entries[at + 1] as number;
    const known = find(left, right);
    let slot = placeOf(left, right) >>> (32 - bits);
    while (known === -1 && table[SLOT * slot] !== -1) slot = (slot + 1) & mask;
    table.set(entries.subarray(at, at + SLOT), known === -1 ? SLOT * slot : known);
  }
  return table;
}

/** Finds where a pair's slot begins in the table; -1 where it is not there. */
export function createPairLookup(table: PairTable): (left: number, right: number) => number {
  const mask = table.length / SLOT - 1;
  const shift = Math.clz32(mask);
  return function find(left, right) {
    for (let slot = placeOf(left, right) >>> shift; ; slot = (slot + 1) & mask) {
      const at = SLOT * slot;
      const found = table[at] as number;
      if (found === left && table[at + 1] === right) return at;
      if (found === -1) return -1;
    }
  };
}
