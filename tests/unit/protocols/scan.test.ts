import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/protocols/json/edit.ts';
import { itemEnds, scanObject } from '../../../src/protocols/json/scan.ts';
import { character } from '../../support/characters.ts';

function members(text: string): Record<string, string> | null {
  const bytes = Buffer.from(text);
  const scanned = scanObject(bytes);
  if (scanned === null) return null;
  return Object.fromEntries(
    [...scanned.members].map(([key, span]) => [key, bytes.toString('utf8', span.start, span.end)]),
  );
}

describe('scanning the top level of a JSON object', () => {
  it('finds every member with the bytes of its value', () => {
    expect(members('{"model":"a","n":1.50,"deep":{"model":"b","x":[1,"]"]},"ok":true ,"none":null}')).toEqual(
      {
        model: '"a"',
        n: '1.50',
        deep: '{"model":"b","x":[1,"]"]}',
        ok: 'true',
        none: 'null',
      },
    );
  });

  it('is not misled by keys inside nested objects or inside texts', () => {
    expect(members('{"messages":[{"content":"\\"model\\":\\"evil\\"}"}],"model":"good"}')?.model).toBe(
      '"good"',
    );
    expect(members('{"tools":[{"properties":{"model":{"enum":["x"]}}}],"model":"good"}')?.model).toBe(
      '"good"',
    );
  });

  it('takes the last of a key that is given twice, as JSON parsers do', () => {
    expect(members('{"model":"first","model":"last"}')?.model).toBe('"last"');
  });

  it('reads keys that are written with escapes', () => {
    expect(members('{"mod\\u0065l":"x"}')?.model).toBe('"x"');
  });

  it('counts backslashes before a quote', () => {
    expect(members('{"a":"\\\\","b":"\\\\\\"","c":1}')).toEqual({ a: '"\\\\"', b: '"\\\\\\""', c: '1' });
  });

  it('reads an object behind a byte order mark and white space', () => {
    expect(members('\ufeff \r\n\t{ "a" : 1 } \n')).toEqual({ a: '1' });
    expect(members('{}')).toEqual({});
  });

  it.each([
    '',
    ' ',
    '[]',
    '"x"',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '{"a" 1}',
    '{a:1}',
    '{"a":1}x',
    '{"a":"x}',
    '{"a":[1}',
    '{"a":{"b":1}',
    '{"a":tr"ue}',
    '{"\\ud":1}',
    '{"a":}',
    '{,}',
  ])('gives up on %j', (text) => {
    expect(members(text)).toBeNull();
  });

  it('agrees with JSON.parse on any object, however it is spaced', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: character }), fc.jsonValue()),
        fc.constantFrom(undefined, 1, '\t'),
        (object, space) => {
          const text = JSON.stringify(object, null, space);
          const found = members(text) ?? {};
          const parsed = Object.fromEntries(
            Object.entries(found).map(([key, raw]) => [key, JSON.parse(raw)]),
          );
          expect(parsed).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        scanObject(Buffer.from(bytes));
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', '1', ' ')),
        (parts) => {
          scanObject(Buffer.from(parts.join('')));
        },
      ),
    );
  });

  it('leaves every other byte alone when places are edited', () => {
    const bytes = Buffer.from('{ "model" : "ä", "x":1.0,  "y":[1, 2]}');
    const scanned = scanObject(bytes);
    const span = scanned?.members.get('model') ?? { start: 0, end: 0 };
    const close = scanned?.close ?? 0;
    const edited = applyEdits(bytes, [
      { start: close, end: close, text: ',"z":true' },
      { ...span, text: '"b"' },
    ]);
    expect(edited.toString()).toBe('{ "model" : "b", "x":1.0,  "y":[1, 2],"z":true}');
  });
});

describe('finding where the values of a list end', () => {
  const ends = (text: string, from = 1) =>
    itemEnds(Buffer.from(text), from).map((end) => text.slice(from, end));

  it('gives the end of each value, with or without the closing bracket', () => {
    const values = [
      '[{"a":"]"}',
      '[{"a":"]"}, 12',
      '[{"a":"]"}, 12 ,"x,\\""',
      '[{"a":"]"}, 12 ,"x,\\"",[[]]',
    ];
    expect(ends(`${values[3]} ]`)).toEqual(values.map((value) => value.slice(1)));
    expect(ends(values[3] ?? '')).toEqual(values.map((value) => value.slice(1)));
  });

  it('goes on behind an earlier value, and finds nothing in an empty list', () => {
    expect(ends('[1,2,3]', 2)).toEqual([',2', ',2,3']);
    expect(ends('[ ]')).toEqual([]);
    expect(ends('[')).toEqual([]);
  });

  it('stops where the list is broken', () => {
    expect(ends('[1,"open')).toEqual(['1']);
    expect(ends('[1,{"a":')).toEqual(['1']);
  });

  it('finds as many values as JSON.parse, wherever they end', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1), (list, space) => {
        const text = JSON.stringify(list, null, space);
        const found = itemEnds(Buffer.from(text), 1);
        expect(found).toHaveLength(list.length);
        const bytes = Buffer.from(text);
        for (const [i, end] of found.entries()) {
          expect(JSON.parse(`${bytes.toString('utf8', 0, end)}]`)).toEqual(
            JSON.parse(JSON.stringify(list.slice(0, i + 1))),
          );
        }
      }),
    );
  });
});
