import { Trait } from '../unicode.ts';
import {
  afterContraction,
  classify,
  createParts,
  FIRST_FREE_CLASS,
  LETTER,
  LOWER,
  MARK,
  NEWLINE,
  NUMBER,
  OTHER,
  type Pattern,
  type Scan,
  SPACE_BYTE,
  UNCASED,
  UPPER,
  widthOf,
} from './parts.ts';

interface Options {
  /** The most digits of a piece. */
  digits: 1 | 3;
  /** Whether a contraction belongs to the word before it. */
  contractions: boolean;
  /** Whether signs go on with slashes as well as with line ends. */
  slashes: boolean;
  /** Whether runs of Han are pieces, and Han is no part of words. */
  han: boolean;
}

const HAN_LETTER = FIRST_FREE_CLASS;
const HAN_NUMBER = FIRST_FREE_CLASS << 1;
const HAN_OTHER = FIRST_FREE_CLASS << 2;
const HAN = HAN_LETTER | HAN_NUMBER | HAN_OTHER;

const SLASH = 0x2f;

function classifyHan(traits: number): number {
  if ((traits & Trait.han) === 0) return classify(traits);
  if ((traits & (Trait.upper | Trait.lower | Trait.uncased)) !== 0) return HAN_LETTER;
  return (traits & Trait.number) !== 0 ? HAN_NUMBER : HAN_OTHER;
}

function textOf({ digits, contractions, slashes, han }: Options): string {
  const but = han ? '&&[^\\p{Han}]' : '';
  const upper = `[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}${but}]`;
  const lower = `[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}${but}]`;
  const before = '[^\\r\\n\\p{L}\\p{N}]?';
  const contraction = contractions ? "(?i:'s|'t|'re|'ve|'m|'ll|'d)?" : '';
  return [
    ...(han ? ['[\\p{Han}]+'] : []),
    `${before}${upper}*${lower}+${contraction}`,
    `${before}${upper}+${lower}*${contraction}`,
    digits === 3 ? '\\p{N}{1,3}' : '\\p{N}',
    ` ?[^\\s\\p{L}\\p{N}]+${slashes ? '[\\r\\n/]*' : '[\\r\\n]*'}`,
    '\\s*[\\r\\n]+',
    '\\s+(?!\\S)',
    '\\s+',
  ].join('|');
}

/** Words that begin with an upper case letter inside a word, too, as in o200k_base. */
function camel(options: Options): Pattern {
  const { digits, contractions, slashes, han } = options;
  const numbers = han ? NUMBER | HAN_NUMBER : NUMBER;
  const others = han ? OTHER | MARK | HAN_OTHER : OTHER | MARK;

  function createScan(classes: Parameters<Pattern['createScan']>[0]): Scan {
    const { classAt, run, three, blank } = createParts(classes);
    /** Behind `U*`, after {@link lowerEnd}: U is `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`, L `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`. */
    let upperEnd = 0;

    /** Behind `U*L+`; -1 where there is no `L`. */
    function lowerEnd(bytes: Uint8Array, at: number): number {
      let end = at;
      // U* gives back what it took until an L is among it: the last one that is both.
      let both = -1;
      let kind = classAt(bytes, end);
      while ((kind & (UPPER | UNCASED | MARK)) !== 0) {
        end += widthOf(bytes[end] as number);
        if (kind !== UPPER) both = end;
        kind = classAt(bytes, end);
      }
      upperEnd = end;
      return kind === LOWER ? run(bytes, end, LOWER | UNCASED | MARK) : both;
    }

    function afterWord(bytes: Uint8Array, end: number): number {
      return contractions ? afterContraction(bytes, end) : end;
    }

    /** `[\r\n/]*` or `[\r\n]*` */
    function lineEnds(bytes: Uint8Array, at: number): number {
      let end = at;
      while ((slashes && bytes[end] === SLASH) || classAt(bytes, end) === NEWLINE) end++;
      return end;
    }

    return function scan(bytes, at) {
      const kind = classAt(bytes, at);
      if ((kind & LETTER) !== 0) {
        const end = lowerEnd(bytes, at);
        return afterWord(bytes, end === -1 ? upperEnd : end);
      }
      if (han && (kind & HAN) !== 0) return run(bytes, at, HAN);
      if (kind === NUMBER)
        return digits === 1 ? at + widthOf(bytes[at] as number) : three(bytes, at, numbers);
      if (kind !== NEWLINE) {
        const next = at + widthOf(bytes[at] as number);
        const end = lowerEnd(bytes, next);
        if (end !== -1) return afterWord(bytes, end);
        // A mark is an L by itself where nothing behind it is.
        if (kind === MARK) return afterWord(bytes, next);
        if (upperEnd > next) return afterWord(bytes, upperEnd);
        const start = bytes[at] === SPACE_BYTE ? next : at;
        const rest = run(bytes, start, others);
        if (rest > start) return lineEnds(bytes, rest);
      }
      return blank(bytes, at, 0);
    };
  }

  return { text: [textOf(options)], classify: han ? classifyHan : classify, createScan };
}

/** Of o200k_base. */
export const O200K = camel({ digits: 3, contractions: true, slashes: true, han: false });
/** Of Mistral's tekken. */
export const TEKKEN = camel({ digits: 1, contractions: false, slashes: true, han: false });
/** Of Kimi K2, as its `tokenization_kimi.py` has it (huggingface.co/moonshotai/Kimi-K2-Instruct). */
export const KIMI = camel({ digits: 3, contractions: true, slashes: false, han: true });
