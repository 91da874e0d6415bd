import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align } from '../../../src/context/align.ts';
import { type ComparedBlock, diffBlocks } from '../../../src/context/diff.ts';

const text = (hash: string, part: Partial<ComparedBlock> = {}): ComparedBlock => ({
  hash,
  kind: 'text',
  role: 'user',
  tool: null,
  ...part,
});
const texts = (hashes: string) => [...hashes].map((hash) => text(hash));

/** The new list, made of the old one and the changes. */
function apply(a: readonly ComparedBlock[], b: readonly ComparedBlock[]): (ComparedBlock | undefined)[] {
  const made: (ComparedBlock | undefined)[] = [];
  for (const change of diffBlocks(a, b)) {
    if (change.op === 'kept') made.push(...a.slice(change.a, change.a + change.blocks));
    else if (change.op === 'reordered') made.push(a[change.a]);
    else if (change.op !== 'removed') made.push(b[change.b]);
  }
  return made;
}

const block = fc.record({
  hash: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  kind: fc.constantFrom('text', 'tool_schema', 'tool_result'),
  role: fc.constantFrom('user', 'assistant'),
  tool: fc.constantFrom(null, 'one', 'two'),
});
const list = fc.array(block, { maxLength: 30 });

/** By a table of all cells. */
function longest(a: string, b: string): number {
  const row = new Array<number>(b.length + 1).fill(0);
  for (const letter of a) {
    let corner = 0;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0;
      row[j] = letter === b[j - 1] ? corner + 1 : Math.max(above, row[j - 1] ?? 0);
      corner = above;
    }
  }
  return row.at(-1) ?? 0;
}

describe('the difference of two contexts', () => {
  test('leads from one to the other, with each block of either in one step', () => {
    fc.assert(
      fc.property(list, list, (a, b) => {
        expect(apply(a, b).map((each) => [each?.hash, each?.role])).toEqual(
          b.map(({ hash, role }) => [hash, role]),
        );
        const places: number[] = [];
        for (const change of diffBlocks(a, b)) {
          if (change.op === 'kept') for (let i = 0; i < change.blocks; i++) places.push(change.a + i);
          else if (change.op !== 'added') places.push(change.a);
        }
        expect(places.toSorted((one, other) => one - other)).toEqual(a.map((_, i) => i));
      }),
    );
  });

  test('of a context with itself is that all of it is kept', () => {
    fc.assert(
      fc.property(list, (a) => {
        expect(diffBlocks(a, a)).toEqual(
          a.length === 0 ? [] : [{ op: 'kept', a: 0, b: 0, blocks: a.length }],
        );
      }),
    );
  });

  test('of a conversation that went on is its new end', () => {
    expect(diffBlocks(texts('abc'), texts('abcde'))).toEqual([
      { op: 'kept', a: 0, b: 0, blocks: 3 },
      { op: 'added', b: 3 },
      { op: 'added', b: 4 },
    ]);
  });

  test('says of a content that stands in another’s place that it was edited', () => {
    expect(diffBlocks(texts('abc'), texts('axc'))).toEqual([
      { op: 'kept', a: 0, b: 0, blocks: 1 },
      { op: 'edited', a: 1, b: 1 },
      { op: 'kept', a: 2, b: 2, blocks: 1 },
    ]);
    const said = [text('a'), text('b', { role: 'assistant' }), text('c')];
    expect(diffBlocks(said, [text('a'), text('x'), text('c')])).toEqual([
      { op: 'kept', a: 0, b: 0, blocks: 1 },
      { op: 'removed', a: 1 },
      { op: 'added', b: 1 },
      { op: 'kept', a: 2, b: 2, blocks: 1 },
    ]);
  });

  test('compares a schema with that of the tool of the same name, wherever it stands', () => {
    const schema = (hash: string, tool: string) => text(hash, { kind: 'tool_schema', role: 'tools', tool });
    const before = [schema('1', 'read'), schema('2', 'write'), schema('3', 'list'), text('x')];
    const after = [schema('9', 'list'), schema('1', 'read'), schema('8', 'new'), text('x')];
    expect(diffBlocks(before, after)).toEqual([
      { op: 'edited', a: 2, b: 0 },
      { op: 'kept', a: 0, b: 1, blocks: 1 },
      { op: 'removed', a: 1 },
      { op: 'added', b: 2 },
      { op: 'kept', a: 3, b: 3, blocks: 1 },
    ]);
  });

  test('says of a content that is at another place that it was reordered', () => {
    expect(diffBlocks(texts('abcd'), texts('bcda'))).toEqual([
      { op: 'kept', a: 1, b: 0, blocks: 3 },
      { op: 'reordered', a: 0, b: 3 },
    ]);
    expect(diffBlocks(texts('aab'), texts('ab')).filter(({ op }) => op !== 'kept')).toEqual([
      { op: 'removed', a: expect.any(Number) },
    ]);
  });

  test('keeps first what begins both alike, all of it and no more', () => {
    const start = (a: readonly ComparedBlock[], b: readonly ComparedBlock[]): number => {
      const [first] = diffBlocks(a, b);
      return first?.op === 'kept' && first.a === 0 && first.b === 0 ? first.blocks : 0;
    };
    expect(start(texts('abcd'), texts('abxd'))).toBe(2);
    expect(start(texts('ab'), texts('abc'))).toBe(2);
    expect(start([text('a')], [text('a', { role: 'system' })])).toBe(0);
    expect(start(texts('xabc'), texts('abcx'))).toBe(0);
    fc.assert(
      fc.property(list, list, list, (shared, a, b) => {
        const before = [...shared, ...a];
        const now = [...shared, ...b];
        const parting = before.findIndex(
          ({ hash, role }, i) => hash !== now[i]?.hash || role !== now[i]?.role,
        );
        expect(start(before, now)).toBe(parting < 0 ? before.length : parting);
      }),
    );
  });

  test('is found for lists of any length and any repetition', () => {
    const many = (n: number, by: number) => Array.from({ length: n }, (_, i) => text(`${i % by}`));
    for (const [a, b] of [
      [many(10_000, 10_000), many(10_000, 9_999).toReversed()],
      [many(10_000, 2), many(10_000, 3)],
      [many(10_000, 1), many(8_000, 1)],
    ] as const)
      expect(apply(a, b)).toHaveLength(b.length);
  });
});

describe('what two lists have in common', () => {
  test('goes up in both, is the same, and is the most there can be where the lists are short', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const pairs = align([...a], [...b]);
        for (const [n, [i, j]] of pairs.entries()) {
          expect(a[i]).toBe(b[j]);
          const [before, beside] = pairs[n - 1] ?? [-1, -1];
          expect(i > before && j > beside).toBe(true);
        }
        expect(pairs.length).toBeLessThanOrEqual(longest(a, b));
      }),
    );
    expect(align([...'abab'], [...'baba'])).toHaveLength(3);
  });
});
