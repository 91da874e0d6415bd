import {
  afterContraction,
  classify,
  createParts,
  LETTER,
  MARK,
  NEWLINE,
  NUMBER,
  OTHER,
  type Pattern,
  SPACE_BYTE,
  widthOf,
} from './parts.ts';

/** Words of letters with one character before them, as in cl100k_base. `digits` is the most of a piece: 1 or 3. */
function words(digits: 1 | 3): Pattern {
  const text = [
    `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}${digits === 3 ? '{1,3}' : ''}|` +
      ' ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
  ];
  return {
    text,
    classify,
    createScan(classes) {
      const { classAt, run, three, blank } = createParts(classes);
      return function scan(bytes, at) {
        const contracted = afterContraction(bytes, at);
        if (contracted > at) return contracted;
        const kind = classAt(bytes, at);
        if ((kind & LETTER) !== 0) return run(bytes, at, LETTER);
        if (kind === NUMBER)
          return digits === 1 ? at + widthOf(bytes[at] as number) : three(bytes, at, NUMBER);
        if (kind !== NEWLINE) {
          const next = at + widthOf(bytes[at] as number);
          const end = run(bytes, next, LETTER);
          if (end > next) return end;
          const start = bytes[at] === SPACE_BYTE ? next : at;
          const rest = run(bytes, start, OTHER | MARK);
          if (rest > start) return run(bytes, rest, NEWLINE);
        }
        return blank(bytes, at, 0);
      };
    },
  };
}

/** Of cl100k_base; Llama 3.1 has the same. */
export const CL100K = words(3);
/** The same, but each digit is a piece. */
export const QWEN = words(1);
