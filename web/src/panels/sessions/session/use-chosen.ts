import { useCallback, useMemo } from 'react';
import type { TimelineAgent, TimelineTurn } from '../../../../../src/contract/timeline.ts';
import { changeParams, useParam } from '../../../app/location.ts';
import { useShortcuts } from '../../../app/shortcuts.ts';
import { chosenAgent, turnAt } from './choose-turn.ts';
import type { SessionTimeline } from './use-timeline.ts';

const LEFT = 'ArrowLeft';
const RIGHT = 'ArrowRight';

/** What the page shows of a session: whose turns, which one, and against which other. It is all in the address. */
export interface Chosen {
  agent: TimelineAgent | null;
  /** Of the agent, the oldest first; a turn's number is its index + 1. */
  turns: readonly TimelineTurn[];
  /** Index of the turn; that of the newest where the address names none. */
  at: number;
  turn: TimelineTurn | null;
  /** Whether the address names a turn, and there is none such. */
  missing: boolean;
  /** Index of the turn that it is compared with. */
  against: number | null;
  /** Shows a turn; null follows the newest. */
  show(at: number | null): void;
  compare(at: number | null): void;
}

export function useChosen({ turns: all, newest, complete }: SessionTimeline): Chosen {
  const [askedAgent] = useParam('agent');
  const [askedTurn] = useParam('turn');
  const [askedAgainst] = useParam('against');
  const agent = useMemo(() => chosenAgent(newest?.agents ?? [], askedAgent), [newest, askedAgent]);
  const agentId = agent?.id ?? null;
  const turns = useMemo(
    () => (agentId === null ? all : all.filter(({ agent_id: id }) => id === agentId)),
    [all, agentId],
  );
  const named = useMemo(() => turnAt(turns, askedTurn), [turns, askedTurn]);
  const against = useMemo(() => turnAt(turns, askedAgainst), [turns, askedAgainst]);
  const at = named ?? turns.length - 1;
  const show = useCallback(
    (next: number | null) => {
      const turn = next === null ? undefined : turns[next];
      const value = turn === undefined || next === turns.length - 1 ? null : turn.exchange_id;
      changeParams({ turn: value }, { replace: true });
    },
    [turns],
  );
  const compare = useCallback(
    (next: number | null) => {
      changeParams({ against: next === null ? null : (turns[next]?.exchange_id ?? null) }, { replace: true });
    },
    [turns],
  );
  const step = (by: number): void => {
    if (turns.length > 0) show(Math.min(turns.length - 1, Math.max(0, at + by)));
  };
  useShortcuts({ keys: { [LEFT]: () => step(-1), [RIGHT]: () => step(1) } });
  return {
    agent,
    turns,
    at,
    turn: turns[at] ?? null,
    missing: complete && askedTurn !== null && named === null,
    against: against === at ? null : against,
    show,
    compare,
  };
}
