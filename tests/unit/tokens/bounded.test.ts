import { describe, expect, test } from 'vitest';
import { makeCharClasses } from '../../../src/tokens/bpe/classes.ts';
import { KIMI, O200K, TEKKEN } from '../../../src/tokens/bpe/scans/camel.ts';
import { DEEPSEEK } from '../../../src/tokens/bpe/scans/deepseek.ts';
import { CL100K, QWEN } from '../../../src/tokens/bpe/scans/words.ts';
import { loadTokenizer } from '../../../src/tokens/index.ts';
import { ORACLES } from '../../support/oracles.ts';

const PATTERNS = { CL100K, QWEN, O200K, TEKKEN, KIMI, DEEPSEEK };

const PARTS = [
  ...[
    'a',
    'A',
    ' ',
    '\n',
    ' \n',
    '1',
    '.',
    '/',
    '_a',
    "'s",
    'é',
    '\u0301',
    'a\u0301',
    '漢',
    'カ・',
    '〇',
    '1〇',
  ],
  ...['😀', '\0', '\0a', '\u200b ', 'ʰA', 'Aʰ', '\u0301A', '\t\u3000'],
];

/** How often a scan over the whole text looks at a byte. */
function looksOf(scan: (bytes: Uint8Array, at: number) => number, text: string): number {
  const bytes = Buffer.concat([Buffer.from(text), Buffer.of(0xff)]);
  let looks = 0;
  const watched = new Proxy(bytes, {
    get(target, key) {
      looks++;
      return Reflect.get(target, key, target);
    },
  });
  for (let at = 0; at < bytes.length - 1; ) at = scan(watched, at);
  return looks / bytes.length;
}

describe.each(Object.entries(PATTERNS))('the scan of %s', (_, pattern) => {
  const scan = pattern.createScan(makeCharClasses(pattern.classify));

  test('looks at each byte a few times, however long the text is', () => {
    for (const part of PARTS) {
      expect(looksOf(scan, part.repeat(100))).toBeLessThan(16);
      expect(looksOf(scan, part.repeat(1000))).toBeLessThan(16);
    }
  });
});

const builtIn = Object.entries(ORACLES).flatMap(([name, entry]) =>
  entry.addedFrom === undefined ? [name] : [],
);

test.each(builtIn)(
  '200 KB of one character are counted by %s',
  async (name) => {
    const tokenizer = await loadTokenizer(name as keyof typeof ORACLES);
    for (const part of ['a', ' ', '漢', '\u0301']) {
      const repeats = Math.floor(200_000 / Buffer.byteLength(part));
      const tokens = tokenizer.count(part.repeat(repeats));
      expect(tokens).toBeGreaterThan(200_000 / 2048);
      expect(tokens).toBeLessThanOrEqual(200_000);
    }
  },
  120_000,
);
