import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BUILT_IN,
  createStreamCounter,
  createTokenCounter,
  loadTokenizer,
  type TokenCounter,
  type Vocabulary,
} from '../../../src/tokens/index.ts';
import { seeded } from '../../support/strange-texts.ts';

let counter: TokenCounter;
beforeAll(() => {
  counter = createTokenCounter();
});
afterAll(() => counter.close());

const PARTS = [
  'word',
  ' word',
  ' the',
  ' ',
  '   ',
  '\n',
  '\n\n',
  '\r\n',
  '\t',
  '7',
  '1234',
  'é',
  'e\u0301',
  'ö',
  '漢字',
  '。',
  '，',
  '、',
  '中文',
  'ア',
  '안녕',
  ' 👩‍💻',
  '😀',
  '});',
  '"',
  "'s",
  ' = ',
  '=\u0338',
  '/',
  '</td>',
  '▁',
  '▁▁',
  '\ufeff',
  '\ud83d',
  ' a.b',
];

function texts(seed: number): () => string {
  const random = seeded(seed);
  const below = (n: number): number => Math.floor(random() * n);
  return () => Array.from({ length: 1 + below(250) }, () => PARTS[below(PARTS.length)]).join('');
}

describe.each<Vocabulary>([...BUILT_IN])('a text that grows, counted with %s', (vocabulary) => {
  test('has in the end the very tokens that the whole has, however it came', async () => {
    const tokenizer = await loadTokenizer(vocabulary);
    await counter.warm(vocabulary);
    const next = texts(BUILT_IN.indexOf(vocabulary as never) + 1);
    const random = seeded(3);
    for (let run = 0; run < 30; run++) {
      const text = next();
      const stream = createStreamCounter(counter, vocabulary);
      for (let at = 0; at < text.length; ) {
        const size = 1 + Math.floor(random() * 90);
        stream.push(text.slice(at, at + size));
        at += size;
        if (random() < 0.4) await stream.count();
      }
      const counted = await stream.count();
      if (counted.tokens !== tokenizer.count(text))
        expect({ text, ...counted }).toEqual({ text, tokens: tokenizer.count(text), exact: true });
      expect(counted.exact).toBe(true);
    }
  });

  test('sends only its new end to be counted again', async () => {
    await counter.warm(vocabulary);
    const asked: number[] = [];
    const spy: TokenCounter = {
      ...counter,
      count(each, of) {
        asked.push(each.join('').length);
        return counter.count(each, of);
      },
    };
    const stream = createStreamCounter(spy, vocabulary);
    for (let i = 0; i < 20; i++) {
      stream.push('some words that come along '.repeat(10));
      await stream.count();
    }
    expect(Math.max(...asked)).toBeLessThan(270 + 100);
    const tokenizer = await loadTokenizer(vocabulary);
    const whole = tokenizer.count('some words that come along '.repeat(200));
    expect(await stream.count()).toEqual({ tokens: whole, exact: true });
  });
});
