import { Tokenizer } from 'tokenizers';
import { expect, test } from 'vitest';
import { toNfc } from '../../../src/tokens/bpe/nfc.ts';
import { createStrangeTexts } from '../../support/strange-texts.ts';

const normalizer = Tokenizer.fromString(
  JSON.stringify({
    added_tokens: [],
    normalizer: { type: 'NFC' },
    model: { type: 'BPE', vocab: { a: 0 }, merges: [] },
  }),
).getNormalizer();

function trueNfc(text: string): string {
  return normalizer?.normalizeString(text) ?? '';
}

test('what is composed already is left as it is', () => {
  for (const text of ['', 'plain', 'Été', '中文', '한국어', '😀']) expect(toNfc(text)).toBe(text);
});

test('strange texts are composed as the oracle composes them', () => {
  const next = createStrangeTexts(77);
  for (let i = 0; i < 4000; i++) {
    const text = next().toWellFormed();
    expect(toNfc(text)).toBe(trueNfc(text));
  }
});

test('every mark keeps its place among others as in Unicode 9', () => {
  const marks: string[] = [];
  for (let point = 0x300; point < 0x20000; point++) {
    const char = String.fromCodePoint(point);
    if (/\p{M}/u.test(char)) marks.push(char);
  }
  expect(marks.length).toBeGreaterThan(2000);
  for (const mark of marks)
    for (const other of ['\u0334', '\u0327', '\u0316', '\u0301', '\u0345'])
      for (const text of [`a${mark}${other}`, `a${other}${mark}`]) expect(toNfc(text)).toBe(trueNfc(text));
});

test('runs of marks without an end are put in order, in time that grows with them', () => {
  const part = '\u0301\u0316\u0345\u0344\u0327';
  for (const repeats of [20, 25, 26, 40, 200, 2000])
    for (const around of [(s: string) => s, (s: string) => `e${s}x`, (s: string) => `é${s}\u{1e6e3}${s}`])
      expect(toNfc(around(part.repeat(repeats)))).toBe(trueNfc(around(part.repeat(repeats))));
  // ICU takes minutes for this one.
  const n = 300_000;
  expect(toNfc(`e${'\u0301\u0316'.repeat(n)}`)).toBe(`é${'\u0316'.repeat(n)}${'\u0301'.repeat(n - 1)}`);
});
