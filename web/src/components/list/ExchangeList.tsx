import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ExchangeRow } from '../../../../src/contract/row.ts';
import type { ExchangeRows } from '../../data/exchanges.ts';
import { useLiveStore } from '../../data/live/index.ts';
import { useNow } from '../../data/use-now.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { Failure } from '../States.tsx';
import { columnsFor, type Width } from './columns.tsx';
import { ListRow } from './ListRow.tsx';
import { elapsedOf } from './segments.ts';
import { TEXTS } from './texts.ts';
import { useHeld } from './use-held.ts';

/** From so many px on there is room for so many columns. */
const COMPACT_PX = 870;
const MEDIUM_PX = 1030;
const WIDE_PX = 1240;
const NARROW_ROW_PX = 56;
/** Rows that are drawn beyond what is seen. */
const OVERSCAN = 12;
/** How many rows from the end the next page is asked for. */
const AHEAD = 30;
/** How often what runs is drawn anew, in ms: numbers move four times a second at most. */
const TICK_MS = 250;
const SCALES_S = [1, 2, 5, 12, 30, 60, 120, 300, 600, 1800];

export interface ExchangeListProps {
  list: ExchangeRows;
  thresholds: readonly number[];
  paused: boolean;
  /** The exchange that is shown beside; null: none. */
  openId: string | null;
  onOpen(id: string | null, how?: { replace?: boolean }): void;
}

function widthOf(px: number): Width {
  return px < COMPACT_PX ? 'narrow' : px < MEDIUM_PX ? 'compact' : px < WIDE_PX ? 'medium' : 'wide';
}

/** A scale that nine of ten rows fit into. */
function scaleOf(rows: readonly ExchangeRow[], now: number): number {
  const times = rows
    .slice(0, 60)
    .map((row) => elapsedOf(row, now) ?? 0)
    .sort((a, b) => a - b);
  const most = (times[Math.floor(times.length * 0.9)] ?? 1000) / 1000;
  return (SCALES_S.find((seconds) => seconds >= most) ?? 1800) * 1000;
}

/** The live list. Newest on top; it moves by itself only there, and not while it is paused. */
export function ExchangeList({ list, thresholds, paused, openId, onOpen }: ExchangeListProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const live = useLiveStore();
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [px, setPx] = useState(0);
  const [rowPx, setRowPx] = useState(32);
  const [offset, setOffset] = useState(0);
  const [selected, setSelected] = useState<string | null>(openId);
  const width = widthOf(px);
  // Back opens another one without this list being told.
  const current = openId ?? selected;

  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = (): void => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const row = getComputedStyle(element).getPropertyValue('--row');
      setPx(element.clientWidth);
      setRowPx(Number.parseFloat(row) * (row.includes('rem') ? rem : 1) || 32);
      setOffset(element.getBoundingClientRect().top + window.scrollY);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  const { rows, newer, release } = useHeld(list.rows, paused, offset);
  const runs = rows.some(({ status }) => status === 'running');
  const now = useNow(TICK_MS, runs && !paused);
  const scaleMs = useMemo(() => scaleOf(rows, now), [rows, now]);
  const size = width === 'narrow' ? NARROW_ROW_PX : rowPx;
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => size,
    overscan: OVERSCAN,
    scrollMargin: offset,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of rows moves all of them
  useLayoutEffect(() => virtual.measure(), [size]);
  const items = virtual.getVirtualItems();
  // Only rows that are seen are there to be named.
  const isDrawn = items.some(({ index }) => rows[index]?.id === current);
  const lastSeen = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (list.hasMore && !list.loadingMore && lastSeen >= rows.length - AHEAD) list.loadMore();
  }, [list, lastSeen, rows.length]);

  const open = useCallback(
    (exchange: string) => {
      setSelected(exchange);
      onOpen(exchange);
    },
    [onOpen],
  );
  const move = (step: number): void => {
    const at = rows.findIndex((row) => row.id === current);
    const next =
      at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step));
    const row = rows[next];
    if (row === undefined) return;
    setSelected(row.id);
    virtual.scrollToIndex(next, { align: 'auto' });
    if (openId !== null) onOpen(row.id, { replace: true });
  };
  useListKeys({
    frame,
    move,
    open: () => current !== null && open(current),
    close: openId === null ? null : () => onOpen(null),
  });

  return (
    <div className="list-frame">
      {newer > 0 && (
        <div className="list-newer">
          <button type="button" className="button primary" onClick={release}>
            {paused ? texts.paused(format.count(newer)) : `${texts.newer(format.count(newer))} ↑`}
          </button>
        </div>
      )}
      <div
        ref={frame}
        role="grid"
        tabIndex={0}
        aria-label={texts.exchanges}
        aria-rowcount={list.hasMore ? -1 : rows.length + 1}
        aria-activedescendant={isDrawn ? `${id}-${current}` : undefined}
        aria-busy={list.loading}
        className="list"
        data-list
      >
        <div role="row" aria-rowindex={1} className={`list-row list-head ${width}`}>
          {width === 'narrow' ? (
            <span role="columnheader" className="visually-hidden">
              {texts.exchanges}
            </span>
          ) : (
            columnsFor(width).map(({ name, number }) => (
              <span key={name} role="columnheader" className={number ? 'cell number' : 'cell'}>
                {texts.columns[name]}
                {name === 'waterfall' && ` ${texts.scale(format.count(scaleMs / 1000))}`}
              </span>
            ))
          )}
        </div>
        <div role="rowgroup" className="list-body" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <ListRow
                key={row.id}
                id={`${id}-${row.id}`}
                row={row}
                index={index}
                selected={row.id === current}
                width={width}
                scaleMs={scaleMs}
                now={row.status === 'running' ? now : 0}
                heardAt={row.status === 'running' ? (live.world.heardAt.get(row.id) ?? null) : null}
                thresholds={thresholds}
                top={start - offset}
                onOpen={open}
              />
            );
          })}
        </div>
      </div>
      {list.error !== null && <Failure error={list.error} onRetry={list.retry} />}
      <p className="list-foot quiet small" aria-live="polite">
        {list.loadingMore
          ? texts.loadingMore
          : !list.hasMore && rows.length > 0
            ? texts.noMore(format.count(rows.length))
            : ''}
      </p>
    </div>
  );
}

interface ListKeys {
  frame: React.RefObject<HTMLDivElement | null>;
  move(step: number): void;
  open(): void;
  /** Null where nothing is open: Esc is then for who else wants it. */
  close: (() => void) | null;
}

/** `j`, `k` and Esc work wherever nothing else takes keys; arrows and Enter where the list has the focus. */
function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { frame, move, open, close } = latest.current;
      const { target } = event;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (
        !(target instanceof HTMLElement) ||
        target.closest('input, textarea, select, [role="menu"], [role="dialog"]')
      )
        return;
      const focused = frame.current?.contains(target) ?? false;
      const back = (): void => {
        close?.();
        frame.current?.focus({ preventScroll: true });
      };
      const actions: [string, boolean, () => void][] = [
        ['j', true, () => move(1)],
        ['k', true, () => move(-1)],
        ['ArrowDown', focused, () => move(1)],
        ['ArrowUp', focused, () => move(-1)],
        ['Enter', focused || target === document.body, open],
        ['Escape', close !== null, back],
      ];
      const run = actions.find(([key, works]) => works && key === event.key)?.[2];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
