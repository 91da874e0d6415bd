import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { levelOf } from '../../../web/src/components/level.ts';
import { formatOf } from '../../../web/src/texts/format.ts';

const SOURCES = path.join(import.meta.dirname, '../../../web/src');
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /(^|\/)texts\.ts$/.test(name),
);

/** The places of a tree of texts, and what is in them: a text, or what a function says of made-up parts. */
function leaves(value: unknown, at = ''): [string, string][] {
  if (typeof value === 'function') return [[at, String(value('A', 'B', 'C', 'D'))]];
  if (typeof value !== 'object' || value === null) return [[at, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${at}.${key}`));
}

describe('the texts of the page', () => {
  it.each(files)('of %s exist in English and French', async (file) => {
    const { TEXTS } = (await import(path.join(SOURCES, file))) as { TEXTS: { en: unknown; fr: unknown } };
    const [english, french] = [leaves(TEXTS.en), leaves(TEXTS.fr)];
    expect(french.map(([at]) => at)).toEqual(english.map(([at]) => at));
    for (const [at, text] of [...english, ...french]) expect([at, text]).not.toContain('');
  });

  it('are found', () => expect(files.length).toBeGreaterThan(2));
});

describe('numbers', () => {
  const en = formatOf('en');
  const fr = formatOf('fr');
  const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

  it('are written as each language does', () => {
    expect(en.count(199740)).toBe('199,740');
    expect(plain(fr.count(199740))).toBe('199 740');
    expect(en.usd(1.836)).toBe('$1.84');
    expect(plain(fr.usd(1.836))).toBe('1,84 $');
    expect(en.percent(0.764)).toBe('76%');
    expect(plain(fr.percent(0.764))).toBe('76 %');
  });

  it('show small sums with what matters of them, and nothing as nothing', () => {
    expect(en.usd(0.000214)).toBe('$0.00021');
    expect(en.usd(0.0473)).toBe('$0.047');
    expect(en.usd(0)).toBe('$0.00');
  });

  it.each(['count', 'short', 'percent', 'usd', 'duration', 'seconds', 'bytes'] as const)(
    'that are unknown are a dash in %s, never 0',
    (name) => {
      for (const value of [null, undefined, Number.NaN]) expect(en[name](value)).toBe('–');
    },
  );

  it('have a time that fits', () => {
    expect([312, 5210, 72_400, 7_380_000].map((ms) => en.duration(ms))).toEqual([
      '312 ms',
      '5.2 s',
      '1 min 12 s',
      '2 h 3 min',
    ]);
    expect([40, 1432, 11_800, 640_000].map((ms) => en.seconds(ms))).toEqual(['0.04', '1.43', '11.8', '640']);
    expect(en.time('nonsense')).toBe('–');
  });

  it('are counted as each language counts', () => {
    expect([0, 1, 2].map((n) => en.plural(n, '{n} turn', '{n} turns'))).toEqual([
      '0 turns',
      '1 turn',
      '2 turns',
    ]);
    expect([0, 1, 2].map((n) => fr.plural(n, '{n} tour', '{n} tours'))).toEqual([
      '0 tour',
      '1 tour',
      '2 tours',
    ]);
  });
});

describe('how full a window is', () => {
  it.each([
    [0.69, [0.7, 0.9], 'ok'],
    [0.7, [0.7, 0.9], 'warn'],
    [0.9, [0.7, 0.9, 0.95], 'bad'],
    [0.99, [0.7], 'warn'],
    [1, [], 'bad'],
    [null, [0.7], 'ok'],
  ] as const)('%s with thresholds %j is %s', (use, thresholds, level) => {
    expect(levelOf(use, thresholds)).toBe(level);
  });
});
