import type { TimelineAgent, TimelineMark, TimelineTurn } from '../../../../../src/contract/timeline.ts';

/** A line of the list: a turn with its index among its agent's, a helper that it began, or what happened between turns. */
export type TurnLine =
  | { turn: TimelineTurn; index: number }
  | { helper: TimelineAgent }
  | { mark: TimelineMark };

export function idOf(line: TurnLine): string {
  if ('helper' in line) return line.helper.id;
  return 'turn' in line ? line.turn.exchange_id : line.mark.exchange_id;
}

/**
 * The agents that an agent's turns began, by the id of the turn: the last one before the helper was first heard of, for
 * it is an answer that asks for one. A helper that is older than all of the turns is under none.
 */
function helpersByTurn(
  turns: readonly TimelineTurn[],
  agents: readonly TimelineAgent[],
  agentId: string,
): Map<string, TimelineAgent[]> {
  const begun = new Map<string, TimelineAgent[]>();
  for (const agent of agents) {
    if (agent.parent !== agentId) continue;
    const by = turns.findLast(({ started_at: at }) => at <= agent.created_at);
    if (by !== undefined) begun.set(by.exchange_id, [...(begun.get(by.exchange_id) ?? []), agent]);
  }
  return begun;
}

/**
 * Turns, helpers and marks of an agent as one list, the newest first; helpers stand under the turn that began them. All
 * three come oldest first.
 */
export function turnLines(
  turns: readonly TimelineTurn[],
  marks: readonly TimelineMark[],
  agents: readonly TimelineAgent[],
  agentId: string | null,
): TurnLine[] {
  const own = agentId === null ? marks : marks.filter(({ agent_id: id }) => id === agentId || id === null);
  const helpers = agentId === null ? null : helpersByTurn(turns, agents, agentId);
  const lines: Exclude<TurnLine, { helper: TimelineAgent }>[] = [
    ...turns.map((turn, index) => ({ turn, index })),
    ...own.map((mark) => ({ mark })),
  ];
  return lines
    .sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1))
    .flatMap((line): TurnLine[] =>
      'turn' in line
        ? [line, ...(helpers?.get(line.turn.exchange_id) ?? []).map((helper) => ({ helper }))]
        : [line],
    );
}
