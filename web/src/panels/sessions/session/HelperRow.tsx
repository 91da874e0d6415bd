import type { CSSProperties } from 'react';
import type { TimelineAgent } from '../../../../../src/contract/timeline.ts';
import { MiniBar } from '../../../components/MiniBar.tsx';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { AgentLink } from './AgentLink.tsx';
import { TEXTS } from './texts.ts';

export interface HelperRowProps {
  helper: TimelineAgent;
  /** US dollars; null where it is not known. */
  cost: number | null;
  row: number;
  place: CSSProperties;
  thresholds: readonly number[];
}

/** An agent that the turn above began: how much it has done, and the way to its own turns. */
export function HelperRow({ helper, cost, row, place, thresholds }: HelperRowProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { context, context_use: use } = helper;
  return (
    <div role="row" aria-rowindex={row} className="turn-row helper-row" style={place} data-helper={helper.id}>
      <span role="cell" className="cell number turn-number quiet">
        <span aria-hidden="true">└</span>
      </span>
      <span role="cell" className="cell turn-time quiet">
        {format.dateTime(helper.created_at)}
      </span>
      <span role="cell" className="cell turn-growth" />
      <span
        role="cell"
        className="cell number turn-use"
        title={context === null ? texts.unknownContext : texts.moreTokens(format.count(context))}
      >
        {use !== null && <MiniBar use={use} thresholds={thresholds} />}{' '}
        <span className="turn-share">{use === null ? format.short(context) : format.percent(use, 1)}</span>
      </span>
      <span
        role="cell"
        className="cell number turn-cost"
        title={cost === null ? texts.unpricedTurn : undefined}
      >
        {format.usd(cost)}
      </span>
      <span role="cell" className="cell turn-cached" />
      <span role="cell" className="cell turn-note">
        <AgentLink agent={helper} helper />
        <span className="quiet">{format.plural(helper.turns, ...texts.turnCount)}</span>
      </span>
    </div>
  );
}
