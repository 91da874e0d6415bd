import { useCallback, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import type { TimelineTurn } from '../../../../../src/contract/timeline.ts';
import { Chart } from '../../../components/chart/Chart.tsx';
import { useWorld } from '../../../data/live/index.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { type History, historyColumns, historyOptions } from './history-options.ts';
import { TEXTS } from './texts.ts';
import type { Chosen } from './use-chosen.ts';

const HEIGHT = 240;
/** Turns that the table of the chart has; all of them are in the list. */
const IN_TABLE = 200;

function HistoryTable({ turns }: { turns: readonly TimelineTurn[] }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { columns } = texts;
  const first = Math.max(0, turns.length - IN_TABLE);
  return (
    <>
      {first > 0 && <p className="quiet small">{texts.historyTable(format.count(IN_TABLE))}</p>}
      <table>
        <thead>
          <tr>
            {[columns.turn, columns.context, columns.use, columns.cached, columns.cost].map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
            <th scope="col">{columns.note}</th>
          </tr>
        </thead>
        <tbody>
          {turns
            .slice(first)
            .map((turn, index) => (
              <tr key={turn.exchange_id}>
                <td className="number">{format.count(first + index + 1)}</td>
                <td className="number">{format.count(turn.context)}</td>
                <td className="number">{format.percent(turn.context_use, 1)}</td>
                <td className="number">{format.percent(turn.cache_hit_rate)}</td>
                <td className="number">{format.usd(turn.cost_usd)}</td>
                <td>
                  {[
                    turn.compacted ? texts.compacted : null,
                    turn.cache_broke === true ? texts.cacheBroke : null,
                  ]
                    .filter((part) => part !== null)
                    .join(', ')}
                </td>
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </>
  );
}

function Readout({ turn, number }: { turn: TimelineTurn | null; number: number }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  if (turn === null) return null;
  return (
    <span className="quiet small spread" aria-hidden="true">
      {texts.turn(format.count(number))} · {format.count(turn.context)} · {format.usd(turn.cost_usd)}
      {turn.cache_hit_rate !== null && ` · ${texts.columns.cached} ${format.percent(turn.cache_hit_rate)}`}
    </span>
  );
}

/** Context and cost by turn; a click chooses one. */
export function HistoryChart({ chosen }: { chosen: Chosen }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const thresholds = useWorld((world) => world.thresholds);
  const { turns, at, show } = chosen;
  const [hovered, setHovered] = useState<number | null>(null);
  const now = useRef<History & { show: Chosen['show'] }>({ turns, at, thresholds, show });
  now.current = { turns, at, thresholds, show };
  const columns = useMemo(() => historyColumns(turns), [turns]);
  // Another array draws it anew, with the line at the chosen turn.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const data = useMemo(() => [...columns] as unknown as uPlot.AlignedData, [columns, at]);
  const options = useCallback(
    () =>
      historyOptions({
        format,
        now: () => now.current,
        onHover: setHovered,
        onPick: (index) => now.current.show(index),
      }),
    [format],
  );
  const shown = hovered ?? at;
  const from = turns.find(({ context }) => context !== null)?.context ?? null;
  const to = turns.findLast(({ context }) => context !== null)?.context ?? null;
  return (
    <section className="panel" aria-labelledby="history-title">
      <div className="panel-head">
        <h2 id="history-title">{texts.history}</h2>
        <Readout turn={turns[shown] ?? null} number={shown + 1} />
      </div>
      <Chart
        key={`${texts.history} ${thresholds.join()}`}
        label={texts.historyLabel(
          format.plural(turns.length, ...texts.turnCount),
          format.count(from),
          format.count(to),
        )}
        data={data}
        options={options}
        height={HEIGHT}
        table={<HistoryTable turns={turns} />}
      />
      <ul className="legend">
        <li>
          <span className="key-line accent" aria-hidden="true" /> {texts.lines.context}
        </li>
        <li>
          <span className="key-line dotted" aria-hidden="true" /> {texts.lines.window}
        </li>
        <li>
          <span className="key-bar" aria-hidden="true" /> {texts.lines.cost}
        </li>
        <li>
          <span className="key-bar fresh" aria-hidden="true" /> {texts.lines.fresh}
        </li>
        <li>⌄ {texts.legend.broke}</li>
        <li>↧ {texts.legend.compacted}</li>
      </ul>
    </section>
  );
}
