import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvHeader, csvLine } from '../../../src/server/export/csv.ts';
import { character } from '../../support/characters.ts';

/** Reads CSV by RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') {
      row.push(cell);
      cell = '';
    } else if (c === '\r' && text[i + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      i++;
    } else cell += c;
  }
  return rows;
}

describe('a CSV cell', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['two\nlines', '"two\nlines"'],
    [' spaced ', '" spaced "'],
    ['', ''],
    ['日本語 🚀', '日本語 🚀'],
  ])('%j is %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('keeps numbers numbers, and leaves what is unknown empty', () => {
    expect([-5, 0, 1.5, 1e21, true, null].map((value) => csvCell(value))).toEqual([
      '-5',
      '0',
      '1.5',
      '1e+21',
      'true',
      '',
    ]);
  });

  it.each(["=cmd|' /C calc'!A0", '+1+1', '-1+1', '@SUM(1)', '\t=1', '\r=1', '  =1', '＝1', '\n=1'])(
    'defuses the formula %j',
    (text) => {
      const cell = parseCsv(csvLine([text]))[0]?.[0];
      expect(cell).toBe(`'${text}`);
    },
  );

  it('is read back as it was written, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: character }), { minLength: 1 }), (texts) => {
        const line = csvLine(texts);
        expect(line.endsWith('\r\n')).toBe(true);
        const cells = parseCsv(line)[0] ?? [];
        expect(cells.map((cell, i) => (cell === texts[i] ? cell : cell.slice(1)))).toEqual(texts);
        expect(cells.some((cell) => /^[=+\-@\t\r]/.test(cell))).toBe(false);
      }),
    );
  });

  it('stands under a header of unique names', () => {
    const names = csvHeader().trimEnd().split(',');
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('input_tokens');
  });
});
