import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type Edit, editedPieces } from '../../../src/protocols/json/edit.ts';

const LONG = 100_000;

describe('a body that is edited in pieces', () => {
  it('has the same bytes as one that is copied, whatever is edited where', () => {
    const place = fc.record({ at: fc.nat(3 * LONG), length: fc.nat(50), text: fc.string({ maxLength: 20 }) });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 6 }), (places) => {
        const bytes = Buffer.from(Array.from({ length: 3 * LONG }, (_, i) => i % 251));
        const edits: Edit[] = [];
        let from = 0;
        for (const { at, length, text } of [...places].sort((a, b) => a.at - b.at)) {
          if (at < from) continue;
          from = Math.min(bytes.length, at + length);
          edits.push({ start: Math.min(at, from), end: from, text });
        }
        expect(Buffer.concat(editedPieces(bytes, edits)).equals(applyEdits(bytes, edits))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps long parts where they are, and puts short ones together', () => {
    const bytes = Buffer.alloc(3 * LONG, 'x');
    const pieces = editedPieces(bytes, [
      { start: 10, end: 12, text: 'model' },
      { start: bytes.length - 1, end: bytes.length - 1, text: 'usage' },
    ]);
    expect(pieces.map((piece) => piece.length)).toEqual([15, 3 * LONG - 13, 6]);
    expect(pieces[1]?.buffer).toBe(bytes.buffer);
  });

  it('is one piece where it is short, or not edited', () => {
    const bytes = Buffer.alloc(1000, 'x');
    expect(editedPieces(bytes, [{ start: 0, end: 1, text: 'yy' }])).toHaveLength(1);
    const long = Buffer.alloc(LONG);
    expect(editedPieces(long, [])[0]).toBe(long);
  });
});
