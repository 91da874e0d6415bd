import type { TextDiff } from '../../../../../src/contract/context.ts';

type Step = TextDiff['changes'][number];

/** Lines, or characters where words are compared, that stay on each side of a change. */
const KEPT_LINES = 3;
const KEPT_CHARACTERS = 200;

function lines(step: Step): Step[] {
  const body = step.text.endsWith('\n') ? step.text.slice(0, -1) : step.text;
  return body.split('\n').map((text) => ({ ...step, text: `${text}\n`, characters: text.length + 1 }));
}

function skipped(parts: readonly Step[]): Step {
  const characters = parts.reduce((sum, { characters: some }) => sum + some, 0);
  return { op: 'skipped', text: '', characters };
}

function foldLines(step: Step, isFirst: boolean, isLast: boolean): Step[] {
  const all = lines(step);
  if (step.op !== 'same') return all;
  const before = isFirst ? 0 : KEPT_LINES;
  const after = isLast ? 0 : KEPT_LINES;
  if (all.length <= before + after + 1) return all;
  return [
    ...all.slice(0, before),
    skipped(all.slice(before, all.length - after)),
    ...all.slice(all.length - after),
  ];
}

function foldWords(step: Step, isFirst: boolean, isLast: boolean): Step[] {
  const { text } = step;
  if (step.op !== 'same') return [step];
  const before = isFirst ? 0 : KEPT_CHARACTERS;
  const after = isLast ? 0 : KEPT_CHARACTERS;
  if (text.length <= before + after + KEPT_CHARACTERS) return [step];
  const part = (from: number, to: number): Step => ({
    ...step,
    text: text.slice(from, to),
    characters: to - from,
  });
  const end = text.length - after;
  return [part(0, before), skipped([part(before, end)]), part(end, text.length)].filter(
    ({ characters }) => characters > 0,
  );
}

/** The steps of a text's changes with long stretches that are the same folded; by line, each line is a step. */
export function foldSame(changes: readonly Step[], byLine: boolean): Step[] {
  return changes.flatMap((step, index) => {
    if (step.op === 'skipped') return [step];
    const isFirst = index === 0;
    const isLast = index === changes.length - 1;
    return byLine ? foldLines(step, isFirst, isLast) : foldWords(step, isFirst, isLast);
  });
}
