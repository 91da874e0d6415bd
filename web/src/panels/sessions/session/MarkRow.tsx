import type { CSSProperties } from 'react';
import type { TimelineMark } from '../../../../../src/contract/timeline.ts';
import { hrefOf } from '../../../app/location.ts';
import { TEXTS as SHARED } from '../../../components/texts.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** A compaction, a title, a side question: no turn, but it cost something and tells why the next turn is smaller. */
export function MarkRow({ mark, row, place }: { mark: TimelineMark; row: number; place: CSSProperties }) {
  const texts = useTexts(TEXTS);
  const { statuses } = useTexts(SHARED);
  const format = useFormat();
  const kind = mark.kind === 'compaction' || mark.kind === 'title' ? mark.kind : 'other';
  return (
    <div role="row" aria-rowindex={row} className="turn-row mark-row quiet" style={place}>
      <span role="cell" className="cell number turn-number">
        <span aria-hidden="true">{kind === 'compaction' ? '↧' : '·'}</span>
      </span>
      <span role="cell" className="cell turn-time">
        <a href={hrefOf(`/exchange/${mark.exchange_id}`)} title={texts.openTurn}>
          {format.dateTime(mark.started_at)}
        </a>
      </span>
      <span role="cell" className="cell turn-growth" />
      <span role="cell" className="cell number turn-use">
        {format.short(mark.context)}
      </span>
      <span
        role="cell"
        className="cell number turn-cost"
        title={mark.cost_usd === null ? texts.unpricedTurn : undefined}
      >
        {format.usd(mark.cost_usd)}
      </span>
      <span role="cell" className="cell turn-cached" />
      <span role="cell" className="cell turn-note">
        {texts.marks[kind]}
        {mark.status !== 'ok' && <span className="bad">✕ {statuses[mark.status]}</span>}
      </span>
    </div>
  );
}
