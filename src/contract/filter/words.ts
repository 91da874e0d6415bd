/** A piece of what is written: between quotes, or not. */
interface Piece {
  text: string;
  quoted: boolean;
}

/** A value as it is written. */
export interface Written {
  pieces: Piece[];
  at: number;
  length: number;
}

/** A word of a filter as it is written. */
export interface Word {
  not: boolean;
  /** What stands before the colon; null where there is none. */
  field: { name: string; at: number } | null;
  /** What is separated by commas; of a free word, the whole. */
  values: Written[];
  at: number;
  length: number;
  /** Where a quote begins that does not end; null: every one ends. */
  unclosed: number | null;
}

const SPACE = /\s/;
const HEAD = /-?[A-Za-z_]\w*:/y;

/** Takes the value that begins at `from`; it ends before a space, or a comma where those separate values. */
function readValue(text: string, from: number, commas: boolean): { value: Written; unclosed: number | null } {
  const pieces: Piece[] = [];
  let open = -1;
  let piece = '';
  let at = from;
  const put = (): void => {
    if (piece !== '' || open >= 0) pieces.push({ text: piece, quoted: open >= 0 });
    piece = '';
  };
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') {
      put();
      open = open >= 0 ? -1 : at;
    } else if (open >= 0) {
      const next = text.charAt(at + 1);
      if (char === '\\' && (next === '"' || next === '\\')) at++;
      piece += text.charAt(at);
    } else if (SPACE.test(char) || (commas && char === ',')) break;
    else piece += char;
  }
  put();
  return { value: { pieces, at: from, length: at - from }, unclosed: open >= 0 ? open : null };
}

function readWord(text: string, from: number): Word {
  HEAD.lastIndex = from;
  const head = HEAD.exec(text)?.[0] ?? null;
  const not = text[from] === '-' && from + 1 < text.length && !SPACE.test(text.charAt(from + 1));
  const start = not ? from + 1 : from;
  const name = head === null ? null : head.slice(start - from, -1);
  const values: Written[] = [];
  let unclosed: number | null = null;
  for (let at = head === null ? start : from + head.length; ; at++) {
    const read = readValue(text, at, head !== null);
    values.push(read.value);
    unclosed ??= read.unclosed;
    at += read.value.length;
    if (head === null || text[at] !== ',')
      return {
        not,
        field: name === null ? null : { name, at: start },
        values,
        at: from,
        length: at - from,
        unclosed,
      };
  }
}

/** The words of a filter in their order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length; ) {
    if (SPACE.test(text.charAt(at))) {
      at++;
      continue;
    }
    const word = readWord(text, at);
    words.push(word);
    at += word.length;
  }
  return words;
}
