import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedDepths } from '../../../src/context/index.ts';

/** The places of a chain of letters: an id is the text up to it. */
function linksOf(text: string) {
  return [...text].map((_, i) => ({
    id: text.slice(0, i + 1),
    parentId: i === 0 ? null : text.slice(0, i),
    depth: i + 1,
  }));
}

const idsOf = (text: string): string[] => linksOf(text).map(({ id }) => id);

describe('how much contexts have in common', () => {
  it('is the length of the beginning that both have, for any contexts', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 8 }), (own, others) => {
        const links = [...new Map(others.flatMap(linksOf).map((link) => [link.id, link])).values()];
        const found = sharedDepths(idsOf(own), links, others);
        for (const other of others) {
          let shared = 0;
          while (shared < own.length && own[shared] === other[shared]) shared++;
          expect(found.get(other)).toEqual({ depth: other.length, shared });
        }
      }),
    );
  });

  it('is left out for a head that was not read, and ends where a chain is its own ancestor', () => {
    const ring = [
      { id: 'x', parentId: 'y', depth: 1 },
      { id: 'y', parentId: 'x', depth: 2 },
    ];
    const found = sharedDepths(['a'], ring, ['x', 'nobody']);
    expect(found.get('x')).toEqual({ depth: 1, shared: 0 });
    expect(found.has('nobody')).toBe(false);
  });
});
