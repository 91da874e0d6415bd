import { beforeAll, describe, expect, test } from 'vitest';
import { verifyPack } from '../../../../src/tokens/bpe/pack.ts';
import { loadTokenizer, packFrom } from '../../../../src/tokens/index.ts';
import { makePiecePack } from '../../../../src/tokens/pieces/make-pack.ts';
import { mistralVocabulary } from '../../../../src/tokens/pieces/mistral.ts';
import { openPiecePack } from '../../../../src/tokens/pieces/pack.ts';
import { readTokenizerJson } from '../../../../src/tokens/pieces/tokenizer-json.ts';
import { toShared } from '../../../../src/tokens/shared.ts';
import { mistralPieces, tokenizerJson } from '../../../support/tokenizers.ts';

const BYTES = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);
const TEXTS = ['<unk>', ...BYTES, '▁', 'a', 'b', 'ab', '__proto__'];
const VOCAB = Object.fromEntries(TEXTS.map((text, id) => [text, id]));

type Json = Record<string, unknown> & { model: Record<string, unknown> };
const good = (): Json => JSON.parse(tokenizerJson({ vocab: VOCAB, merges: [['a', 'b']] })) as Json;
const bytesOf = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));

describe('a tokenizer.json that is none of Gemma', () => {
  test('is read where it is of its kind, with merges as texts, too', () => {
    const json = good();
    const pairs = readTokenizerJson(bytesOf(json));
    json.model.merges = ['a b'];
    expect(readTokenizerJson(bytesOf(json)).merges).toEqual(pairs.merges);
    expect([...pairs.merges]).toEqual([VOCAB.a, VOCAB.b, 0, VOCAB.ab]);
  });

  test.each<[string, (json: Json) => void, RegExp]>([
    ['no normalizer', (json) => delete json.normalizer, /^it has no `normalizer`/],
    [
      'one with a prefix',
      (json) => Object.assign(json, { normalizer: { type: 'Prepend', prepend: '▁' } }),
      /^its `normalizer` is .*Prepend/,
    ],
    [
      'a pattern',
      (json) => Object.assign(json, { pre_tokenizer: { type: 'ByteLevel' } }),
      /^its `pre_tokenizer` is .*ByteLevel/,
    ],
    [
      'another model',
      (json) => Object.assign(json.model, { type: 'Unigram' }),
      /^its `model\.type` is "Unigram", not "BPE"/,
    ],
    ['no bytes', (json) => Object.assign(json.model, { byte_fallback: false }), /^its `model\.byte_fallback/],
    ['dropout', (json) => Object.assign(json.model, { dropout: 0.1 }), /^its `model\.dropout/],
    [
      'ignored merges',
      (json) => Object.assign(json.model, { ignore_merges: true }),
      /^its `model\.ignore_merges/,
    ],
    [
      'a suffix',
      (json) => Object.assign(json.model, { end_of_word_suffix: '</w>' }),
      /^its `model\.end_of_word_suffix/,
    ],
    ['no vocabulary', (json) => delete json.model.vocab, /no token <0x00>/],
    [
      'a missing byte',
      (json) => Object.assign(json.model, { vocab: { ...VOCAB, '<0x41>': undefined } }),
      /no token <0x41>/,
    ],
    [
      'an id that is none',
      (json) => Object.assign(json.model, { vocab: { ...VOCAB, a: -1 } }),
      /^its `model\.vocab\["a"\]` is -1, not an id/,
    ],
    [
      'a huge id',
      (json) => Object.assign(json.model, { vocab: { ...VOCAB, a: 2 ** 40 } }),
      /^its `model\.vocab\["a"\]/,
    ],
    [
      'one id twice',
      (json) => Object.assign(json.model, { vocab: { ...VOCAB, a: 5 } }),
      /^its `model\.vocab` has 262 tokens with 261 ids/,
    ],
    [
      'merges that are no list',
      (json) => Object.assign(json.model, { merges: {} }),
      /^its `model\.merges` is /,
    ],
    [
      'a merge of three',
      (json) => Object.assign(json.model, { merges: ['a b c'] }),
      /^its `model\.merges\[0\]/,
    ],
    [
      'a merge of numbers',
      (json) => Object.assign(json.model, { merges: [[1, 2]] }),
      /^its `model\.merges\[0\]/,
    ],
    [
      'a merge of what is no token',
      (json) => Object.assign(json.model, { merges: ['a b', 'b a'] }),
      /^its `model\.merges\[1\]` is .*"b a"/,
    ],
    [
      'a merge of bytes',
      (json) => Object.assign(json.model, { merges: ['<0x41> a'], vocab: { ...VOCAB, '<0x41>a': 900 } }),
      /^its `model\.merges\[0\]/,
    ],
    ['no added tokens', (json) => delete json.added_tokens, /^it has no `added_tokens`/],
    [
      'an added token that strips',
      (json) =>
        Object.assign(json, { added_tokens: [{ id: 9, content: 'a', special: false, lstrip: true }] }),
      /^its `added_tokens\[0\]\.lstrip/,
    ],
    [
      'an added token that the vocabulary has not',
      (json) => Object.assign(json, { added_tokens: [{ id: 9, content: 'x', special: false }] }),
      /^its `added_tokens\[0\]` is .*not a token of model\.vocab/,
    ],
    [
      'an added token without text',
      (json) => Object.assign(json, { added_tokens: [{ id: 9, content: '' }] }),
      /^its `added_tokens\[0\]/,
    ],
  ])('%s', (_, spoil, message) => {
    const json = good();
    spoil(json);
    expect(() => readTokenizerJson(bytesOf(json))).toThrow(message);
  });

  test.each([
    ['', /^it is not JSON$/],
    ['{', /^it is not JSON$/],
    ['null', /^it has no `normalizer`/],
    ['[]', /^it has no `normalizer`/],
    ['"x"', /^it has no `normalizer`/],
    [`${'['.repeat(200_000)}`, /^it is not JSON$/],
  ])('%#', (file, message) => {
    expect(() => readTokenizerJson(Buffer.from(file))).toThrow(message);
  });

  test('another model of the same kind is refused by what it makes of a text', () => {
    expect(() => packFrom('gemma3', bytesOf(good()))).toThrow(
      /^it finds the tokens .* in "Hello, world!", where the model's own are 9259 /,
    );
  });

  test('no mark for a space', () => {
    const { '▁': _, ...vocab } = VOCAB;
    const json = good();
    json.model.vocab = vocab;
    expect(() => packFrom('gemma3', bytesOf(json))).toThrow(/no token ▁/);
  });
});

describe('Mistral’s pieces', () => {
  test('without all bytes are refused', () => {
    expect(() => mistralVocabulary([])).toThrow(/not all bytes are there/);
    expect(() => mistralVocabulary(['<0x00>', 'a', '<0xFF>'])).toThrow(/not all bytes are there/);
  });

  test('of white space alone come last', () => {
    const pieces = [...BYTES, '▁▁', 'ab', 'a', 'b', '▁'];
    const { merges } = mistralVocabulary(pieces);
    const priorities = [...merges].filter((_, i) => i % 4 === 2);
    expect(priorities).toEqual([pieces.length + 256, 257]);
  });
});

describe('a pack', () => {
  let pack: Uint8Array;
  beforeAll(() => {
    pack = makePiecePack(mistralVocabulary(mistralPieces('v1').slice(0, 5000).concat('▁')));
  });

  test('is used as it is, with nothing copied', () => {
    const buffer = toShared(pack);
    verifyPack(buffer);
    const opened = openPiecePack(buffer);
    expect(opened.prefix).toBe(true);
    for (const view of [opened.merges, opened.units, opened.joints, opened.added])
      expect(view.buffer).toBe(buffer);
  });

  test('with any byte changed is refused', () => {
    for (const at of [100, 1000, pack.length - 1]) {
      const damaged = pack.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(() => verifyPack(toShared(damaged))).toThrow('a damaged vocabulary');
    }
  });

  test('that is cut, or of another kind or format, says so', () => {
    expect(() => openPiecePack(toShared(pack.slice(0, 50)))).toThrow('too short');
    expect(() => openPiecePack(toShared(pack.slice(0, -4)))).toThrow('not of its own length');
    const other = pack.slice();
    other[0] = 0;
    expect(() => openPiecePack(toShared(other))).toThrow('not a vocabulary');
    const format = pack.slice();
    format[4] = 99;
    expect(() => openPiecePack(toShared(format))).toThrow(expect.objectContaining({ code: 'OTHER_FORMAT' }));
    const negative = pack.slice();
    negative.fill(0xff, 12, 16);
    expect(() => openPiecePack(toShared(negative))).toThrow('a damaged vocabulary');
  });

  test('of one kind is not taken for the other', async () => {
    await expect(loadTokenizer('gemma3')).rejects.toThrow('was not added');
    const { definitionOf } = await import('../../../../src/tokens/definitions.ts');
    expect(() => definitionOf('o200k_base')?.verify(toShared(pack))).toThrow('not a vocabulary');
  });
});
