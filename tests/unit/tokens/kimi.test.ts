import fc from 'fast-check';
import { Tiktoken } from 'tiktoken/lite';
import { describe, expect, test } from 'vitest';
import { makeCharClasses } from '../../../src/tokens/bpe/classes.ts';
import { KIMI } from '../../../src/tokens/bpe/scans/camel.ts';
import { allTraits } from '../../../src/tokens/bpe/unicode.ts';
import { NotThisVocabulary, packFrom } from '../../../src/tokens/index.ts';
import { character } from '../../support/characters.ts';
import { addedTokenizer, tiktokenRanks } from '../../support/oracles.ts';
import { createStrangeTexts } from '../../support/strange-texts.ts';

/** The pattern as `tokenization_kimi.py` has it, in JavaScript's words: `\s` is spelled out. */
const WHITE = '\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const UPPER = '[[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]--\\p{Script=Han}]';
const LOWER = '[[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]--\\p{Script=Han}]';
const CONTRACTION = "(?:'(?:[sStTmMdDſ]|[rRvV][eE]|[lL][lL]))?";
const PATTERN = new RegExp(
  [
    '\\p{Script=Han}+',
    `[^\\r\\n\\p{L}\\p{N}]?${UPPER}*${LOWER}+${CONTRACTION}`,
    `[^\\r\\n\\p{L}\\p{N}]?${UPPER}+${LOWER}*${CONTRACTION}`,
    '\\p{N}{1,3}',
    ` ?[^${WHITE}\\p{L}\\p{N}]+[\\r\\n]*`,
    `[${WHITE}]*[\\r\\n]+`,
    `[${WHITE}]+(?![^${WHITE}])`,
    `[${WHITE}]+`,
  ].join('|'),
  'gv',
);

const scan = KIMI.createScan(makeCharClasses(KIMI.classify));

function piecesOf(text: string): string[] {
  const bytes = Buffer.concat([Buffer.from(text), Buffer.of(0xff)]);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length - 1; ) {
    const end = scan(bytes, at);
    pieces.push(bytes.toString('utf8', at, end));
    at = end;
  }
  return pieces;
}

/** Whether Node's Unicode knows a character that is nothing, or something else, in the vocabulary's own Unicode 16. */
function hasNewer(text: string): boolean {
  const traits = allTraits();
  return [...text].some(
    (char) => char === 'ʕ' || (traits[char.codePointAt(0) ?? 0] === 0 && /[\p{L}\p{M}\p{N}]/u.test(char)),
  );
}

describe('the scan of Kimi K2', () => {
  test('Han stands by itself', () => {
    expect(piecesOf('中文English混合')).toEqual(['中文', 'English', '混合']);
    expect(piecesOf('北京市 Pascal')).toEqual(['北京市', ' Pascal']);
    expect(piecesOf('第12〇3条⺀!⺀ a々')).toEqual(['第', '12〇', '3', '条⺀', '!⺀', ' a', '々']);
  });

  test('finds the pieces that the pattern finds, in 4,000 strange texts', () => {
    const next = createStrangeTexts(42);
    for (let i = 0; i < 4000; i++) {
      const text = next().toWellFormed();
      if (!hasNewer(text)) expect(piecesOf(text)).toEqual(text.match(PATTERN) ?? []);
    }
  });

  test('and in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 40 }), (text) => {
        if (!hasNewer(text)) expect(piecesOf(text)).toEqual(text.match(PATTERN) ?? []);
      }),
      { numRuns: 500 },
    );
  });
});

const TRUE_IDS: [string, number][] = [
  ['Hello', 19180],
  [' world', 2695],
  [',', 11],
  ['!', 0],
  ['你好', 33845],
  ['世界', 2243],
  ['123', 6694],
  ['456', 12972],
  ['789', 16242],
  ['0', 15],
  ['中文', 16717],
  ['English', 44372],
  ['混合', 13935],
];

/** 163,584 tokens of o200k_base, with those that are known of Kimi at their ranks: the real file is not to be had here. */
function standIn(): string[] {
  const ranks = tiktokenRanks('o200k_base').slice(0, 163_584);
  for (const [text, id] of TRUE_IDS) {
    const token = Buffer.from(text).toString('base64');
    const from = ranks.indexOf(token);
    const other = ranks[id] ?? '';
    ranks[id] = token;
    // What stood there changes place with it, or is given up where the token is new.
    if (from !== -1) ranks[from] = other;
  }
  return ranks;
}

const fileOf = (ranks: string[]): Buffer =>
  Buffer.from(`${ranks.map((token, rank) => `${token} ${rank}`).join('\n')}\n`);

describe('a tiktoken.model that is added', () => {
  const ranks = standIn();

  test('is taken where the known texts have their ids, and counts as tiktoken does with the same ranks and pattern', async () => {
    const tokenizer = await addedTokenizer('kimi_k2', fileOf(ranks));
    const oracle = new Tiktoken(`! 0 ${ranks.join(' ')}`, {}, KIMI.text.join('|'));
    const next = createStrangeTexts(43);
    for (let i = 0; i < 1000; i++) {
      const text = next().toWellFormed();
      expect(tokenizer.encode(text).join()).toBe(oracle.encode_ordinary(text).join());
    }
  }, 120_000);

  const swapped = [...ranks];
  [swapped[19180], swapped[19181]] = [swapped[19181] ?? '', swapped[19180] ?? ''];
  const doubled = [...ranks];
  doubled[150_000] = ranks[150_001] ?? '';
  const without = [...ranks];
  without[ranks.indexOf('AA==')] = Buffer.from('no such token').toString('base64');

  test.each<[string, () => Uint8Array, RegExp]>([
    ['that is empty', () => new Uint8Array(), /it has 0 tokens, and the vocabulary has 163584/],
    ['that is short', () => fileOf(ranks.slice(0, 1000)), /it has 1000 tokens/],
    ['of other ranks', () => fileOf(swapped), /in "Hello world", where the model's own are 19180 2695/],
    ['with a token twice', () => fileOf(doubled), /the token of rank 150001 has another rank, too/],
    ['without a byte', () => fileOf(without), /no token is the byte 0 alone/],
    [
      'with a rank twice',
      () => Buffer.concat([fileOf(ranks), Buffer.from('QUJD 5\n')]),
      /two tokens have rank 5/,
    ],
    [
      'with a line that is none',
      () => Buffer.from('AA== 0\nhello\n'),
      /line 2 is not a token in Base64, a space and a rank/,
    ],
    ['that is not Base64', () => Buffer.from('A=A= 0\n'), /a token in it is not in Base64/],
    ['of rank 9999999', () => Buffer.from('AA== 9999999\n'), /it has 10000000 tokens/],
    ['that is too large', () => new Uint8Array(129 * 1024 * 1024), /it is larger than 128 MB/],
  ])(
    'one %s is refused',
    (_, file, message) => {
      let refused: unknown;
      try {
        packFrom('kimi_k2', file());
      } catch (error) {
        refused = error;
      }
      expect(refused).toBeInstanceOf(NotThisVocabulary);
      expect((refused as Error).message).toMatch(message);
    },
    120_000,
  );
});
