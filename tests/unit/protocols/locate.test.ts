import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError } from '../../../src/protocols/json/locate.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('finding where a text stops being JSON', () => {
  it.each([
    ['{"a":oops}', 5],
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ['[1,2', 4],
    ['{"a":"x', 7],
    ['{"a":"x\ny"}', 7],
    ['{"a":"\\x"}', 6],
    ['[01]', 2],
    ['[1] 2', 4],
    ['', 0],
    ["{'a':1}", 1],
  ])('%j at %i', (text, position) => {
    expect(findJsonError(text)).toBe(position);
  });

  it('reads a text of many escapes, and deep nesting, without running out of stack', () => {
    expect(findJsonError(`{"a":"${'\\n'.repeat(3_000_000)}`)).toBe(6_000_006);
    expect(findJsonError('['.repeat(1_000_000))).toBe(1_000_000);
  });

  it('finds nothing in JSON, and something in everything else', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '\\', '{', ']', ',', ':', '0', 'x', ' ', '\u0001'))
      .map(([text, at, piece]) => {
        const index = at % (text.length + 1);
        return text.slice(0, index) + piece + text.slice(index + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken), (text) => {
        const position = findJsonError(text);
        expect(position === null).toBe(parses(text));
        if (position !== null) expect(position).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2000 },
    );
  });
});
