import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pieces } from '../../../../src/tokens/pieces/definition.ts';
import { readTokenizerJson } from '../../../../src/tokens/pieces/tokenizer-json.ts';
import { toShared } from '../../../../src/tokens/shared.ts';
import type { Tokenizer } from '../../../../src/tokens/tokenizer.ts';
import { encodeByTokenizers, oracleOf, type PieceFile, tokenizerJson } from '../../../support/tokenizers.ts';

const BYTES = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);

/** Few, so that what is random merges: one beyond the first plane, one that holds the bits of the first half of it. */
const CHARACTERS = ['▁', 'a', 'b', 'c', '\n', '漢', '😀', 'é'];

/** A vocabulary of these characters, and what becomes of two of its tokens, again and again: each pick is of two. */
function vocabularyOf(picks: readonly (readonly [number, number])[]): PieceFile {
  const texts = ['<unk>', '<s>', ...BYTES, ...CHARACTERS];
  const mergeable = [...CHARACTERS];
  const merges: [string, string][] = [];
  for (const [first, second] of picks) {
    const left = mergeable[first % mergeable.length] ?? 'a';
    const right = mergeable[second % mergeable.length] ?? 'a';
    if (merges.some(([a, b]) => a === left && b === right)) continue;
    merges.push([left, right]);
    if (mergeable.includes(left + right)) continue;
    mergeable.push(left + right);
    texts.push(left + right);
  }
  return { vocab: Object.fromEntries(texts.map((text, id) => [text, id])), merges };
}

function open(file: PieceFile): Tokenizer {
  const { make, open } = pieces({ pack: 'test', prefix: false, read: readTokenizerJson, golden: [] });
  return open(toShared(make([Buffer.from(tokenizerJson(file))])));
}

async function expectSame(file: PieceFile, texts: string[]): Promise<void> {
  const mine = open(file);
  // The names of special tokens are text: for the oracle they are no tokens at all.
  const oracle = oracleOf({ ...file, added: file.added?.filter((token) => !token.special) ?? [] });
  const wanted = await encodeByTokenizers(oracle, texts);
  expect(texts.map((text) => mine.encode(text))).toEqual(wanted);
  expect(texts.map((text) => mine.count(text))).toEqual(wanted.map((ids) => ids.length));
}

const picks = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { minLength: 1, maxLength: 40 });
const part = fc.constantFrom(
  ...CHARACTERS,
  ' ',
  'a',
  'b',
  'aa',
  'ab',
  'z',
  '語',
  '👋',
  '\ud83d',
  '\ude00',
  '\ufffd',
);
const text = fc.array(part, { maxLength: 60 }).map((parts) => parts.join(''));

describe('any vocabulary over characters', () => {
  test('finds the tokens that tokenizers finds, though it cuts texts and remembers segments', async () => {
    await fc.assert(
      fc.asyncProperty(picks, fc.array(text, { minLength: 1, maxLength: 12 }), async (picked, texts) => {
        await expectSame(vocabularyOf(picked), texts);
      }),
      { numRuns: 100 },
    );
  });

  test('long segments are merged as short ones are', async () => {
    const long = fc
      .tuple(fc.array(fc.constantFrom('a', 'b', 'c', ' '), { minLength: 97, maxLength: 400 }), fc.nat(40))
      .map(([parts, times]) => parts.join('') + (parts[0] ?? '').repeat(times * 110));
    await fc.assert(
      fc.asyncProperty(picks, long, async (picked, longText) => {
        await expectSame(vocabularyOf(picked), [longText]);
      }),
      { numRuns: 30 },
    );
  });

  test('of two merges of the same tokens the later one counts', async () => {
    const { vocab } = vocabularyOf([
      [1, 2],
      [2, 3],
    ]);
    const merges: [string, string][] = [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'b'],
    ];
    await expectSame({ vocab, merges }, ['abc', 'ab', 'abcabc']);
    expect(open({ vocab, merges }).encode('abc')).toEqual([vocab.a, vocab.bc]);
  });
});

describe('added tokens', () => {
  const contents = ['\n', '\n\n', '\n\n\n\n', '▁▁', '<td>', '</td>', '<t', '[x]', 'é😀', 'ab'];
  const base = vocabularyOf([
    [1, 2],
    [2, 3],
    [8, 3],
    [0, 1],
    [0, 0],
    [4, 4],
  ]);
  const more = [...contents, '<', 't', 'd', '>', '/', '[', 's'].filter((text) => !(text in base.vocab));
  const vocab = { ...base.vocab, ...Object.fromEntries(more.map((text, i) => [text, 1000 + i])) };
  const file: PieceFile = {
    vocab,
    merges: base.merges,
    added: [
      // The ids that stand beside them are not what counts.
      ...contents.map((content) => ({ content, id: 7, special: false })),
      { content: '<s>', id: 1, special: true },
      { content: '<turn>', id: 1100, special: true },
    ],
  };

  test('are tokens wherever they stand, the longest first; special ones are text', async () => {
    const words = fc.constantFrom(
      '\n',
      '▁',
      ' ',
      '<td>',
      '<t',
      '</td>',
      '<',
      '<s>',
      '<turn>',
      '[x',
      '[x]',
      'é',
      '😀',
      'a',
      'b',
      'c',
      '\ud83d',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(words, { maxLength: 20 }), { minLength: 1, maxLength: 10 }),
        async (texts) => {
          await expectSame(
            file,
            texts.map((parts) => parts.join('')),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test('spaces are not the mark that stands for them: only what is written is an added token', async () => {
    await expectSame(file, ['  ', '▁▁', ' ▁', '   a']);
    expect(open(file).encode('▁▁b')).toEqual([vocab['▁▁'], vocab.b]);
    expect(open(file).encode('  a')).not.toContain(vocab['▁▁']);
  });

  test('of a run, the longest that is left', () => {
    const [one, two, four] = [vocab['\n'], vocab['\n\n'], vocab['\n\n\n\n']];
    expect(open(file).encode('\n'.repeat(7))).toEqual([four, two, one]);
  });
});
