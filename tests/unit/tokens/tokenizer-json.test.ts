import { describe, expect, test } from 'vitest';
import { checkMerges } from '../../../src/tokens/bpe/check-merges.ts';
import { makeCharClasses } from '../../../src/tokens/bpe/classes.ts';
import { makePack } from '../../../src/tokens/bpe/make-pack.ts';
import { openPack } from '../../../src/tokens/bpe/pack.ts';
import { CL100K } from '../../../src/tokens/bpe/scans/words.ts';
import { tokenizerJson } from '../../../src/tokens/bpe/sources/tokenizer-json.ts';
import { NotThisVocabulary, packFrom } from '../../../src/tokens/index.ts';
import { toShared } from '../../../src/tokens/shared.ts';

/** The characters of the byte level, by byte. */
function alphabet(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint((byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad) ? byte : next++),
  );
}

interface Made {
  tokens?: string[];
  merges?: unknown[];
  changes?: Record<string, unknown>;
  model?: Record<string, unknown>;
}

/** A small tokenizer.json: the bytes, then what merges make of them. */
function made({
  tokens = ['ab', 'abc'],
  merges = ['a b', 'ab c'],
  changes = {},
  model = {},
}: Made = {}): Uint8Array {
  const vocab = Object.fromEntries([...alphabet(), ...tokens].map((token, id) => [token, id]));
  return Buffer.from(
    JSON.stringify({
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Split', pattern: { Regex: CL100K.text[0] }, behavior: 'Isolated', invert: false },
          { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
        ],
      },
      model: { type: 'BPE', ignore_merges: false, vocab, merges, ...model },
      ...changes,
    }),
  );
}

function read(file: Uint8Array, ignoreMerges = false, count = 258): void {
  const options = { count, firstId: 0, patterns: CL100K.text, normalizer: null, ignoreMerges } as const;
  const { tokens, merges } = tokenizerJson(options)(file);
  const pack = openPack(toShared(makePack(tokens, makeCharClasses(CL100K.classify))));
  if (merges !== undefined) checkMerges(pack, merges);
}

describe('a tokenizer.json', () => {
  test('is read where it is as expected, with merges in either form', () => {
    expect(() => read(made())).not.toThrow();
    expect(() =>
      read(
        made({
          merges: [
            ['a', 'b'],
            ['ab', 'c'],
          ],
        }),
      ),
    ).not.toThrow();
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['that is no JSON', Buffer.from('{"model":'), /it is not JSON/],
    ['that is something else', Buffer.from('[1, 2]'), /not a `tokenizer.json` with a model of type BPE/],
    [
      'without a vocabulary',
      made({ model: { vocab: null } }),
      /not a `tokenizer.json` with a model of type BPE/,
    ],
    [
      'of another type',
      made({ model: { type: 'Unigram' } }),
      /not a `tokenizer.json` with a model of type BPE/,
    ],
    [
      'that splits otherwise',
      made({ changes: { pre_tokenizer: { type: 'ByteLevel' } } }),
      /its `pre_tokenizer` splits/,
    ],
    ['that normalises', made({ changes: { normalizer: { type: 'NFC' } } }), /its `normalizer` changes texts/],
    ['that ignores merges', made({ model: { ignore_merges: true } }), /its `model.ignore_merges` is another/],
    ['with an id that is no number', made({ model: { vocab: { a: '0' } } }), /an id out of range/],
    ['with an id too many', made({ tokens: ['ab', 'abc', 'd'] }), /an id out of range/],
    [
      'with a token too few',
      made({ tokens: ['ab'], merges: ['a b'] }),
      /it has 257 tokens, and the vocabulary has 258/,
    ],
    ['that is not byte level', made({ tokens: ['ab', '中'] }), /not written in byte level/],
    ['with merges that are none', made({ merges: ['a b c', 7] }), /are not pairs that make tokens/],
    ['with a merge that makes none', made({ merges: ['a b', 'b c'] }), /are not pairs that make tokens/],
    ['with merges in another order', made({ merges: ['ab c', 'a b'] }), /not in the order of the tokens/],
    [
      'with a merge that its ranks would not make',
      made({ merges: ['a b', 'a bc'], tokens: ['ab', 'abc'] }),
      /do not make the token of rank 257/,
    ],
    ['with a token that nothing makes', made({ merges: ['a b'] }), /do not make the token of rank 257/],
  ])('one %s is refused', (_, file, message) => {
    expect(() => read(file)).toThrow(NotThisVocabulary);
    expect(() => read(file)).toThrow(message);
  });

  test('a token that nothing makes is taken where a whole piece may be a token', () => {
    const tokens = ['ab', 'xyz'];
    expect(() => read(made({ tokens, merges: ['a b'], model: { ignore_merges: true } }), true)).not.toThrow();
  });

  test('of another model is refused when it is added, in words for a person', () => {
    expect(() => packFrom('llama3_1', made())).toThrow(/its `model.ignore_merges` is another/);
    expect(() => packFrom('llama3_1', made({ model: { ignore_merges: true } }))).toThrow(
      /it has 258 tokens, and the vocabulary has 128000/,
    );
    expect(() => packFrom('nothing' as 'llama3_1', made())).toThrow(/there is no vocabulary nothing/);
    expect(() => packFrom('__proto__' as 'llama3_1', made())).toThrow(/there is no vocabulary __proto__/);
  });
});
