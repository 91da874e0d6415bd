/**
 * Which two characters can come to stand side by side within a token: a set of pairs of characters' tokens, as bits
 * by hash. It may hold a pair too many, never one too few.
 *
 * Between two characters that it does not hold a text can be cut: no merge joins a token that ends with the one to a
 * token that begins with the other, so what is merged on one side never depends on the other.
 */
export type Joints = Int32Array;

/** Some 16 bits for each pair: one in 16 of those that are not there seems to be. */
const BITS_EACH = 16;

function bitOf(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) + Math.imul(right, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
}

export function makeJoints(pairs: readonly (readonly [left: number, right: number])[]): Joints {
  const bits = Math.max(10, 32 - Math.clz32(pairs.length * BITS_EACH));
  const joints = new Int32Array(2 ** (bits - 5));
  for (const [left, right] of pairs) {
    const bit = bitOf(left, right) >>> (32 - bits);
    joints[bit >>> 5] = (joints[bit >>> 5] as number) | (1 << (bit & 31));
  }
  return joints;
}

export function createJointTest(joints: Joints): (left: number, right: number) => boolean {
  const shift = 32 - Math.log2(joints.length * 32);
  return function joins(left, right) {
    const bit = bitOf(left, right) >>> shift;
    return (((joints[bit >>> 5] as number) >>> (bit & 31)) & 1) !== 0;
  };
}
