/**
 * What patterns ask of a character: its general category, whether it is white and whether its script is Han. Of the
 * flags for category and white space a character has one at most; what is not assigned, a control or a format
 * character has none.
 */
export const Trait = {
  /** \p{Lu} \p{Lt} */
  upper: 1,
  /** \p{Ll} */
  lower: 2,
  /** \p{Lm} \p{Lo} */
  uncased: 4,
  /** \p{M} */
  mark: 8,
  /** \p{N} */
  number: 16,
  /** \p{P} */
  punctuation: 32,
  /** \p{S} */
  symbol: 64,
  /** White space that ends no line. */
  space: 128,
  /** \r \n */
  newline: 256,
  /** \p{Script=Han}, beside the others */
  han: 512,
} as const;

export const CODE_POINTS = 0x110000;

/**
 * Unicode's White_Space, which is what `\s` means in these patterns (Rust's regex and Oniguruma), less line ends.
 * JavaScript's own `\s` has U+FEFF in addition and lacks U+0085.
 */
const WHITE_SPACE = /[\t\v\f \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/gu;

/** The newest come last and win. */
const PATTERNS: [number, RegExp][] = [
  [Trait.upper, /[\p{Lu}\p{Lt}]+/gu],
  [Trait.lower, /\p{Ll}+/gu],
  [Trait.uncased, /[\p{Lm}\p{Lo}]+/gu],
  [Trait.mark, /\p{M}+/gu],
  [Trait.number, /\p{N}+/gu],
  [Trait.punctuation, /\p{P}+/gu],
  [Trait.symbol, /\p{S}+/gu],
  [Trait.space, WHITE_SPACE],
  [Trait.newline, /[\r\n]/g],
];

/**
 * Assigned by Unicode 17. The oracles, `tiktoken` 1.0.22 (Rust's regex) and `tokenizers` 0.23.2 (Oniguruma), go by
 * Unicode 16, where these are nothing; Node goes by 15 to 17.
 */
const SINCE_17 =
  '88f c5c cdc 1acf-1add 1ae0-1aeb 20c1 a7ce-a7cf a7d2 a7d4 a7f1 fbc3-fbd2 fd90-fd91 fdc8-fdce 10940-10959 ' +
  '10ec5-10ec7 10ed0-10ed8 10efa-10efb 11b60-11b67 11db0-11ddb 11de0-11de9 16ea0-16eb8 16ebb-16ed3 16ff2-16ff6 ' +
  '187f8-187ff 18d09-18d1e 18d80-18df2 1ccfa-1ccfc 1ceba-1ced0 1cee0-1cef0 1e6c0-1e6de 1e6e0-1e6f5 1e6fe-1e6ff ' +
  '1f6d8 1f777-1f77a 1f8d0-1f8d8 1fa54-1fa57 1fa8a 1fa8e 1fac8 1facd 1faea 1faef 1fbfa 2b73a-2b73f 2cea2-2cead ' +
  '323b0-33479';

/** The one letter whose category Unicode 17 changed, from Ll to Lo: U+0295, pharyngeal voiced fricative. */
const LOWER_UNTIL_16 = 0x295;

/** First and last of each range of code points in hexadecimal, as in `1acf-1add 88f`. */
export function rangesOf(list: string): [first: number, last: number][] {
  return list.split(' ').map((range) => {
    const [first = 0, last = first] = range.split('-').map((point) => Number.parseInt(point, 16));
    return [first, last];
  });
}

/** Planes without a letter, mark, number, sign or blank, less the variation selectors at the start of the 15th. */
const LAST_LETTER = 0x3ffff;
const SELECTORS: [number, number] = [0xe0000, 0xe0fff];

function mark(traits: Uint16Array, first: number, last: number): void {
  let text = '';
  for (let point = first; point <= last; point++)
    if (point < 0xd800 || point > 0xdfff) text += String.fromCodePoint(point);
  const set = (trait: number, pattern: RegExp, keep: number): void => {
    for (const { 0: run } of text.matchAll(pattern))
      for (const char of run) {
        const point = char.codePointAt(0) as number;
        traits[point] = ((traits[point] as number) & keep) | trait;
      }
  };
  for (const [trait, pattern] of PATTERNS) set(trait, pattern, 0);
  set(Trait.han, /\p{Script=Han}+/gu, 0xffff);
}

let known: Uint16Array | null = null;

/** {@link Trait} flags of all code points, as of Unicode 16. Takes a tenth of a second, once. */
export function allTraits(): Uint16Array {
  if (known !== null) return known;
  const traits = new Uint16Array(CODE_POINTS);
  mark(traits, 0, LAST_LETTER);
  mark(traits, ...SELECTORS);
  for (const [first, last] of rangesOf(SINCE_17)) traits.fill(0, first, last + 1);
  traits[LOWER_UNTIL_16] = Trait.lower;
  known = traits;
  return traits;
}
