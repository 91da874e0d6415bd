import { rangesOf } from './unicode.ts';

/**
 * Marks, and letters that are composed, which Unicode has added since version 9: the oracle (`tokenizers` 0.23.2)
 * normalises by the tables of that version and leaves them as they are, where Node orders and composes them.
 */
const SINCE_9 = rangesOf(
  '7fd 897-89f 8ca-8d3 9fe c3c d3b-d3c eba 1715 1abf-1add 1ae0-1aeb 1df6-1dfa a82c 105c9 105d2 105da 105e4 ' +
    '10d24-10d27 10d69-10d6d 10eab-10eac 10efa-10eff 10f46-10f50 10f82-10f85 11070 1133b 11382-11385 1138b 1138e ' +
    '11390-11391 113b8 113bb 113c2 113c5 113c7-113c9 113ce-113d0 1145e 11839-1183a 11930 11935 11938 1193d-1193e ' +
    '11943 119e0 11a34 11a47 11a99 11d42 11d44-11d45 11d97 11f41-11f42 1611e-16129 1612f 16d63 16d67-16d6a ' +
    '16ff0-16ff1 1e08f 1e130-1e136 1e2ae 1e2ec-1e2ef 1e4ec-1e4ef 1e5ee-1e5ef 1e6e3 1e6e6 1e6ee-1e6ef 1e6f5',
);

const NEWER = new RegExp(
  `([${SINCE_9.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join('')}]+)`,
  'u',
);

/** Marks in a row from which on they are put in order here: what ICU does takes time with the square of their number. */
const LONG_RUN = 128;
const LONG_RUNS = new RegExp(`\\p{M}{${LONG_RUN},}`, 'gu');
/** Of a run of so many marks, at least two in a row of the units that are looked at are marks. */
const STRIDE = LONG_RUN / 4;

/** Whether there may be a long run of marks. Looks at one unit in 32. */
function mayHaveLongRun(text: string): boolean {
  let marks = 0;
  for (let at = 0; at < text.length; at += STRIDE) {
    const unit = text.charCodeAt(at);
    const start = unit >= 0xdc00 && unit < 0xe000 ? at - 1 : at;
    // Below U+0300 there is none.
    const mark = unit >= 0x300 && /^\p{M}/u.test(text.slice(Math.max(0, start), at + 2));
    marks = mark ? marks + 1 : 0;
    if (marks === 2) return true;
  }
  return false;
}

/** A mark of each canonical combining class that was met, in their order. */
const byClass: { mark: string; place: number }[] = [];
const classOfMark = new Map<string, { place: number } | null>();

/** The last combining class, and its only mark. */
const LAST_MARK = '\u0345';

function swaps(first: string, second: string): boolean {
  return (first + second).normalize('NFD') !== first + second;
}

/** The combining class of a mark that has no decomposition; null where it stays where it is. */
function combiningClass(mark: string): { place: number } | null {
  const known = classOfMark.get(mark);
  if (known !== undefined) return known;
  let found: { place: number } | null = null;
  if (mark === LAST_MARK || swaps(LAST_MARK, mark)) {
    let low = 0;
    let high = byClass.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = byClass[middle]?.mark ?? '';
      if (swaps(mark, other)) low = middle + 1;
      else high = middle;
    }
    const at = byClass[low];
    if (at !== undefined && !swaps(at.mark, mark)) found = at;
    else {
      const added = { mark, place: low };
      byClass.splice(low, 0, added);
      for (const [i, each] of byClass.entries()) each.place = i;
      found = added;
    }
  }
  classOfMark.set(mark, found);
  return found;
}

/** Decomposes marks and puts them in their canonical order, in time that grows with their number. */
function ordered(run: string): string {
  let text = '';
  let waiting: string[] = [];
  const flush = (): void => {
    text += waiting.join('');
    waiting = [];
  };
  // A class that is met for the first time moves the places of others: all are met before the first is used.
  const marks = [...run].flatMap((char) => [...char.normalize('NFD')]);
  for (const mark of new Set(marks)) combiningClass(mark);
  for (const mark of marks) {
    const kind = combiningClass(mark);
    if (kind === null) {
      flush();
      text += mark;
    } else waiting[kind.place] = (waiting[kind.place] ?? '') + mark;
  }
  flush();
  return text;
}

/**
 * The text in Normalization Form C of Unicode 9, as far as the text has characters of that version or later ones.
 * Takes time in proportion to the text, whatever it is.
 */
export function toNfc(text: string): string {
  const long = mayHaveLongRun(text);
  if (!long) {
    const composed = text.normalize('NFC');
    if (composed === text || !NEWER.test(text)) return composed;
  }
  return text
    .split(NEWER)
    .map((part, i) =>
      i % 2 === 1 ? part : (long ? part.replace(LONG_RUNS, ordered) : part).normalize('NFC'),
    )
    .join('');
}
