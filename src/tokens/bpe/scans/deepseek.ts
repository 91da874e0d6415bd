import { Trait } from '../unicode.ts';
import { createParts, NEWLINE, NUMBER, OTHER, type Pattern, SPACE, SPACE_BYTE, widthOf } from './parts.ts';

// The classes of this pattern; NUMBER, SPACE, NEWLINE and OTHER are those of the other ones.
const WORD = 1; // \p{L} \p{M}
const SIGN = 2; // \p{P} \p{S}
// The same in `[一-龥぀-ゟ゠-ヿ]`.
const CJK_WORD = 4;
const CJK_SIGN = 8;
const CJK_OTHER = 256;
/** What is cut out before words are looked for: a text ends before it. */
const CUT = NUMBER | CJK_WORD | CJK_SIGN | CJK_OTHER;

const IN_CJK = /^[一-龥぀-ゟ゠-ヿ]$/u;

function classify(traits: number, codePoint: number): number {
  const cjk = codePoint >= 0x3040 && codePoint <= 0x9fa5 && IN_CJK.test(String.fromCodePoint(codePoint));
  if ((traits & Trait.number) !== 0) return NUMBER;
  if ((traits & (Trait.upper | Trait.lower | Trait.uncased | Trait.mark)) !== 0) return cjk ? CJK_WORD : WORD;
  if ((traits & (Trait.punctuation | Trait.symbol)) !== 0) return cjk ? CJK_SIGN : SIGN;
  if ((traits & Trait.space) !== 0) return SPACE;
  if ((traits & Trait.newline) !== 0) return NEWLINE;
  return cjk ? CJK_OTHER : OTHER;
}

function isAsciiLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/**
 * Of DeepSeek V3: three patterns, each applied to the pieces that the one before has left. What a pattern does not
 * match is a piece, too.
 */
export const DEEPSEEK: Pattern = {
  text: [
    '\\p{N}{1,3}',
    '[一-龥぀-ゟ゠-ヿ]+',
    '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+|' +
      ' ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+',
  ],
  classify,
  createScan(classes) {
    const { classAt, run, three, blank } = createParts(classes);

    /** Behind what no pattern matches: controls and the like, up to the one that begins a word. */
    function unmatched(bytes: Uint8Array, at: number, other: number, word: number): number {
      let end = at;
      while ((classAt(bytes, end) & other) !== 0) {
        const next = end + widthOf(bytes[end] as number);
        if ((classAt(bytes, next) & word) !== 0) break;
        end = next;
      }
      return end;
    }

    return function scan(bytes, at) {
      const first = bytes[at] as number;
      const kind = classAt(bytes, at);
      switch (kind) {
        case WORD:
        case CJK_WORD:
          return run(bytes, at, kind);
        case NUMBER:
          return three(bytes, at, NUMBER);
        case CJK_SIGN:
          return run(bytes, at, CJK_SIGN);
        case SIGN: {
          let end = at + 1;
          while (isAsciiLetter(bytes[end] as number)) end++;
          if (first < 0x80 && end > at + 1) return end;
          return run(bytes, run(bytes, at, SIGN), NEWLINE);
        }
        case NEWLINE:
          return blank(bytes, at, CUT);
      }
      const word = kind === CJK_OTHER ? CJK_WORD : WORD;
      const next = at + widthOf(first);
      const end = run(bytes, next, word);
      if (end > next) return end;
      if (kind !== SPACE) return unmatched(bytes, at, kind, word);
      if (first === SPACE_BYTE) {
        const signs = run(bytes, next, SIGN);
        if (signs > next) return run(bytes, signs, NEWLINE);
      }
      return blank(bytes, at, CUT);
    };
  },
};
