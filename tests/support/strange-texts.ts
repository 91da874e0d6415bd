/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const CATEGORIES = 'Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co Cn';

/** Characters of each general category, of the first two planes. */
function byCategory(): string[][] {
  const patterns = CATEGORIES.split(' ').map((name) => new RegExp(`\\p{${name}}`, 'u'));
  const found = patterns.map((): string[] => []);
  for (let point = 0; point < 0x20000; point++) {
    if (point >= 0xd800 && point < 0xe000) continue;
    const char = String.fromCodePoint(point);
    found[patterns.findIndex((pattern) => pattern.test(char))]?.push(char);
  }
  return found;
}

const BLANKS = '  \t\n\r\v\f\u0085\u00a0\u1680\u2000\u2028\u2029\u202f\u205f\u3000\ufeff\u200b\u180e'.split(
  '',
);
const CONTRACTIONS = "'s 't 're 've 'm 'll 'd 'S 'T 'RE 'Ve 'M 'lL 'D 'ſ 'ſs ’s ' '' 'r 'l 'v 'K".split(' ');
const WORDS = [
  ...'the The THE camelCase HTTPServer XMLHttpRequest internationalization foo_bar été ÉTÉ straße ǅungla'.split(
    ' ',
  ),
  ...'中文字 日本語 こんにちは 안녕 привет ПРИВЕТ שלום مرحبا हिन्दी ไทย 😀 👩‍💻 🇫🇷 ʰ ª é a A 1 12 123 1234 ١٢٣ ½ 𝟘𝟙'.split(
    ' ',
  ),
  ...'<|endoftext|> https:// }); // / ##### ----- == \u0301 \ud800 \udc00 \udfff'.split(' '),
];

/** Makes texts of everything that a pattern could trip over; the same for the same seed. */
export function createStrangeTexts(seed: number): () => string {
  const random = seeded(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const categories = byCategory();
  const letters = (): string => {
    const word = Array.from({ length: 1 + below(14) }, () => String.fromCharCode(97 + below(26))).join('');
    return random() < 0.3 ? word.toUpperCase() : word;
  };
  const anything = (): string => {
    const point = below(0x110000);
    // Halves of surrogate pairs as they are, so that they may also meet and become a character.
    return point >= 0xd800 && point < 0xe000 ? String.fromCharCode(point) : String.fromCodePoint(point);
  };
  const parts: (() => string)[] = [
    () => pick(WORDS),
    () => pick(BLANKS),
    () => pick(CONTRACTIONS),
    () => pick(pick(categories)),
    () => pick(pick(categories)),
    () => String.fromCharCode(32 + below(95)),
    () => pick(['\r\n', ' ', '\n', '\t', '  ', ' \n']).repeat(1 + below(6)),
    () => pick(WORDS).repeat(random() < 0.02 ? 1 + below(200) : 1 + below(4)),
    anything,
    letters,
  ];
  return () => {
    // Few kinds of parts in one text make the rarer neighbours meet.
    const kinds = random() < 0.5 ? [pick(parts), pick(parts), pick(parts)] : parts;
    return Array.from({ length: below(20) }, () => pick(kinds)()).join('');
  };
}
