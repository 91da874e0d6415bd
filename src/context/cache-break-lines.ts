import { splits } from './cut.ts';

/** UTF-16 units of a line that are shown. */
const SHOWN = 200;
/** How much of a long line is shown in front of the place where it differs. */
const AHEAD = 60;

/** Where two texts differ first, and how much of them is the same. */
export interface TextDifference {
  /** From 1; null where nothing differs in what is known of the two. */
  line: number | null;
  before: string;
  after: string;
  /** Of the longer text: what stands before the first difference, and behind the last one; both 0 to 1. */
  head: number;
  tail: number;
}

/** Texts are compared in pieces of this length (UTF-16 units), which is done a hundred times faster than unit by unit. */
const PIECE = 4096;

function commonStart(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at + PIECE <= end && a.slice(at, at + PIECE) === b.slice(at, at + PIECE)) at += PIECE;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonEnd(a: string, b: string, from: number): number {
  const most = Math.min(a.length, b.length) - from;
  let same = 0;
  const piece = (text: string): string => text.slice(text.length - same - PIECE, text.length - same);
  while (same + PIECE <= most && piece(a) === piece(b)) same += PIECE;
  while (same < most && a.charCodeAt(a.length - 1 - same) === b.charCodeAt(b.length - 1 - same)) same++;
  return same;
}

/** The line around a place, cut so that the place can be seen; without halves of characters. */
function lineAround(text: string, at: number, start: number): string {
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline;
  let from = at - start > SHOWN - AHEAD ? at - AHEAD : start;
  if (splits(text, from)) from--;
  let to = Math.min(end, from + SHOWN);
  if (splits(text, to)) to--;
  const cut = text.slice(from, to).toWellFormed().replace(/\r$/, '');
  return `${from > start ? '…' : ''}${cut}${to < end ? '…' : ''}`;
}

/** Compares two texts; linear in their lengths, whatever is in them. */
export function textDifference(before: string, after: string): TextDifference {
  const at = commonStart(before, after);
  const longer = Math.max(before.length, after.length, 1);
  // Where one of them only ends earlier, what differs begins on the next line.
  const ended = at === before.length ? after[at] : at === after.length ? before[at] : undefined;
  const place = ended === '\n' ? at + 1 : at;
  const longest = before.length > after.length ? before : after;
  const start = place === 0 ? 0 : longest.lastIndexOf('\n', place - 1) + 1;
  let line = 1;
  for (let from = longest.indexOf('\n'); from >= 0 && from < start; from = longest.indexOf('\n', from + 1))
    line++;
  return {
    line: before === after ? null : line,
    before: lineAround(before, place, start),
    after: lineAround(after, place, start),
    head: at / longer,
    tail: commonEnd(before, after, at) / longer,
  };
}

/** The beginning of a text that has no other to be compared with. */
export function firstLine(text: string): string {
  return lineAround(text, 0, 0);
}
