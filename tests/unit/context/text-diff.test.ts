import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffTexts } from '../../../src/context/text-diff.ts';
import { editsOf, type TextEdit } from '../../../src/context/text-edits.ts';

const plenty = () => ({ steps: 5_000_000 });
const side = (edits: readonly TextEdit[], op: 'removed' | 'added') =>
  edits
    .filter((edit) => edit.op === 'same' || edit.op === op)
    .map(({ text }) => text)
    .join('');

const strange = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '\n', '\r\n', 'é', '\ud83d', '\ude00', '_', '.'),
  maxLength: 40,
});

describe('edits of a text', () => {
  test.each(['line', 'word'] as const)('by %s give back both texts', (by) => {
    fc.assert(
      fc.property(strange, strange, (before, after) => {
        const edits = editsOf(before, after, by, plenty()) ?? [];
        expect(side(edits, 'removed')).toBe(before);
        expect(side(edits, 'added')).toBe(after);
      }),
    );
  });

  test('are as few as can be', () => {
    expect(editsOf('one two three', 'one 2 three', 'word', plenty())).toEqual([
      { op: 'same', text: 'one ' },
      { op: 'removed', text: 'two' },
      { op: 'added', text: '2' },
      { op: 'same', text: ' three' },
    ]);
    expect(editsOf('a\nb\nc\n', 'a\nc\nd', 'line', plenty())).toEqual([
      { op: 'same', text: 'a\n' },
      { op: 'removed', text: 'b\n' },
      { op: 'same', text: 'c\n' },
      { op: 'added', text: 'd' },
    ]);
  });

  test('keep as much as there is in both', () => {
    const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const longest = a.reduce<number[]>(
          (row, line) => {
            const next = [0];
            for (const [j, other] of b.entries())
              next.push(line === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
            return next;
          },
          [0, ...b.map(() => 0)],
        );
        const edits = editsOf(a.join(''), b.join(''), 'line', plenty()) ?? [];
        const same = edits.filter(({ op }) => op === 'same').reduce((sum, { text }) => sum + text.length, 0);
        expect(same / 2).toBe(longest.at(-1));
      }),
    );
  });

  test('are given up where they are too many, and what looking cost is taken off', () => {
    const lines = (from: number) => Array.from({ length: 5000 }, (_, i) => `${from + i}\n`).join('');
    const effort = plenty();
    expect(editsOf(lines(0), lines(10_000), 'line', effort)).toBeNull();
    expect(effort.steps).toBeLessThan(5_000_000 - 400_000);
    expect(editsOf('a b', 'a c', 'word', { steps: 3 })).toBeNull();
    expect(editsOf('\n'.repeat(200_000), `x${'\n'.repeat(80_000)}y`, 'line', plenty())).toBeNull();
  });
});

describe('the difference of two texts', () => {
  test('is by words where they are short', () => {
    expect(diffTexts('Today is Monday.', 'Today is Friday.', plenty())).toEqual({
      by: 'word',
      replaced: false,
      truncated: false,
      characters_removed: 6,
      characters_added: 6,
      changes: [
        { op: 'same', text: 'Today is ', characters: 9 },
        { op: 'removed', text: 'Monday', characters: 6 },
        { op: 'added', text: 'Friday', characters: 6 },
        { op: 'same', text: '.', characters: 1 },
      ],
    });
  });

  test('is by lines where they are long, with three lines around, and how much is left out', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`);
    const before = lines.join('\n');
    lines[500] = 'another';
    const diff = diffTexts(before, lines.join('\n'), plenty());
    expect(diff).toMatchObject({ by: 'line', replaced: false, truncated: false });
    expect(diff.changes.map(({ op, text }) => [op, text])).toEqual([
      ['skipped', ''],
      ['same', 'line 497\nline 498\nline 499\n'],
      ['removed', 'line 500\n'],
      ['added', 'another\n'],
      ['same', 'line 501\nline 502\nline 503\n'],
      ['skipped', ''],
    ]);
    const units = diff.changes
      .filter(({ op }) => op !== 'added')
      .reduce((sum, each) => sum + each.characters, 0);
    expect(units).toBe(before.length);
  });

  test('says that one stands in the other’s place where they have next to nothing in common', () => {
    const diff = diffTexts('abc', 'xyz', plenty());
    expect(diff).toMatchObject({ replaced: true, characters_removed: 3, characters_added: 3 });
    expect(diff.changes.map(({ op, text }) => op + text)).toEqual(['removedabc', 'addedxyz']);
    expect(diffTexts('a b', 'a c', { steps: 0 }).replaced).toBe(true);
  });

  test('is small however large and strange the texts are, and halves no character', () => {
    const long = '😀'.repeat(500_000);
    for (const [before, after] of [
      [long, `x${long}`],
      [long, ''],
      ['\n'.repeat(1_000_000), 'a\n'.repeat(1_000_000)],
      [`${long}\n1`, `${long}\n2`],
    ] as const) {
      const diff = diffTexts(before, after, plenty());
      expect(JSON.stringify(diff).length).toBeLessThan(60_000);
      for (const { text } of diff.changes) expect(text.isWellFormed()).toBe(true);
    }
    expect(diffTexts(long, '', plenty()).truncated).toBe(true);
  });
});
