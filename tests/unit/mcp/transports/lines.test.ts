import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineReader } from '../../../../src/mcp/transports/lines.ts';

describe('lines', () => {
  it('come whole, wherever their bytes are split', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replace(/[\r\n]/g, ' '))),
        fc.array(fc.integer({ min: 1, max: 7 })),
        fc.constantFrom('\n', '\r\n'),
        (lines, sizes, end) => {
          const seen: string[] = [];
          const reader = createLineReader(1 << 20, (line) => seen.push(line));
          const bytes = Buffer.from(lines.map((line) => line + end).join(''));
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1);
            expect(reader.push(bytes.subarray(at, at + size))).toBe(true);
            at += size;
          }
          expect(seen).toEqual(lines.map((line) => line.toWellFormed()));
        },
      ),
    );
  });

  it('over the limit end it all, in one piece or in many', () => {
    const seen: string[] = [];
    const reader = createLineReader(10, (line) => seen.push(line));
    expect(reader.push(Buffer.from('0123456789\n'))).toBe(true);
    expect(reader.push(Buffer.from('012345'))).toBe(true);
    expect(reader.push(Buffer.from('67890'))).toBe(false);
    expect(reader.push(Buffer.from('\nx\n'))).toBe(false);
    expect(seen).toEqual(['0123456789']);
  });
});
