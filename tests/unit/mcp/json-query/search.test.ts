import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScore } from '../../../../src/mcp/json-query/similarity.ts';
import { character } from '../../../support/characters.ts';
import { queried, searched } from './support.ts';

describe('the score', () => {
  it('puts the query itself first, then what contains it, then what is close to it', () => {
    const score = createScore('userName');
    const ranked = [
      'USERNAME',
      'userNames',
      'theUserName',
      'a long text with username in it',
      'user_name',
      'usrname',
    ];
    const scores = ranked.map(score);
    expect(scores[0]).toBe(1);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(scores.length);
    expect(scores.at(-1)).toBeGreaterThan(0);
    expect(score('price')).toBe(0);
    expect(score('')).toBe(0);
  });

  it('is between 0 and 1, and 1 for the same text only', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (query, text) => {
        const score = createScore(query)(text);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score === 1).toBe(query.toLowerCase() === text.toLowerCase());
        expect(score).toBeLessThanOrEqual(1);
        if (text.toLowerCase().includes(query.toLowerCase())) expect(score).toBeGreaterThan(0.75);
      }),
    );
  });
});

const text = JSON.stringify({
  user: { userName: 'Ann', email: 'ann@example.com', age: 41 },
  items: [
    { username: 'Bob', tags: ['admin', 'ops'] },
    { price: 12.5, ok: true },
  ],
  'odd key': { __proto__: null, "user'name": null },
});

describe('a search for keys', () => {
  it('finds them with their paths and values, best first', () => {
    const { matches, total } = searched('keys', text, 'username');
    expect(matches).toEqual([
      { path: "$['user']['userName']", similarity: 1, value: 'Ann' },
      { path: "$['items'][0]['username']", similarity: 1, value: 'Bob' },
      { path: "$['odd key']['user\\'name']", similarity: expect.any(Number), value: null },
      {
        path: "$['user']",
        similarity: expect.any(Number),
        value: { userName: 'Ann', email: 'ann@example.com', age: 41 },
      },
    ]);
    expect(total).toBe(4);
  });

  it('gives paths that lead to the value', () => {
    const key = fc.string({ unit: character, minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.array(fc.dictionary(key, fc.integer()), { maxLength: 3 }), { minKeys: 1 }),
        fc.nat(),
        (document, n) => {
          const json = JSON.stringify(document);
          const names = Object.keys(document);
          const sought = names[n % names.length] as string;
          const { matches } = searched('keys', json, sought, 100);
          expect(matches.map((match) => match.path)).toContain(
            queried(json, `$[${JSON.stringify(sought)}]`).plain[0]?.path,
          );
          for (const { path, value, shortened } of matches)
            if (shortened !== true) expect(queried(json, path).plain).toEqual([{ path, value }]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lists as many as it is asked for, and the first of equals', () => {
    const many = JSON.stringify(Array.from({ length: 50 }, (_, id) => ({ other: 0, id })));
    const { matches, total } = searched('keys', many, 'ID', 3);
    expect(matches.map(({ value }) => value)).toEqual([0, 1, 2]);
    expect(total).toBe(50);
  });

  it('lists no more bytes than it may, however long the keys', () => {
    const long = JSON.stringify({ id: 1, [`id${'x'.repeat(1000)}`]: 2, [`id${'y'.repeat(1001)}`]: 3 });
    const { matches, total, text } = searched('keys', long, 'id', 5, 1500);
    expect(matches.map(({ value }) => value)).toEqual([1, 2]);
    expect(total).toBe(3);
    expect(text.join('').length).toBeLessThan(1500);
  });

  it('shortens long values', () => {
    const long = JSON.stringify({
      text: 'x'.repeat(1e5),
      list: Array.from({ length: 1e4 }, (_, i) => i),
      textual: { text: [1] },
    });
    const [string, short] = searched('keys', long, 'text').matches;
    expect(string).toMatchObject({ value: `${'x'.repeat(200)}…`, shortened: true });
    expect(short).toEqual({ path: "$['textual']['text']", similarity: 1, value: [1] });
    const [list] = searched('keys', long, 'list').matches;
    expect(list).toMatchObject({ value: expect.stringMatching(/^\[0,1,2,.*…$/), shortened: true });
    expect(String(list?.value).length).toBe(201);
  });

  it('keeps the digits of a number', () => {
    const {
      text: [found],
    } = searched('keys', '{"id":{"n":12345678901234567890}}', 'id');
    expect(found).toBe(`{"path":"$['id']","similarity":1,"value":{"n":12345678901234567890}}`);
  });
});

describe('a search for values', () => {
  it('finds strings, numbers and booleans', () => {
    expect(searched('values', text, 'ANN').matches).toEqual([
      { path: "$['user']['userName']", similarity: 1, value: 'Ann' },
      { path: "$['user']['email']", similarity: 0.83, value: 'ann@example.com' },
    ]);
    expect(searched('values', text, '12.5').matches[0]).toMatchObject({
      path: "$['items'][1]['price']",
      value: 12.5,
    });
    expect(searched('values', text, 'true').matches[0]).toMatchObject({
      path: "$['items'][1]['ok']",
      value: true,
    });
    expect(searched('values', text, 'admni').matches[0]).toMatchObject({ path: "$['items'][0]['tags'][0]" });
    expect(searched('values', text, 'zzz')).toEqual({ total: 0, matches: [], text: [] });
  });

  it('shows of a long text the part around what was found', () => {
    const long = `${'a '.repeat(500)}needle${' b'.repeat(500)}`;
    const [found] = searched('values', JSON.stringify([long]), 'NEEDLE').matches;
    expect(found?.shortened).toBe(true);
    expect(found?.value).toMatch(/^….*needle.*…$/);
    expect(String(found?.value).length).toBeLessThan(210);
  });

  it('finds digits that a double loses', () => {
    const {
      text: [found],
    } = searched('values', '[12345678901234567890]', '12345678901234567890');
    expect(found).toBe('{"path":"$[0]","similarity":1,"value":12345678901234567890}');
  });
});
