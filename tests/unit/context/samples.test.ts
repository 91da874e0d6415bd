import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplesOf, sharedAtMost } from '../../../src/context/samples.ts';

const atMost = (a: Buffer, b: Buffer): number => sharedAtMost(samplesOf(a), samplesOf(b));

function shared(a: Buffer, b: Buffer): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

describe('samples of buffers', () => {
  it('say of one that goes on another that it may have all of it', () => {
    const one = Buffer.alloc(5000, 'abcdefg');
    expect(atMost(one, Buffer.concat([one, Buffer.from('more')]))).toBe(5000);
    expect(atMost(Buffer.alloc(0), one)).toBe(0);
  });

  it('tell apart what differs early in its length', () => {
    const one = Buffer.alloc(1_000_000, 'x');
    const other = Buffer.from(one).fill('y', 3000);
    expect(atMost(one, other)).toBeGreaterThanOrEqual(3000);
    expect(atMost(one, other)).toBeLessThan(3000 * 1.5 + 4);
  });

  it('never say less than two have in common', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.nat(400),
        fc.uint8Array({ maxLength: 9 }),
        (bytes, at, more) => {
          const a = Buffer.from(bytes);
          const b = Buffer.concat([a.subarray(0, at), Buffer.from(more), a.subarray(at)]);
          expect(atMost(a, b)).toBeGreaterThanOrEqual(shared(a, b));
        },
      ),
    );
  });
});
