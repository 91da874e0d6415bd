import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer, type Tokenizer, type Vocabulary } from '../../../src/tokens/index.ts';
import { createStrangeTexts, seeded } from '../../support/strange-texts.ts';
import { countByTiktoken, encodeByTiktoken, TRUE_COUNTS, VOCABULARIES } from '../../support/tiktoken.ts';

const tokenizers = new Map<Vocabulary, Tokenizer>();
beforeAll(async () => {
  for (const vocabulary of VOCABULARIES) tokenizers.set(vocabulary, await loadTokenizer(vocabulary));
});

function of(vocabulary: Vocabulary): Tokenizer {
  const tokenizer = tokenizers.get(vocabulary);
  if (tokenizer === undefined) throw new Error('not loaded');
  return tokenizer;
}

/** Both the ids and the count, in both vocabularies. */
function expectSame(text: string): void {
  for (const vocabulary of VOCABULARIES) {
    const ids = encodeByTiktoken(text, vocabulary);
    const tokenizer = of(vocabulary);
    // As text: a difference of two lists of a million numbers would take minutes to print.
    if (tokenizer.encode(text).join() !== ids.join())
      expect({ vocabulary, text: text.slice(0, 400), ids: tokenizer.encode(text).slice(0, 400) }).toEqual({
        vocabulary,
        text: text.slice(0, 400),
        ids: ids.slice(0, 400),
      });
    expect(tokenizer.count(text)).toBe(ids.length);
  }
}

describe('true values', () => {
  test.each(TRUE_COUNTS)('%j has %i tokens in both vocabularies', (text, tokens) => {
    for (const vocabulary of VOCABULARIES) expect(of(vocabulary).count(text)).toBe(tokens);
  });

  test('ids are those that OpenAI publishes', () => {
    expect(of('cl100k_base').encode('tiktoken is great!')).toEqual([83, 1609, 5963, 374, 2294, 0]);
    expect(of('o200k_base').encode('hello world')).toEqual([24912, 2375]);
  });

  test('names of special tokens in a text are ordinary text', () => {
    expectSame('<|endoftext|> and <|im_start|>system<|endofprompt|>');
    expect(of('cl100k_base').count('<|endoftext|>')).toBeGreaterThan(3);
  });

  test('half a surrogate pair counts as the replacement character', () => {
    for (const vocabulary of VOCABULARIES)
      for (const half of ['\ud800', '\udfff', '\udc00\ud800'])
        expect(of(vocabulary).encode(`a ${half} b`)).toEqual(
          of(vocabulary).encode(`a ${'\ufffd'.repeat(half.length)} b`),
        );
  });
});

describe('every text has the very tokens that tiktoken finds in it', () => {
  const root = path.join(import.meta.dirname, '../../..');
  const sources = (folder: string): string =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => readFileSync(path.join(root, folder, name), 'utf8'))
      .join('\n')
      .slice(0, 400_000);
  const random = seeded(5);
  const sentence = (words: string[], between: string): string =>
    Array.from({ length: 4000 }, () => words[Math.floor(random() * words.length)]).join(between);
  const noise = Buffer.from(Array.from({ length: 60_000 }, () => Math.floor(random() * 256)));

  test.each<[string, () => string]>([
    [
      'English prose',
      () =>
        ['README.md', 'docs/ARCHITECTURE.md', 'CONTRIBUTING.md']
          .map((name) => readFileSync(path.join(root, name), 'utf8'))
          .join('\n'),
    ],
    ['TypeScript', () => sources('src')],
    ['JSON', () => readFileSync(path.join(root, 'package-lock.json'), 'utf8')],
    ['JSON on one line, escaped', () => JSON.stringify(JSON.stringify({ sources: sources('src/tokens') }))],
    [
      'French',
      () =>
        sentence(
          "L'été déjà, où qu'est-ce C'EST aujourd'hui l'Œuvre naïve À ça, français; « guillemets »".split(
            ' ',
          ),
          ' ',
        ),
    ],
    [
      'Chinese',
      () =>
        sentence(
          '人工智能 是 计算机 科学 的 一个 分支 ， 它 企图 了解 。 請 檢查 這個 函數 \n 為什麼 API 返回 错误'.split(
            ' ',
          ),
          '',
        ),
    ],
    [
      'Japanese, Korean, Arabic, Hindi, Thai',
      () => sentence('これは 東京タワー 안녕하세요 مرحبا بالعالم नमस्ते दुनिया สวัสดี ， 。 ؟'.split(' '), ' '),
    ],
    ['emoji', () => sentence('😀 👩‍💻 🇫🇷 👍🏽 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ok'.split(' '), '')],
    ['base64', () => noise.toString('base64')],
    ['hexadecimal', () => noise.toString('hex')],
    ['bytes read as Latin 1', () => noise.toString('latin1')],
  ])('%s', (_, make) => {
    const text = make();
    expect(text.length).toBeGreaterThan(4000);
    expectSame(text);
  });

  test('6,000 strange texts: every category of characters, halves of pairs, blanks, contractions', () => {
    const next = createStrangeTexts(2026);
    for (let i = 0; i < 6000; i++) expectSame(next());
  });

  test('each character by itself, between letters, digits, blanks, contractions and line ends', () => {
    const put = (c: string): string => `a${c}B's ${c}/\n${c}1\t${c}É${c}${c}'LL  ${c}\u0301`;
    // Of the ideographs and Hangul syllables, all alike, one in sixteen blocks.
    const alike = (point: number): boolean =>
      (point >= 0x3400 && point < 0xd800 && point >> 8 !== 0xa6 && point >> 8 !== 0xa7) ||
      (point >= 0x17000 && point < 0x1b000) ||
      (point >= 0x20000 && point < 0xe0000);
    for (let from = 0; from < 0xe0200; from += 256) {
      if (alike(from) && (from >> 8) % 16 !== 0) continue;
      const points = Array.from({ length: 256 }, (_, i) => from + i);
      const chars = points
        .map((p) => (p >= 0xd800 && p < 0xe000 ? String.fromCharCode(p) : String.fromCodePoint(p)))
        .filter((char) => !/[\p{Cn}\p{Co}]/u.test(char));
      expectSame(chars.map(put).join('.'));
    }
  });
});

describe('texts without an end to a piece', () => {
  const parts = [
    'a',
    'A',
    ' ',
    '\n',
    '\r\n',
    '.',
    '-=',
    'ab',
    'é',
    '\u0301',
    '漢',
    '漢字仮名',
    '😀',
    '\ud800',
    "'s",
    '7',
  ];

  test.each(parts)('%j again and again is as tiktoken has it, at any length near a bound', (part) => {
    for (const length of [1, 2, 3, 15, 16, 17, 31, 32, 33, 95, 96, 97, 127, 128, 129, 255, 256, 257, 700])
      expectSame(part.repeat(Math.ceil(length / part.length)).slice(0, length));
    for (const bytes of [4095, 4096, 4097]) {
      const units = Math.floor((bytes * part.length) / Buffer.byteLength(part));
      expectSame(part.repeat(units).slice(0, units));
    }
  });

  test.each(['a', ' ', '\n', '.', '漢字仮名', '😀', "'s"])('a megabyte of %j is counted', (part) => {
    const text = part.repeat(Math.ceil(1_000_000 / part.length));
    const tokens = of('o200k_base').count(text);
    expect(tokens).toBeGreaterThan(1_000_000 / 128 - 1);
    expect(tokens).toBeLessThanOrEqual(Buffer.byteLength(text));
  });

  test('a long run has as many tokens for each of its repeats as tiktoken finds in a shorter one', () => {
    for (const vocabulary of VOCABULARIES) {
      const eight = countByTiktoken('a'.repeat(8 * 100), vocabulary);
      expect(of(vocabulary).count('a'.repeat(8 * 20_000))).toBe(eight * 200);
      const spaces = countByTiktoken(' '.repeat(128 * 10), vocabulary);
      expect(of(vocabulary).count(' '.repeat(128 * 2000))).toBe(spaces * 200);
    }
  });

  test('a word of random letters is as tiktoken has it, and one of a megabyte is counted', () => {
    const random = seeded(9);
    const word = Array.from({ length: 6000 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join(
      '',
    );
    expectSame(word);
    expect(of('o200k_base').count(word.repeat(170))).toBeGreaterThan(170 * 1000);
  });
});

describe('counting within a bound of effort', () => {
  test('text of whole words costs little of it, and has its exact count', () => {
    const effort = { bytes: 1000 };
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(300);
    expect(of('o200k_base').countWithin(text, effort)).toBe(countByTiktoken(text, 'o200k_base'));
    expect(effort.bytes).toBe(1000);
  });

  test('what has to be merged is taken from it, long pieces four times; where it does not suffice, there is no count', () => {
    const short = 'xqzvkjwpfbg xqzvkjwpfbh xqzvkjwpfbi';
    const effort = { bytes: 1000 };
    expect(of('o200k_base').countWithin(short, effort)).toBe(countByTiktoken(short, 'o200k_base'));
    expect(effort.bytes).toBe(1000 - short.length);
    const long = 'xqzvkjwpfbg'.repeat(20);
    const tokens = countByTiktoken(long, 'o200k_base');
    expect(of('o200k_base').countWithin(long, effort)).toBe(tokens);
    expect(effort.bytes).toBe(1000 - short.length - 4 * long.length);
    expect(of('o200k_base').countWithin(long, effort)).toBeNull();
    expect(of('o200k_base').count(long)).toBe(tokens);
  });
});
