import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstLine, textDifference } from '../../../src/context/index.ts';

describe('where two texts differ', () => {
  it.each([
    ['a\nb\nc', 'a\nX\nc', 2, 'b', 'X'],
    ['same line 1', 'same line 2', 1, 'same line 1', 'same line 2'],
    ['a', 'a\nb', 2, '', 'b'],
    ['a\nb', 'a', 2, 'b', ''],
    ['a\nb\nc', 'a\nc', 2, 'b', 'c'],
    ['', 'new', 1, '', 'new'],
    ['a\r\nb', 'a\r\nc', 2, 'b', 'c'],
    ['\nx', '\ny', 2, 'x', 'y'],
  ])('%j and %j', (before, after, line, was, is) => {
    expect(textDifference(before, after)).toMatchObject({ line, before: was, after: is });
  });

  it('is nowhere in two equal ones', () => {
    expect(textDifference('a\nb', 'a\nb')).toMatchObject({ line: null, head: 1, tail: 0 });
  });

  it('is shown of a long line with what stands around it, and in no halves of characters', () => {
    const long = 'x'.repeat(1_000_000);
    const { line, before, after } = textDifference(
      `${long}\ud83d\ude00a${long}`,
      `${long}\ud83d\ude01b${long}`,
    );
    expect(line).toBe(1);
    for (const text of [before, after]) {
      expect(text.length).toBeLessThan(210);
      expect(text.isWellFormed()).toBe(true);
      expect(text).toMatch(/^…x+/);
      expect(text).toMatch(/x…$/);
    }
    expect(firstLine(`${'y'.repeat(500)}\nz`)).toBe(`${'y'.repeat(200)}…`);
  });

  it('holds for any two: the line is the first that is not the same, and what is the same is less than all', () => {
    const piece = fc.constantFrom('a', 'b', '\n', 'é', '\ud800', 'long '.repeat(1000));
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { line, head, tail } = textDifference(before, after);
        const [was, is] = [before.split('\n'), after.split('\n')];
        const first =
          was.length > is.length
            ? was.findIndex((each, i) => each !== is[i])
            : is.findIndex((each, i) => each !== was[i]);
        expect(line).toBe(before === after ? null : first + 1);
        expect(head + tail).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});
