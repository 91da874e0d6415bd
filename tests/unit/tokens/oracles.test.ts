import { expect, test } from 'vitest';
import { loadTokenizer, type Vocabulary } from '../../../src/tokens/index.ts';
import { CORPORA, MORE_CORPORA } from '../../support/corpora.ts';
import { ORACLES } from '../../support/oracles.ts';
import { createStrangeTexts } from '../../support/strange-texts.ts';

const CORPUS_BYTES = 20_000;

const builtIn = Object.entries(ORACLES).flatMap(([name, entry]) =>
  entry.addedFrom === undefined ? [{ name, entry }] : [],
);

test.each(builtIn)(
  '$name has the tokens of its oracle, in every corpus and in 3,000 strange texts',
  async ({ name, entry }) => {
    const tokenizer = await loadTokenizer(name as Vocabulary);
    const next = createStrangeTexts(2027);
    const texts = [
      ...[...CORPORA, ...MORE_CORPORA].flatMap(
        (corpus) => corpus.text(CORPUS_BYTES).match(/[\s\S]{1,5000}/gu) ?? [],
      ),
      ...Array.from({ length: 3000 }, () => next().toWellFormed()),
      // U+0295 was a lower case letter until Unicode 17.
      'ʕÉa Éʕ ʕ',
    ];
    const expected = await entry.create()(texts);
    const different = texts.flatMap((text, i) => {
      const ids = tokenizer.encode(text);
      return ids.join() === expected[i]?.join() && tokenizer.count(text) === ids.length
        ? []
        : [{ text, ids, expected: expected[i] }];
    });
    expect(different.slice(0, 3)).toEqual([]);
  },
  120_000,
);
