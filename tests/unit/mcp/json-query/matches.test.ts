import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/mcp/json-query/compile.ts';
import { queried } from './support.ts';

describe('the list of matches', () => {
  it('ends where it would have too many bytes, and counts the others', () => {
    const text = JSON.stringify(Array.from({ length: 5000 }, (_, i) => `text ${i}`));
    for (const whole of [true, false]) {
      const found = queried(text, '$[*]', { whole, maxResultBytes: 1000 });
      expect(found.total).toBe(5000);
      expect(found.text.length).toBeLessThanOrEqual(1001);
      expect(found.text.length).toBeGreaterThan(900);
      expect(found.plain[0]).toEqual({ path: '$[0]', value: 'text 0' });
      expect(found.plain.map(({ path }) => path)).toEqual(found.plain.map((_, i) => `$[${i}]`));
    }
  });

  it('has a value that is too large by itself without it, and goes on', () => {
    const text = JSON.stringify([{ a: 'x'.repeat(2000) }, [1, 2], 'y'.repeat(3000), 7]);
    expect(queried(text, '$[*]', { maxResultBytes: 1000 }).plain).toEqual([
      {
        path: '$[0]',
        omitted: 'an object whose JSON is too large for this list (1000 bytes); ask for a part of it',
      },
      { path: '$[1]', value: [1, 2] },
      {
        path: '$[2]',
        omitted: 'a string whose JSON is too large for this list (1000 bytes); ask for a part of it',
      },
      { path: '$[3]', value: 7 },
    ]);
  });

  it('says of a number that it is one, however many digits it has', () => {
    expect(queried('9'.repeat(2000), '$', { maxResultBytes: 1000 }).plain).toMatchObject([
      { path: '$', omitted: expect.stringContaining('a number whose JSON is too large') },
    ]);
  });

  it('takes lists of more than a call stack holds', () => {
    const text = JSON.stringify({ many: Array.from({ length: 150_000 }, () => 1), one: [1] });
    const found = queried(text, '$[?count(@[*]) > 5]', { maxResultBytes: 300 });
    expect(found.plain).toMatchObject([
      { path: "$['many']", omitted: expect.stringContaining('a list of 150000') },
    ]);
    expect(queried(text, '$..*', { maxMatches: 2, maxResultBytes: 300 }).total).toBe(150_003);
  });
});

describe('a JSONPath', () => {
  const refused: [string, RegExp][] = [
    ['nested.inner', /is no JSONPath \(RFC 9535\): .*at character 1\. It begins with \$/],
    ['$.', /is no JSONPath/],
    ['$[?@.a = 1]', /is no JSONPath/],
    ['$.a[', /is no JSONPath/],
    ['$[?nope(@)]', /is no JSONPath/],
    ['$[99999999999999999999]', /is no JSONPath/],
    ['$[?length(@.*) > 1]', /is no JSONPath/],
    ['$[~"a"]', /is no JSONPath/],
    [`$[?${'('.repeat(4000)}@.a`, /is no JSONPath|nested too deeply/],
    [`$[?${'!'.repeat(4000)}@.a]`, /is no JSONPath|nested too deeply/],
  ];

  it.each(refused)('%s is refused', (text, why) => {
    expect(() => compile(text)).toThrow(why);
  });

  it('says whether a filter looks at the whole document', () => {
    expect(compile('$.a[?@.b == $.c]').usesRoot).toBe(true);
    expect(compile('$.a[?count(@[?@.x == $.y]) > 1]').usesRoot).toBe(true);
    expect(compile('$.a[?!(@.b || match(@.c, $.d))]').usesRoot).toBe(true);
    expect(compile('$.a[?@.b == 1]').usesRoot).toBe(false);
  });

  it('may stand between blanks', () => {
    expect(queried('{"a":1}', ' $.a ').total).toBe(1);
  });

  it('counts and compares characters, not halves of them', () => {
    const found = (text: string, jsonpath: string) =>
      [true, false].map((whole) => queried(text, jsonpath, { whole }).plain.map(({ value }) => value));
    const both = (...values: unknown[]) => [values, values];
    expect(found('["😀a","ab","a"]', '$[?length(@) == 2]')).toEqual(both('😀a', 'ab'));
    expect(found('[{"a":1},[1,2],7]', '$[?length(@) == 1]')).toEqual(both({ a: 1 }));
    const text = '["\uffff","😀","a","😀😀"]';
    expect(found(text, '$[?@ < "😀"]')).toEqual(both('\uffff', 'a'));
    expect(found(text, '$[?@ >= "😀"]')).toEqual(both('😀', '😀😀'));
    expect(found(text, '$[?!(@ <= "\uffff") && (@ == "😀")]')).toEqual(both('😀'));
    expect(found('[1,"1",true,null,[1]]', '$[?@ <= 1 || @ <= true]')).toEqual(both(1, true));
    expect(found('[{},{"b":1}]', '$[?@.a >= @.b]')).toEqual(both({}));
  });

  it('takes no two objects for the same that are not', () => {
    const text = '[{"__proto__":{}},{"x":1},{"__proto__":{}},{"toString":1}]';
    expect(queried(text, '$[?$[0] == @]').plain.map(({ path }) => path)).toEqual(['$[0]', '$[2]']);
    expect(
      queried('[{"a":[1,{"b":2}],"c":3},{"c":3,"a":[1,{"b":2}]},{"a":1,"c":3}]', '$[?@ == $[0]]').total,
    ).toBe(2);
  });

  it('matches strings only by patterns, and notes what is no pattern', () => {
    const text = '[{"a":"123"},{"a":123},{"a":"x"},{}]';
    expect(queried(text, "$[?match(@.a, '[0-9]+')]").plain).toHaveLength(1);
    expect(queried(text, "$[?search(@.a, '2')]").plain).toHaveLength(1);
    expect(queried(text, "$[?search(@.a, '2')]").badPatterns).toEqual([]);
    expect(queried(text, "$[?match(@.a, '\\\\d+')]")).toMatchObject({ plain: [], badPatterns: ['\\d+'] });
  });
});
