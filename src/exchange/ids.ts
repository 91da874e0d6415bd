import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH_TIME = 10;
const LENGTH_RANDOM = 16;

let lastMs = 0;
let lastTail: Uint8Array = new Uint8Array(LENGTH_RANDOM);
let pool = Buffer.alloc(0);
let poolAt = 0;
let lastPrefix = '';

function freshTail(): Uint8Array {
  if (poolAt + LENGTH_RANDOM > pool.length) {
    pool = randomBytes(LENGTH_RANDOM * 256);
    poolAt = 0;
  }
  const tail = new Uint8Array(LENGTH_RANDOM);
  for (let i = 0; i < LENGTH_RANDOM; i++) tail[i] = (pool[poolAt + i] ?? 0) & 31;
  poolAt += LENGTH_RANDOM;
  return tail;
}

function increment(tail: Uint8Array): void {
  for (let i = tail.length - 1; i >= 0; i--) {
    const next = (tail[i] ?? 0) + 1;
    tail[i] = next & 31;
    if (next < 32) return;
  }
}

/**
 * An id that sorts by time: 10 digits of milliseconds and 16 random ones, base 32 (the ULID layout in lower
 * case). Ids made within one millisecond, or after the clock went back, still grow.
 */
export function newId(nowMs: number): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    lastTail = freshTail();
    let rest = nowMs;
    let prefix = '';
    for (let i = 0; i < LENGTH_TIME; i++) {
      prefix = DIGITS[rest % 32] + prefix;
      rest = Math.floor(rest / 32);
    }
    lastPrefix = prefix;
  } else {
    increment(lastTail);
  }
  let id = lastPrefix;
  for (let i = 0; i < LENGTH_RANDOM; i++) id += DIGITS[lastTail[i] ?? 0];
  return id;
}
