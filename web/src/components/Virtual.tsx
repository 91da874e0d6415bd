import { useVirtualizer, useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';

const OVERSCAN = 10;

export interface VirtualProps {
  count: number;
  /** The height of a row in px, the same for all. */
  rowPx: number;
  keyOf(index: number): string | number;
  /** A row; `place` puts it where it belongs. */
  row(index: number, place: CSSProperties): ReactNode;
  /** Told which row is the last that is drawn, so that more can be read. */
  onLast?(index: number): void;
}

function placeOf(top: number, height: number): CSSProperties {
  return { position: 'absolute', insetInline: 0, top: 0, height, transform: `translateY(${top}px)` };
}

function useLast(last: number | undefined, onLast: VirtualProps['onLast'], count: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: with more rows the same last one may be near the end no more
  useEffect(() => {
    if (last !== undefined) onLast?.(last);
  }, [last, onLast, count]);
}

/** Rows that scroll with the page; only those that are seen are drawn. */
export function PageRows({ count, rowPx, keyOf, row, onLast }: VirtualProps) {
  const place = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => setOffset((place.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: offset,
    getItemKey: keyOf,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of rows moves all of them
  useLayoutEffect(() => virtual.measure(), [rowPx]);
  const items = virtual.getVirtualItems();
  useLast(items.at(-1)?.index, onLast, count);
  return (
    <div
      ref={place}
      role="rowgroup"
      className="virtual-rows"
      style={{ position: 'relative', height: virtual.getTotalSize() }}
    >
      {items.map(({ index, start }) => row(index, placeOf(start - offset, rowPx)))}
    </div>
  );
}

export interface ScrollRowsProps extends VirtualProps {
  /** The element that scrolls them. */
  scroller: React.RefObject<HTMLElement | null>;
  /** What stands above the rows in the scroller and stays there when they scroll, in px. */
  headPx: number;
  /** The row that is to be seen; scrolled to when its key is another. */
  shown: number | null;
}

/** Rows in a scroller of their own; only those that are seen are drawn. */
export function ScrollRows(props: ScrollRowsProps) {
  const { count, rowPx, keyOf, row, onLast, scroller, headPx, shown } = props;
  const virtual = useVirtualizer({
    count,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    getScrollElement: () => scroller.current,
    scrollMargin: headPx,
    scrollPaddingStart: headPx,
    getItemKey: keyOf,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of rows moves all of them
  useLayoutEffect(() => virtual.measure(), [rowPx]);
  const latest = useRef({ virtual, shown });
  latest.current = { virtual, shown };
  const shownKey = shown === null ? null : keyOf(shown);
  const items = virtual.getVirtualItems();
  // At first the scroller is not measured, and there is nothing to scroll.
  const isReady = items.length > 0;
  useEffect(() => {
    const { virtual: rows, shown: index } = latest.current;
    if (isReady && shownKey !== null && index !== null) rows.scrollToIndex(index, { align: 'auto' });
  }, [shownKey, isReady]);
  useLast(items.at(-1)?.index, onLast, count);
  return (
    <div role="rowgroup" style={{ position: 'relative', height: virtual.getTotalSize() }}>
      {items.map(({ index, start }) => row(index, placeOf(start - headPx, rowPx)))}
    </div>
  );
}
