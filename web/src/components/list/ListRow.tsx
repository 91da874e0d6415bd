import { type CSSProperties, memo } from 'react';
import type { ExchangeRow } from '../../../../src/contract/row.ts';
import { type Format, UNKNOWN, useFormat, useTexts } from '../../texts/index.ts';
import { levelOf } from '../level.ts';
import { Status } from './Status.tsx';
import { TEXTS } from './texts.ts';
import { elapsedOf, Waterfall } from './Waterfall.tsx';

/** How much of a row there is room for. */
export type Width = 'narrow' | 'medium' | 'wide';

export interface ListRowProps {
  row: ExchangeRow;
  index: number;
  selected: boolean;
  width: Width;
  scaleMs: number;
  /** Ms since 1970; moves only for rows that run. */
  now: number;
  thresholds: readonly number[];
  id: string;
  top: number;
  onOpen(id: string): void;
}

/** What was asked for, and what was taken where that is another. */
export function modelText({ model, provider_model: taken }: ExchangeRow): string {
  const asked = model ?? UNKNOWN;
  if (taken === null || taken === model || model?.endsWith(`/${taken}`)) return asked;
  return `${asked} → ${taken}`;
}

function mark({ source }: ExchangeRow['tokens']): string {
  return source === 'estimate' || source === 'calibrated' ? '≈' : '';
}

function Use({
  row,
  thresholds,
  format,
}: {
  row: ExchangeRow;
  thresholds: readonly number[];
  format: Format;
}) {
  const { context_use: use, context } = row.tokens;
  if (use === null) return <>{context === null ? UNKNOWN : `${mark(row.tokens)}${format.short(context)}`}</>;
  return (
    <>
      <span className="mini-bar" aria-hidden="true">
        <span
          className={`fill-${levelOf(use, thresholds)}`}
          style={{ width: `${Math.min(1, use) * 100}%` }}
        />
      </span>{' '}
      {mark(row.tokens)}
      {format.percent(use, use < 0.1 ? 1 : 0)}
    </>
  );
}

function cost(row: ExchangeRow, format: Format): string {
  return row.cost.usd === null ? UNKNOWN : format.usd(row.cost.usd).replace(/\s?\$\s?/, '');
}

function Narrow({ row, thresholds, now }: Pick<ListRowProps, 'row' | 'thresholds' | 'now'>) {
  const format = useFormat();
  return (
    <>
      <span role="gridcell" className="cell first-line">
        <Status row={row} />
        <span className="one-line quiet">{row.client ?? UNKNOWN}</span>
        <span className="number spread">{row.cost.usd === null ? UNKNOWN : format.usd(row.cost.usd)}</span>
      </span>
      <span role="gridcell" className="cell second-line">
        <span className="one-line">{modelText(row)}</span>
        <span className="number spread">
          <Use row={row} thresholds={thresholds} format={format} />
        </span>
        <span className="number">{format.duration(elapsedOf(row, now))}</span>
      </span>
    </>
  );
}

function Cells({
  row,
  thresholds,
  now,
  width,
  scaleMs,
}: Omit<ListRowProps, 'index' | 'selected' | 'id' | 'top' | 'onOpen'>) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const { input, cache_read: cached, output } = row.tokens;
  return (
    <>
      <span role="gridcell" className="cell">
        <Status row={row} />
      </span>
      <span role="gridcell" className="cell quiet">
        {format.time(row.started_at)}
      </span>
      <span role="gridcell" className="cell one-line" title={row.client ?? undefined}>
        {row.client ?? UNKNOWN}
      </span>
      <span role="gridcell" className="cell one-line" title={modelText(row)}>
        {modelText(row)}
      </span>
      <span role="gridcell" className="cell number">
        <Use row={row} thresholds={thresholds} format={format} />
      </span>
      <span role="gridcell" className="cell number" title={texts.cachedHint}>
        {format.count(input ?? row.tokens.context)}{' '}
        {cached !== null && <span className="quiet">({format.short(cached)})</span>}
      </span>
      <span role="gridcell" className="cell number">
        {format.count(output)}
        {row.status === 'running' && output !== null && ' ↑'}
      </span>
      <span
        role="gridcell"
        className="cell number"
        title={row.cost.usd === null && row.status !== 'running' ? texts.unpriced : undefined}
      >
        {cost(row, format)}
      </span>
      <span role="gridcell" className="cell number">
        {format.seconds(row.timings.first_byte_ms)}
      </span>
      <span role="gridcell" className="cell number">
        {format.seconds(elapsedOf(row, now))}
      </span>
      {width === 'wide' && (
        <span role="gridcell" className="cell">
          <Waterfall row={row} scaleMs={scaleMs} now={now} />
        </span>
      )}
    </>
  );
}

/** A row of the list. It is drawn again only where something of it changed. */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { row, index, selected, width, id, top, onOpen } = props;
  const place: CSSProperties = { transform: `translateY(${top}px)` };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the focus, and its keys
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={`list-row ${width}`}
      data-status={row.status}
      data-exchange={row.id}
      style={place}
      onClick={() => onOpen(row.id)}
    >
      {width === 'narrow' ? <Narrow {...props} /> : <Cells {...props} />}
    </div>
  );
});
