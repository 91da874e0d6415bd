import type { TimelineAgent, TimelineTurn } from '../../../../../src/contract/timeline.ts';

/** The agent whose turns are shown: the one that was asked for, else the main one; null: turns of whoever. */
export function chosenAgent(agents: readonly TimelineAgent[], asked: string | null): TimelineAgent | null {
  return agents.find(({ id }) => id === asked) ?? agents.find(({ main }) => main) ?? null;
}

/**
 * Which turn an address means, as an index: an exchange's id, or the turn's number, from 1. Null where there is none
 * such.
 */
export function turnAt(turns: readonly TimelineTurn[], asked: string | null): number | null {
  if (asked === null) return null;
  if (/^\d{1,7}$/.test(asked)) {
    const at = Number(asked) - 1;
    return at >= 0 && at < turns.length ? at : null;
  }
  const at = turns.findIndex(({ exchange_id: id }) => id === asked);
  return at < 0 ? null : at;
}
