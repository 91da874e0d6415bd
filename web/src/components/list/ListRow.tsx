import { type CSSProperties, memo } from 'react';
import { UNKNOWN, useFormat, useTexts } from '../../texts/index.ts';
import { Name } from '../text/Name.tsx';
import { type Cell, columnsFor, contextUse, ModelNames, status, type Width } from './columns.tsx';
import { elapsedOf } from './segments.ts';
import { TEXTS } from './texts.ts';

export interface ListRowProps extends Omit<Cell, 'format' | 'texts'> {
  index: number;
  selected: boolean;
  width: Width;
  id: string;
  top: number;
  onOpen(id: string): void;
}

function Narrow(cell: Cell) {
  const { row, now, format } = cell;
  return (
    <>
      <span role="gridcell" className="cell first-line">
        {status(cell)}
        <span className="one-line quiet">
          <Name text={row.client ?? UNKNOWN} />
        </span>
        <span className="number spread">{format.usd(row.cost.usd)}</span>
      </span>
      <span role="gridcell" className="cell second-line">
        <span className="one-line">
          <ModelNames row={row} />
        </span>
        <span className="number spread">{contextUse(cell)}</span>
        <span className="number">{format.duration(elapsedOf(row, now))}</span>
      </span>
    </>
  );
}

/** A row of the list. It is drawn again only where something of it changed. */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { row, index, selected, width, id, top, onOpen } = props;
  const cell: Cell = { ...props, format: useFormat(), texts: useTexts(TEXTS) };
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
      {width === 'narrow' ? (
        <Narrow {...cell} />
      ) : (
        columnsFor(width).map(({ name, number, show, title }) => (
          <span
            key={name}
            role="gridcell"
            className={number ? 'cell number' : 'cell one-line'}
            title={title?.(cell)}
          >
            {show(cell)}
          </span>
        ))
      )}
    </div>
  );
});
