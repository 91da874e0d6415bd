import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { character } from '../../../support/characters.ts';
import { queried } from './support.ts';

const values = (text: string, jsonpath = '$', options = {}) =>
  queried(text, jsonpath, options).plain.map(({ value }) => value);

describe('a value', () => {
  it('is what JSON.parse makes of it, however it comes in pieces', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(16, 19, 64, 4096), (text, chunkBytes) => {
        expect(values(text, '$', { chunkBytes })).toEqual([JSON.parse(text)]);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps characters of every kind, in names and values', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: character, maxLength: 40 }),
        fc.constantFrom(16, 21, 4096),
        (text, chunkBytes) => {
          const document = { [text]: text, list: [`\ufeff${text}`] };
          expect(values(JSON.stringify(document), '$', { chunkBytes })).toEqual([document]);
          const [found] = queried(JSON.stringify(document), `$[${JSON.stringify(text)}]`).plain;
          expect(found?.value).toBe(text);
          const again = queried(JSON.stringify(document), found?.path ?? '').plain;
          expect(again).toEqual([found]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps a lone surrogate, and U+FEFF at the start of a text', () => {
    expect(queried('["\\ud800x", "\ufeffid"]', '$[*]').text).toBe(
      '[{"path":"$[0]","value":"\\ud800x"},{"path":"$[1]","value":"\ufeffid"}]',
    );
  });

  it('has members named as prototypes are, as members only', () => {
    const text = '{"__proto__":{"polluted":1},"constructor":2,"a":{"__proto__":[]}}';
    const { plain } = queried(text, '$.__proto__.polluted');
    expect(plain).toEqual([{ path: "$['__proto__']['polluted']", value: 1 }]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(queried(text, '$').text).toBe(`[{"path":"$","value":${text}}]`);
    expect(values(text, '$.toString')).toEqual([]);
    expect(values(text, '$..polluted', { whole: false })).toEqual([1]);
  });

  it('is the last of a name that comes twice; passing through, each of them', () => {
    const text = '{"a":1,"b":{"c":1,"c":2},"a":3}';
    expect(values(text, '$.a')).toEqual([3]);
    expect(values(text, '$.a', { whole: false })).toEqual([1, 3]);
    expect(values(text, '$.b', { whole: false })).toEqual([{ c: 2 }]);
  });
});

describe('a number', () => {
  const exact = [
    '12345678901234567890',
    '-9007199254740993',
    '0.1234567890123456789',
    '1e999',
    '-1e-999',
    '123456789012345678e-3',
  ];

  it('keeps digits that a double loses, in the text; where numbers are doubles, as a string', () => {
    for (const digits of exact) {
      for (const whole of [true, false]) {
        const found = queried(`{"n":${digits}}`, '$.n', { whole });
        expect(found.text).toBe(`[{"path":"$['n']","value":${digits}}]`);
        expect(found.plain).toEqual([{ path: "$['n']", value: digits }]);
        const within = queried(`{"a":{"list":[1,{"n":${digits}}]}}`, '$.a', { whole });
        expect(within.text).toBe(`[{"path":"$['a']","value":{"list":[1,{"n":${digits}}]}}]`);
        expect(within.plain[0]?.value).toEqual({ list: [1, { n: digits }] });
        expect(queried(`{"a":[${digits}]}`, '$..*', { whole }).text).toContain(
          `{"path":"$['a'][0]","value":${digits}}`,
        );
      }
    }
  });

  it('is a plain one where it loses nothing', () => {
    for (const text of [
      '9007199254740992',
      '1.50',
      '1e3',
      '-0',
      '100000000000000000000',
      '1.7976931348623157e308',
      '0.0',
    ])
      expect(values(`[${text}]`, '$[0]')).toEqual([Number(text) === 0 ? 0 : Number(text)]);
  });

  it('survives as it is, whatever it is', () => {
    const number = fc
      .tuple(fc.integer({ min: -300, max: 300 }), fc.bigInt(), fc.nat())
      .map(([e, n, f]) => `${n}.${f}e${e}`);
    fc.assert(
      fc.property(number, (text) => {
        const [value] = JSON.parse(
          queried(`[${text}]`, '$[0]').text.replace(/"value":([^}]*)/, '"value":"$1"'),
        ) as {
          value: string;
        }[];
        // Either its own text, or one that means the same double and has no more digits to give.
        expect(value?.value === text || Number(value?.value) === Number(text)).toBe(true);
        if (text.replace(/e.*|\D/g, '').replace(/^0+|0+$/g, '').length > 17) expect(value?.value).toBe(text);
      }),
    );
  });

  it('is compared as a double by a filter', () => {
    expect(queried('[{"id":12345678901234567890}]', '$[?@.id > 5].id').text).toContain(
      '12345678901234567890',
    );
  });

  it('gives way to a later one of the same name', () => {
    expect(queried('{"a":{"n":12345678901234567890,"n":1}}', '$.a').text).toBe(
      `[{"path":"$['a']","value":{"n":1}}]`,
    );
  });
});

describe('a text that is no JSON', () => {
  const refused: [string | Buffer, RegExp, number][] = [
    ['', /the file is empty/, 0],
    ['  ', /the file ends where a value should be/, 2],
    ['{"a":1', /the file ends where "," or the end/, 6],
    ['{"a":1}}', /found "}" where the end of the file/, 7],
    ['{"a":1} {"b":2}', /found "{" where the end of the file.*\.jsonl/, 8],
    ['[1,]', /found "]" where a value should be/, 3],
    ['[1 2]', /found 2 where ","/, 3],
    ['{"a" 1}', /found 1 where ":"/, 5],
    ['{"a":1,}', /found "}" where a key/, 7],
    ['{a:1}', /found "a", which cannot be there/, 1],
    ['[1}', /found "}"/, 2],
    ['[tru]', /found "]", which cannot be there/, 4],
    ['[01]', /found 1 where ","/, 2],
    ["['a']", /found "'"/, 1],
    ['["a\nb"]', /found "\\n"/, 3],
    ['["abc', /ends within a string, number or word/, 0],
    ['[1.', /ends within a string, number or word/, 0],
    [Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]), /UTF-8/, 0],
    [Buffer.from([0x5b, 0x22, 0xc0, 0x80, 0x22, 0x5d]), /UTF-8/, 0],
    [Buffer.from([0x5b, 0x22, 0xff, 0x61, 0x61, 0x61, 0x61, 0x22, 0x5d]), /is not UTF-8/, 0],
    [Buffer.from('["a"]', 'utf16le'), /UTF-16/, 0],
    [Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('[]', 'utf16le')]), /UTF-16/, 0],
    ['[[[[[[1]]]]]]', /more than 5 lists and objects stand one in the other/, 5],
    [`["${'x'.repeat(30_000)}"]`, /more than 9.8 KB at once/, 0],
  ];

  it.each(refused)('is refused: %s', (text, why, at) => {
    for (const whole of [true, false])
      for (const chunkBytes of [16, 4096]) {
        const options = { whole, chunkBytes, maxDepth: 5, maxTokenBytes: 10_000 };
        try {
          queried(text, '$.x', options);
          expect.unreachable();
        } catch (error) {
          expect((error as Error).message).toMatch(why);
          expect((error as { at: number }).at).toBe(at);
        }
      }
  });

  it('is found by whoever finds it with JSON.parse', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      'true',
      ' ',
      '-',
      '"',
      '\\',
      'null',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join('');
        const good = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        if (good) expect(values(text)).toEqual([JSON.parse(text)]);
        else expect(() => queried(text, '$')).toThrow();
      }),
      { numRuns: 200 },
    );
  });

  it('may begin with a byte order mark, which is none of it', () => {
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"a":1}')]);
    expect(queried(marked, '$.a', { chunkBytes: 16 }).plain).toEqual([{ path: "$['a']", value: 1 }]);
  });
});

describe('lines', () => {
  it('are a list, blank ones left out, with any line end', () => {
    const text = '{"a":1}\n\n"x"\r\n 12 \n[1]\n';
    expect(values(text, '$', { lines: true })).toEqual([[{ a: 1 }, 'x', 12, [1]]]);
    expect(values(text, '$[2]', { lines: true, whole: false })).toEqual([12]);
    expect(values('', '$', { lines: true })).toEqual([[]]);
    expect(values('7', '$[0]', { lines: true })).toEqual([7]);
  });

  it('hold one whole value each', () => {
    const query = (text: string) => () => queried(text, '$', { lines: true });
    expect(query('{"a":1} {"a":2}\n')).toThrow(/where the end of the line should be/);
    expect(query('1\n{"a":1,\n"b":2}\n')).toThrow(/line 2 ends within a value/);
    expect(query('{"a":1}\n{"a":')).toThrow(/the file ends where a value should be/);
  });
});
