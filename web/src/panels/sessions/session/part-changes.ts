import type { Composition, ContextPart } from '../../../../../src/contract/context.ts';
import { PARTS } from '../../../components/kinds.ts';

/** How many tokens more (or fewer) each kind has than before, in the order of kinds; those that are as they were left out. */
export function partChanges(
  before: Composition['parts'],
  after: Composition['parts'],
): { part: ContextPart; tokens: number }[] {
  const of = (parts: Composition['parts'], name: ContextPart): number =>
    parts.find(({ part }) => part === name)?.tokens ?? 0;
  return PARTS.map((part) => ({ part, tokens: of(after, part) - of(before, part) })).filter(
    ({ tokens }) => tokens !== 0,
  );
}
