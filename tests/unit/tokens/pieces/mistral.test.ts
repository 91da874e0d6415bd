import { beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer, type Tokenizer } from '../../../../src/tokens/index.ts';
import { createStrangeTexts, seeded } from '../../../support/strange-texts.ts';
import { encodeByTokenizers, mistralOracle, type Oracle } from '../../../support/tokenizers.ts';

let v1: Tokenizer;
let v3: Tokenizer;
let oracle: Oracle;
beforeAll(async () => {
  [v1, v3] = await Promise.all([loadTokenizer('mistral_v1'), loadTokenizer('mistral_v3')]);
  oracle = mistralOracle('v1');
});

/** Ids and counts, of both versions: v3 has 768 control marks more before the same pieces. */
async function expectSame(texts: string[]): Promise<void> {
  const wanted = await encodeByTokenizers(oracle, texts);
  for (const [i, text] of texts.entries()) {
    const ids = v1.encode(text);
    if (ids.join() !== wanted[i]?.join()) expect({ text, ids }).toEqual({ text, ids: wanted[i] });
    expect(v1.count(text)).toBe(ids.length);
    expect(v3.count(text)).toBe(ids.length);
    expect(v3.encode(text)).toEqual(ids.map((id) => id + 768));
  }
}

describe('true values', () => {
  test.each([
    ['', []],
    // What sentencepiece 0.1.97 makes of them with these pieces.
    ['Hello', [22557]],
    ['Hello world', [22557, 1526]],
    ['Hello, world!', [22557, 28725, 1526, 28808]],
    ['           grabbed', [17422, 13300]],
    ['=======', [327, 965, 585]],
    ['    def f(x):\n        return x', [260, 801, 285, 28732, 28744, 1329, 13, 5390, 604, 1318]],
    ['\n', [28705, 13]],
    ['\r\n', [1302, 13]],
    ['a\r\n});\r\n', [264, 28801, 13, 26636, 13]],
  ])('%j', (text, ids) => {
    expect(v1.encode(text)).toEqual(ids);
    expect(v1.count(text)).toBe(ids.length);
  });

  test('names of control marks and of bytes are ordinary text', () => {
    for (const name of ['<s>', '</s>', '[INST]', '[TOOL_CALLS]', '<0x0A>']) {
      expect(v1.count(name)).toBeGreaterThan(2);
      expect(v3.count(name)).toBe(v1.count(name));
    }
  });

  test('the mark of a space is a space, and half a pair the replacement character', () => {
    expect(v1.encode('▁a▁▁b')).toEqual(v1.encode(' a  b'));
    expect(v1.encode('a\ud800b\udc00')).toEqual(v1.encode('a\ufffdb\ufffd'));
  });
});

describe('every text has the very tokens that tokenizers finds in it', () => {
  test('strange texts: every category of characters, halves of pairs, blanks', async () => {
    const next = createStrangeTexts(31);
    await expectSame(Array.from({ length: 2000 }, next));
  });

  test('runs of what is a token more than once over', async () => {
    const random = seeded(32);
    const below = (n: number): number => Math.floor(random() * n);
    const parts = Array.from('=-a/*"();\r\n\t._#{}0▁ \0\u0085\ufeff漢é').concat([
      'aa',
      '==',
      '  ',
      '\r\n',
      '😀',
    ]);
    await expectSame(
      Array.from({ length: 2000 }, () =>
        Array.from({ length: 1 + below(10) }, () =>
          (parts[below(parts.length)] ?? '').repeat(1 + below(1 + below(40))),
        ).join(''),
      ),
    );
  });

  test('spaces, as many as there may be, alone and before a word', async () => {
    const many = Array.from({ length: 120 }, (_, i) => ' '.repeat(i));
    await expectSame([...many, ...many.map((spaces) => `${spaces}word`), ...many.map((s) => `a${s}\n`)]);
  });

  test('segments of any length near a bound', async () => {
    const word = Array.from({ length: 5000 }, (_, i) => 'etaoinshr'[(i * i + (i >> 3)) % 9]).join('');
    const lengths = [1, 2, 3, 15, 16, 17, 94, 95, 96, 97, 98, 4094, 4095, 4096, 4097];
    await expectSame(lengths.map((length) => word.slice(0, length)));
    await expectSame(lengths.map((length) => 'a'.repeat(length)));
  });
});

describe('a megabyte', () => {
  test.each(['a', ' ', '\n', '漢', '😀', '\ud800'])('of %j is counted', (part) => {
    const text = part.repeat(Math.ceil(1_000_000 / part.length));
    const tokens = v1.count(text);
    expect(tokens).toBeGreaterThan(1_000_000 / 20);
    expect(tokens).toBeLessThanOrEqual(1 + Buffer.byteLength(text));
  });

  test('of one letter has as many tokens for each of its repeats as a shorter run', () => {
    expect(v1.count('a'.repeat(8 * 20_000))).toBe((v1.count('a'.repeat(8 * 100)) - 3) * 200 + 3);
  });
});

describe('counting within a bound of effort', () => {
  test('words that were merged before cost nothing of it', () => {
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(300);
    const tokens = v1.count(text);
    const effort = { bytes: 1000 };
    expect(v1.countWithin(text, effort)).toBe(tokens);
    expect(effort.bytes).toBe(1000);
  });

  test('what has to be merged is taken from it, long segments four times; where it does not suffice, there is no count', () => {
    const effort = { bytes: 1000 };
    const word = 'a'.repeat(200);
    const size = word.length + 1;
    expect(v1.countWithin(word, effort)).toBe(v1.encode(word).length);
    expect(effort.bytes).toBe(1000 - 4 * size);
    expect(v1.countWithin(word, effort)).toBeNull();
    const short = 'aaaaabbbbbaaaaa';
    const some = { bytes: 1000 };
    expect(v1.countWithin(short, some)).toBe(v1.encode(short).length);
    expect(some.bytes).toBe(1000 - short.length - 1);
    // A count that was given up leaves nothing behind.
    expect(v1.count('Hello world')).toBe(2);
    expect(v1.count(word)).toBe(v1.encode(word).length);
  });
});
