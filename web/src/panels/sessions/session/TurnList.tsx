import { useMemo, useRef } from 'react';
import { Scroller } from '../../../components/Scroller.tsx';
import { ScrollRows } from '../../../components/Virtual.tsx';
import { useWorld } from '../../../data/live/index.ts';
import { useNarrow } from '../../../data/use-narrow.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { agentCosts } from './agent-tree.ts';
import { HelperRow } from './HelperRow.tsx';
import { MarkRow } from './MarkRow.tsx';
import { TurnRow } from './TurnRow.tsx';
import { TEXTS } from './texts.ts';
import { idOf, turnLines } from './turn-rows.ts';
import type { Chosen } from './use-chosen.ts';
import type { SessionTimeline } from './use-timeline.ts';

const ROW_PX = 32;
const NARROW_ROW_PX = 56;
/** The line of column names; the same as in the styles. */
const HEAD_PX = 28;

/** Every turn of the agent, the newest first, and what happened between them. */
export function TurnList({ timeline, chosen }: { timeline: SessionTimeline; chosen: Chosen }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const narrow = useNarrow();
  const thresholds = useWorld((world) => world.thresholds);
  const scroller = useRef<HTMLDivElement>(null);
  const { turns, turn, agent, show } = chosen;
  const lines = useMemo(
    () => turnLines(turns, timeline.marks, timeline.newest?.agents ?? [], agent?.id ?? null),
    [turns, timeline.marks, timeline.newest, agent],
  );
  const costs = useMemo(() => agentCosts(timeline.turns), [timeline.turns]);
  const shownId = turn?.exchange_id ?? null;
  const shown = useMemo(
    () => lines.findIndex((line) => 'turn' in line && line.turn.exchange_id === shownId),
    [lines, shownId],
  );
  return (
    <section className="panel" aria-labelledby="turns-title">
      <div className="panel-head">
        <h2 id="turns-title">{texts.turns}</h2>
        <span className="quiet">{format.plural(turns.length, ...texts.turnCount)}</span>
      </div>
      <Scroller ref={scroller} label={texts.turnsLabel} className="turns">
        <div role="table" aria-label={texts.turnsLabel} aria-rowcount={lines.length + 1}>
          <div role="rowgroup" className="turn-head">
            <div role="row" aria-rowindex={1} className="turn-row">
              {(['turn', 'time', 'growth', 'use', 'cost', 'cached', 'note'] as const).map((name) => (
                <span
                  key={name}
                  role="columnheader"
                  className={name === 'time' || name === 'note' ? 'cell' : 'cell number'}
                >
                  {texts.columns[name]}
                </span>
              ))}
            </div>
          </div>
          <ScrollRows
            scroller={scroller}
            headPx={narrow ? 0 : HEAD_PX}
            shown={shown < 0 ? null : shown}
            count={lines.length}
            rowPx={narrow ? NARROW_ROW_PX : ROW_PX}
            keyOf={(index) => {
              const line = lines[index];
              return line === undefined ? index : idOf(line);
            }}
            row={(n, place) => {
              const line = lines[n];
              if (line === undefined) return null;
              if ('mark' in line) {
                return <MarkRow key={idOf(line)} mark={line.mark} row={n + 2} place={place} />;
              }
              if ('helper' in line) {
                return (
                  <HelperRow
                    key={idOf(line)}
                    helper={line.helper}
                    cost={costs.get(line.helper.id) ?? null}
                    row={n + 2}
                    place={place}
                    thresholds={thresholds}
                  />
                );
              }
              return (
                <TurnRow
                  key={idOf(line)}
                  turn={line.turn}
                  index={line.index}
                  row={n + 2}
                  chosen={line.turn.exchange_id === shownId}
                  place={place}
                  thresholds={thresholds}
                  onShow={show}
                />
              );
            }}
          />
        </div>
      </Scroller>
    </section>
  );
}
