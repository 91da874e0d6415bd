import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsSealText, sealText } from '../../../src/protocols/neutral/seals.ts';

const seal = { protocol: 'gemini', kind: 'signature', value: 'secret' } as const;

describe('a seal in a body', () => {
  it.each([
    ['short', 100],
    ['long', 200_000],
  ])('is found wherever it stands in one that is %s, and whatever that is full of', (_name, length) => {
    fc.assert(
      fc.property(
        fc.constantFrom('"', 'x', 'A', '3', 'a', '"a3A', 'Axey', ' '),
        fc.nat(length),
        (full, at) => {
          const filler = full.repeat(Math.ceil(length / full.length));
          const text = `"${sealText(seal)}"`;
          expect(holdsSealText(Buffer.from(filler.slice(0, at) + text + filler.slice(at)))).toBe(true);
          expect(holdsSealText(Buffer.from(filler))).toBe(false);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is not taken for one where no text begins with it', () => {
    expect(holdsSealText(Buffer.from(`{"content":"see ${sealText(seal)}"}`))).toBe(false);
  });
});
