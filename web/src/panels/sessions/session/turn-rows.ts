import type { TimelineMark, TimelineTurn } from '../../../../../src/contract/timeline.ts';

/** A line of the list: a turn with its index among its agent's, or what happened between turns. */
export type TurnLine = { turn: TimelineTurn; index: number } | { mark: TimelineMark };

export function idOf(line: TurnLine): string {
  return 'turn' in line ? line.turn.exchange_id : line.mark.exchange_id;
}

/** Turns and marks of an agent as one list, the newest first. Both come oldest first. */
export function turnLines(
  turns: readonly TimelineTurn[],
  marks: readonly TimelineMark[],
  agentId: string | null,
): TurnLine[] {
  const own = agentId === null ? marks : marks.filter(({ agent_id: id }) => id === agentId || id === null);
  const lines: TurnLine[] = [
    ...turns.map((turn, index) => ({ turn, index })),
    ...own.map((mark) => ({ mark })),
  ];
  return lines.sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1));
}
