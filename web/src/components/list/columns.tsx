import type { ReactNode } from 'react';
import type { ExchangeRow } from '../../../../src/contract/row.ts';
import { type Format, UNKNOWN } from '../../texts/index.ts';
import { MiniBar } from '../MiniBar.tsx';
import { Name } from '../text/Name.tsx';
import { spelledOut } from '../text/visible.ts';
import { Status } from './Status.tsx';
import { elapsedOf } from './segments.ts';
import type { ListTexts } from './texts.ts';
import { Waterfall } from './Waterfall.tsx';

/** How much of a row there is room for; `narrow` is two lines instead of columns. */
export type Width = 'narrow' | 'compact' | 'medium' | 'wide';

/** What a cell is made of. */
export interface Cell {
  row: ExchangeRow;
  scaleMs: number;
  /** Ms since 1970; moves only for rows that run. */
  now: number;
  /** Ms since 1970 at which something of it was heard last, where it runs. */
  heardAt: number | null;
  thresholds: readonly number[];
  format: Format;
  texts: ListTexts;
}

export interface Column {
  name: keyof ListTexts['columns'];
  number?: boolean;
  show(cell: Cell): ReactNode;
  title?(cell: Cell): string | undefined;
}

/** The model that the one asked for became; null where it is the same, or nobody was asked. */
function becameOf({ model, provider_model: taken }: ExchangeRow): string | null {
  return taken === model || model?.endsWith(`/${taken}`) === true ? null : taken;
}

/** What was asked for, and what was taken where that is another. */
export function ModelNames({ row }: { row: ExchangeRow }) {
  const became = becameOf(row);
  return (
    <>
      <Name text={row.model ?? UNKNOWN} />
      {became !== null && (
        <>
          {' → '}
          <Name text={became} />
        </>
      )}
    </>
  );
}

function mark({ source }: ExchangeRow['tokens']): string {
  return source === 'estimate' || source === 'calibrated' ? '≈' : '';
}

/** A share of the window as a bar and a number; tokens alone where the window is unknown. */
export function contextUse({
  row,
  thresholds,
  format,
}: Pick<Cell, 'row' | 'thresholds' | 'format'>): ReactNode {
  const { context_use: use, context } = row.tokens;
  if (use === null) return context === null ? UNKNOWN : `${mark(row.tokens)}${format.short(context)}`;
  return (
    <>
      <MiniBar use={use} thresholds={thresholds} /> {mark(row.tokens)}
      {format.percent(use, use < 0.1 ? 1 : 0)}
    </>
  );
}

export function status({ row, now, heardAt }: Pick<Cell, 'row' | 'now' | 'heardAt'>): ReactNode {
  return <Status row={row} silentMs={heardAt === null ? 0 : now - heardAt} />;
}

function input({ row, format }: Cell): ReactNode {
  const { input: whole, context, cache_read: cached } = row.tokens;
  return (
    <>
      {format.count(whole ?? context)}{' '}
      {cached !== null && <span className="quiet">({format.short(cached)})</span>}
    </>
  );
}

const COLUMNS: readonly Column[] = [
  { name: 'status', show: status },
  { name: 'time', show: ({ row, format }) => <span className="quiet">{format.time(row.started_at)}</span> },
  {
    name: 'client',
    show: ({ row }) => <Name text={row.client ?? UNKNOWN} />,
    title: ({ row }) => (row.client === null ? undefined : spelledOut(row.client)),
  },
  {
    name: 'model',
    show: ({ row }) => <ModelNames row={row} />,
    title: ({ row }) => spelledOut([row.model ?? UNKNOWN, becameOf(row)].filter(Boolean).join(' → ')),
  },
  { name: 'context', number: true, show: contextUse },
  { name: 'input', number: true, show: input, title: ({ texts }) => texts.cachedHint },
  {
    name: 'output',
    number: true,
    show: ({ row, format }) =>
      `${format.count(row.tokens.output)}${row.status === 'running' && row.tokens.output !== null ? ' ↑' : ''}`,
  },
  {
    name: 'cost',
    number: true,
    show: ({ row, format }) => format.usdFigure(row.cost.usd),
    title: ({ row, texts }) =>
      row.cost.usd === null && row.status !== 'running' ? texts.unpriced : undefined,
  },
  { name: 'first', number: true, show: ({ row, format }) => format.seconds(row.timings.first_byte_ms) },
  { name: 'took', number: true, show: ({ row, now, format }) => format.seconds(elapsedOf(row, now)) },
  { name: 'waterfall', show: (cell) => <Waterfall {...cell} /> },
];

const LEFT_OUT: Record<Exclude<Width, 'narrow'>, readonly Column['name'][]> = {
  compact: ['time', 'first', 'waterfall'],
  medium: ['waterfall'],
  wide: [],
};

const SHOWN = {
  compact: COLUMNS.filter(({ name }) => !LEFT_OUT.compact.includes(name)),
  medium: COLUMNS.filter(({ name }) => !LEFT_OUT.medium.includes(name)),
  wide: COLUMNS,
};

/** The columns that there is room for. */
export function columnsFor(width: Exclude<Width, 'narrow'>): readonly Column[] {
  return SHOWN[width];
}
