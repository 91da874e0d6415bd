import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef } from 'react';
import { hrefOf } from '../../../app/location.ts';
import { levelOf } from '../../../components/level.ts';
import { useWorld } from '../../../data/live/index.ts';
import { useWidth } from '../../../data/use-width.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { CompareWith } from './CompareWith.tsx';
import { type Column, columnsOf } from './strip-columns.ts';
import { TEXTS } from './texts.ts';
import type { Chosen } from './use-chosen.ts';

const HEIGHT = 64;
/** Room for marks above the columns, in px. */
const MARKS = 14;
const LEAST_COLUMN = 3;
const MOST_COLUMN = 56;

interface ColumnsProps {
  columns: Column[];
  width: number;
  most: number;
  thresholds: readonly number[];
}

function signOf({ compacted, cacheBroke, failed }: Column): string {
  return compacted ? '↧' : failed ? '✕' : cacheBroke ? '⌄' : '';
}

const Columns = memo(function Columns({ columns, width, most, thresholds }: ColumnsProps) {
  return columns.map((column, n) => {
    const height = column.context === null || most === 0 ? 0 : Math.max(2, (column.context / most) * HEIGHT);
    const sign = signOf(column);
    return (
      <g key={column.from}>
        {column.context === null ? (
          <rect
            className="strip-unknown"
            x={n * width}
            y={MARKS + HEIGHT - 4}
            width={Math.max(1, width - 1)}
            height={4}
          />
        ) : (
          <rect
            className={`strip-column ${levelOf(column.use, thresholds)}`}
            x={n * width}
            y={MARKS + HEIGHT - height}
            width={Math.max(1, width - 1)}
            height={height}
          />
        )}
        {sign !== '' && (
          <text
            className={column.failed ? 'strip-sign bad' : 'strip-sign'}
            x={n * width + width / 2}
            y={MARKS - 3}
            textAnchor="middle"
          >
            {sign}
          </text>
        )}
      </g>
    );
  });
});

function Legend({ columns }: { columns: Column[] }) {
  const texts = useTexts(TEXTS);
  const said = [
    ['⌄', texts.legend.broke, columns.some(({ cacheBroke }) => cacheBroke)],
    ['↧', texts.legend.compacted, columns.some(({ compacted }) => compacted)],
    ['✕', texts.legend.failed, columns.some(({ failed }) => failed)],
  ] as const;
  return said.map(
    ([sign, word, there]) =>
      there && (
        <span key={sign} className="quiet small">
          <span aria-hidden="true">{sign}</span> {word}
        </span>
      ),
  );
}

/** The page's scrubber: a column a turn, as high as its context. What is below follows the turn that is chosen. */
export function Strip({ chosen }: { chosen: Chosen }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const thresholds = useWorld((world) => world.thresholds);
  const place = useRef<HTMLDivElement>(null);
  const px = useWidth(place);
  const { turns, at, turn, against, show } = chosen;
  const columns = useMemo(() => columnsOf(turns, Math.max(1, Math.floor(px / LEAST_COLUMN))), [turns, px]);
  const width = px === 0 ? 0 : Math.min(MOST_COLUMN, px / Math.max(1, columns.length));
  const most = useMemo(
    () => turns.reduce((high, { context, window }) => Math.max(high, context ?? 0, window ?? 0), 0),
    [turns],
  );
  const columnOf = (index: number): number =>
    columns.findIndex(({ from, to }) => index >= from && index <= to);
  const atColumn = columnOf(at);
  const againstColumn = against === null ? -1 : columnOf(against);

  const pick = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1 || width === 0) return;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const column = columns[Math.min(columns.length - 1, Math.max(0, Math.floor(x / width)))];
    if (column !== undefined && (at < column.from || at > column.to)) show(column.to);
  };
  const press = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageUp: at + 10,
      PageDown: at - 10,
      Home: 0,
      End: turns.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    show(Math.min(turns.length - 1, Math.max(0, next)));
  };
  if (turn === null) return null;
  const said = texts.turnOf(format.count(at + 1), format.count(turns.length));
  return (
    <section className="strip-frame" aria-label={texts.stripLabel}>
      {chosen.missing && <p className="notice warn">{texts.turnNotThere}</p>}
      <div
        ref={place}
        role="slider"
        tabIndex={0}
        className="strip"
        aria-label={texts.stripLabel}
        aria-valuemin={1}
        aria-valuemax={turns.length}
        aria-valuenow={at + 1}
        aria-valuetext={[
          said,
          turn.context === null ? texts.unknownContext : texts.moreTokens(format.count(turn.context)),
          turn.context_use === null ? null : format.percent(turn.context_use),
          turn.cache_broke === true ? texts.cacheBroke : null,
          turn.compacted ? texts.compacted : null,
        ]
          .filter((part) => part !== null)
          .join(', ')}
        onKeyDown={press}
        onPointerDown={pick}
        onPointerMove={pick}
      >
        <svg width="100%" height={MARKS + HEIGHT + 6} aria-hidden="true">
          {againstColumn >= 0 && (
            <rect
              className="strip-against"
              x={againstColumn * width}
              y={0}
              width={Math.max(2, width - 1)}
              height={MARKS + HEIGHT + 6}
            />
          )}
          {atColumn >= 0 && (
            <rect
              className="strip-at"
              x={atColumn * width - 1}
              y={0}
              width={Math.max(3, width + 1)}
              height={MARKS + HEIGHT + 6}
            />
          )}
          <Columns columns={columns} width={width} most={most} thresholds={thresholds} />
          {atColumn >= 0 && (
            <rect
              className="strip-foot"
              x={atColumn * width - 1}
              y={MARKS + HEIGHT + 3}
              width={Math.max(3, width + 1)}
              height={3}
            />
          )}
        </svg>
      </div>
      <div className="row">
        <button
          type="button"
          className="button square"
          aria-label={texts.previous}
          title={`${texts.previous} (←)`}
          disabled={at <= 0}
          onClick={() => show(at - 1)}
        >
          <ChevronLeft size={14} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="button square"
          aria-label={texts.next}
          title={`${texts.next} (→)`}
          disabled={at >= turns.length - 1}
          onClick={() => show(at + 1)}
        >
          <ChevronRight size={14} aria-hidden="true" />
        </button>
        <b className="strip-said">{said}</b>
        <span className="quiet">{format.dateTime(turn.started_at)}</span>
        {at < turns.length - 1 && (
          <button type="button" className="button" onClick={() => show(null)}>
            {texts.newest}
          </button>
        )}
        <CompareWith chosen={chosen} />
        <a href={hrefOf(`/exchange/${turn.exchange_id}`)}>{texts.openTurn}</a>
        <span className="row spread">
          <Legend columns={columns} />
        </span>
      </div>
    </section>
  );
}
