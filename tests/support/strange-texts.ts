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

let categories: string[][] | null = null;

/** Characters of each general category, of the first two planes. */
function byCategory(): string[][] {
  if (categories !== null) return categories;
  const patterns = CATEGORIES.split(' ').map((name) => new RegExp(`\\p{${name}}`, 'u'));
  const found = patterns.map((): string[] => []);
  for (let point = 0; point < 0x20000; point++) {
    if (point >= 0xd800 && point < 0xe000) continue;
    const char = String.fromCodePoint(point);
    found[patterns.findIndex((pattern) => pattern.test(char))]?.push(char);
  }
  categories = found;
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

/** What normalisation composes, decomposes or puts in order, of Unicode 1 to 17. */
const COMPOSED =
  'é e\u0301 a\u0316\u0301 a\u0301\u0316 \u0344 \u212b \u2126 \uf900 \ufa1e \u{2f800} 각 \u1100\u1161\u11a8 가\u11a8 \u0958 \u0915\u093c ' +
  '\u09cb \u1e69 s\u0323\u0307 s\u0307\u0323 か\u3099 が ひ\u309a \u{105d2}\u0307 \u{105c9} \u{11382}\u{113c9} \u{11935}\u{11930} ' +
  '\u{16d67}\u{16d67} \u{1d15e} a\u0898\u0316 a\u{1e6e3}\u0327 a\u0327\u{1e4ec} \u{1611e}\u{1611e} \u0f71\u0f72 \u0c46\u0c56 \u0341 \u1fef';
/** What the patterns for Chinese, Japanese and Korean tell apart. */
const EAST =
  '〇 々 ⺀ ⼀ 〡 〸 \u{16fe2} \u{16ff0} \u{20000} \u{2a6df} 龥 龦 一 ぀ \u3097 \u3098 \u3099 ゛ ゠ ・ ー ヿ ㄀ 㐀 ㋿ ｱ ，。 、 「」 １２ 中文English混合 北京市 Pascal';
const CODE =
  '_foo .map( ->x ::new #include {@link} --flag=1 0xFF 1e-9 !important $HOME %s\\n\\t </div> => ?. ?? ...args \0 \x01 \x1b[0m \u200d \ufe0f \u2028 \x7f'.split(
    ' ',
  );
const LETTERS_OF_WORDS =
  'internationalization understanding Kubernetes PostgreSQL anticonstitutionnellement Donaudampfschifffahrt информация 人工智能研究所 プログラミング 컴퓨터과학 البرمجة संस्कृतम् ภาษาไทย';

const COMPOSED_PARTS = COMPOSED.split(' ');
const EAST_PARTS = EAST.split(' ');
const LONG_WORDS = LETTERS_OF_WORDS.split(' ');
/** Place of Mn, Mc and Me among the categories. */
const MARKS = CATEGORIES.split(' ').indexOf('Mn');

/** Makes texts of everything that a pattern could trip over; the same for the same seed. */
export function createStrangeTexts(seed: number): () => string {
  const random = seeded(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const all = byCategory();
  const letters = (): string => {
    const word = Array.from({ length: 1 + below(14) }, () => String.fromCharCode(97 + below(26))).join('');
    return random() < 0.3 ? word.toUpperCase() : word;
  };
  const anything = (): string => {
    const point = below(0x110000);
    // Halves of surrogate pairs as they are, so that they may also meet and become a character.
    return point >= 0xd800 && point < 0xe000 ? String.fromCharCode(point) : String.fromCodePoint(point);
  };
  const pieceOfWord = (): string => {
    const word = pick(LONG_WORDS);
    const from = below(word.length);
    return word.slice(from, from + 1 + below(8));
  };
  /** A letter under several marks, in any order. */
  const marks = (): string =>
    pick(['a', 'É', 'ß', 'あ', '中', '1', ' ', '']) +
    Array.from({ length: 1 + below(4) }, () => pick(all[MARKS + below(3)] ?? [])).join('');
  const parts: (() => string)[] = [
    () => pick(WORDS),
    () => pick(BLANKS),
    () => pick(CONTRACTIONS),
    () => pick(pick(all)),
    () => pick(pick(all)),
    () => pick(COMPOSED_PARTS),
    () => pick(EAST_PARTS),
    () => pick(CODE),
    pieceOfWord,
    marks,
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
