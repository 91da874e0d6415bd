import type { UseQueryResult } from '@tanstack/react-query';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ModelView } from '../../../../src/contract/api.ts';
import { useParam } from '../../app/location.ts';
import { Failure, Waiting } from '../../components/States.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { ModelRow } from './ModelRow.tsx';
import { filterModels, nextOrder, type Order, parseOrder, SORTS, type Sort, sortModels } from './table.ts';
import { TEXTS } from './texts.ts';

const NARROW_PX = 760;
const MEDIUM_PX = 1050;
const NARROW_ROW_PX = 56;
/** Rows that are drawn beyond what is seen. */
const OVERSCAN = 12;
const FIGURES: ReadonlySet<Sort> = new Set(['window', 'input', 'cached', 'output']);

function Head({ by, order, onSort }: { by: Sort; order: Order | null; onSort(by: Sort): void }) {
  const texts = useTexts(TEXTS);
  const isSorted = order?.by === by;
  return (
    <span
      role="columnheader"
      aria-sort={isSorted ? (order.descending ? 'descending' : 'ascending') : undefined}
      className={`cell model-${by} ${FIGURES.has(by) ? 'number' : ''}`}
      title={by === 'input' || by === 'cached' || by === 'output' ? texts.priceHint : undefined}
    >
      <button type="button" className="head-button" onClick={() => onSort(by)}>
        {texts.columns[by]}
        {isSorted && <span aria-hidden="true">{order.descending ? ' ↓' : ' ↑'}</span>}
      </button>
    </span>
  );
}

interface RowsProps {
  models: readonly ModelView[];
  order: Order | null;
  onSort(by: Sort): void;
}

/** The rows, of which only those that are seen are drawn. */
function Rows({ models, order, onSort }: RowsProps) {
  const texts = useTexts(TEXTS);
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ px: 0, rowPx: 32, offset: 0 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = (): void => {
      const style = getComputedStyle(element);
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setSize({
        px: element.clientWidth,
        rowPx: Number.parseFloat(style.getPropertyValue('--row')) * rem || 32,
        offset: element.getBoundingClientRect().top + window.scrollY,
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const narrow = size.px < NARROW_PX;
  const rowPx = narrow ? NARROW_ROW_PX : size.rowPx;
  const virtual = useWindowVirtualizer({
    count: models.length,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: size.offset,
    getItemKey: (index) => models[index]?.id ?? index,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of rows moves all of them
  useLayoutEffect(() => virtual.measure(), [rowPx]);
  return (
    <div
      ref={frame}
      role="table"
      aria-label={texts.models}
      aria-rowcount={models.length + 1}
      className={`models ${narrow ? 'narrow' : size.px < MEDIUM_PX ? 'medium' : ''}`}
    >
      <div role="row" aria-rowindex={1} className="model-row model-head">
        {SORTS.map((by) => (
          <Head key={by} by={by} order={order} onSort={onSort} />
        ))}
      </div>
      <div role="rowgroup" className="models-body" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const model = models[index];
          if (model === undefined) return null;
          return <ModelRow key={model.id} model={model} index={index} top={start - size.offset} />;
        })}
      </div>
    </div>
  );
}

export interface ModelTableProps {
  read: UseQueryResult<ModelView[]>;
  /** The provider whose models are shown; null: all. */
  only: string | null;
  withOff: boolean;
  onOff(on: boolean): void;
}

/** What can be asked for: windows, prices, and by what tokens are counted. Filter and order are in the address. */
export function ModelTable({ read, only, withOff, onOff }: ModelTableProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const [text, setText] = useParam('q');
  const [sort, setSort] = useParam('sort');
  const order = useMemo(() => parseOrder(sort), [sort]);
  const all = useMemo(() => filterModels(read.data ?? [], '', only), [read.data, only]);
  const models = useMemo(
    () => sortModels(filterModels(all, text ?? '', only), order),
    [all, text, only, order],
  );
  return (
    <section className="panel stack" aria-labelledby="models-models">
      <div className="row">
        <h2 id="models-models">{texts.models}</h2>
        <span className="quiet" role="status">
          {read.data !== undefined && texts.shown(format.count(models.length), format.count(all.length))}
        </span>
        {only === null && (
          <label className="row spread models-off">
            <input type="checkbox" checked={withOff} onChange={(event) => onOff(event.target.checked)} />
            {texts.withOff}
          </label>
        )}
        <input
          type="search"
          className="input models-filter"
          aria-label={texts.filter}
          placeholder={texts.filter}
          value={text ?? ''}
          data-filter
          onChange={(event) => setText(event.target.value || null, { replace: true })}
        />
      </div>
      {read.isError && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending ? (
        <div className="models-waiting" aria-busy="true">
          <Waiting width="100%" />
        </div>
      ) : models.length === 0 && !read.isError ? (
        <p className="quiet">{all.length === 0 ? texts.noModels : texts.nothingFits}</p>
      ) : (
        <Rows
          models={models}
          order={order}
          onSort={(by) => setSort(nextOrder(order, by), { replace: true })}
        />
      )}
    </section>
  );
}
