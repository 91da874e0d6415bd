import type { TextDiff } from '../contract/index.ts';
import { beginningOf, endOf } from './cut.ts';
import { type Effort, editsOf, type TextEdit } from './text-edits.ts';

/** Texts up to this together (UTF-16 units) are compared by words, longer ones by lines. */
const BY_WORD = 4000;

/** Unchanged text that is shown beside a change: lines, or UTF-16 units where words are compared; and at the very most. */
const NEAR_LINES = 3;
const NEAR_UNITS = 60;
const NEAR_MOST = 600;

/** UTF-16 units of one piece that are shown, and of all pieces of a text. */
const PIECE = 4000;
const ALL = 20_000;

/** Below this share of what both have, one text is said to stand in the other's place. */
const ALIKE = 0.1;

type Change = TextDiff['changes'][number];

function unitsOf(edits: readonly TextEdit[], op: TextEdit['op']): number {
  let units = 0;
  for (const edit of edits) if (edit.op === op) units += edit.text.length;
  return units;
}

/** The end of the first lines of a text, and the start of its last ones. */
function linesIn(text: string): { first: number; last: number } {
  let first = 0;
  for (let line = 0; line < NEAR_LINES && first < text.length; line++) {
    const feed = text.indexOf('\n', first);
    first = feed < 0 ? text.length : feed + 1;
  }
  let last = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let line = 0; line < NEAR_LINES && last > 0; line++) last = text.lastIndexOf('\n', last - 1);
  return { first, last: Math.max(0, last + 1) };
}

function near(text: string, by: TextDiff['by']): { head: string; tail: string } {
  if (by === 'word') return { head: beginningOf(text, NEAR_UNITS), tail: endOf(text, NEAR_UNITS) };
  const { first, last } = linesIn(text);
  return { head: beginningOf(text.slice(0, first), NEAR_MOST), tail: endOf(text.slice(last), NEAR_MOST) };
}

/** What is unchanged, less what is far from any change. */
function shorten(text: string, by: TextDiff['by'], isFirst: boolean, isLast: boolean): Change[] {
  const { head, tail } = near(text, by);
  const before = isFirst ? '' : head;
  const behind = isLast ? '' : tail;
  const skipped = text.length - before.length - behind.length;
  const same = (piece: string): Change[] =>
    piece === '' ? [] : [{ op: 'same', text: piece, characters: piece.length }];
  if (skipped <= 0) return same(text);
  return [...same(before), { op: 'skipped', text: '', characters: skipped }, ...same(behind)];
}

/** Cuts changes to what is shown of them. */
function bounded(changes: readonly Change[]): Pick<TextDiff, 'changes' | 'truncated'> {
  const shown: Change[] = [];
  let units = 0;
  for (const change of changes) {
    if (units >= ALL) return { changes: shown, truncated: true };
    const text = beginningOf(change.text, Math.min(PIECE, ALL - units));
    units += text.length;
    shown.push({ ...change, text });
  }
  return {
    changes: shown,
    truncated: shown.some(({ op, text, characters }) => op !== 'skipped' && text.length < characters),
  };
}

/**
 * What changed from one text to another: by words where they are short, else by lines, with a little of what is
 * around. Bounded in size whatever the texts are, and in time by `effort`, which it uses up.
 */
export function diffTexts(before: string, after: string, effort: Effort): TextDiff {
  const by = before.length + after.length <= BY_WORD ? 'word' : 'line';
  const edits = effort.steps > 0 ? editsOf(before, after, by, effort) : null;
  const longest = Math.max(before.length, after.length);
  const replaced = edits === null || unitsOf(edits, 'same') < longest * ALIKE;
  const steps: TextEdit[] = replaced
    ? [
        { op: 'removed', text: before },
        { op: 'added', text: after },
      ]
    : edits;
  const changes = steps.flatMap(({ op, text }, i): Change[] => {
    if (text === '') return [];
    if (op === 'same') return shorten(text, by, i === 0, i === steps.length - 1);
    return [{ op, text, characters: text.length }];
  });
  return {
    by,
    replaced,
    ...bounded(changes),
    characters_removed: unitsOf(steps, 'removed'),
    characters_added: unitsOf(steps, 'added'),
  };
}
