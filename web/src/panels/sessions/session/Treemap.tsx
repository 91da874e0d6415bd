import { type CSSProperties, type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { Name } from '../../../components/text/Name.tsx';
import { TEXTS as SHARED } from '../../../components/texts.ts';
import { useWidth } from '../../../data/use-width.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { blockHref } from './block-href.ts';
import { cellText } from './block-text.ts';
import type { CellsProps } from './CompositionBar.tsx';
import type { Cell } from './cells.ts';
import { nest } from './nested.ts';
import { TEXTS } from './texts.ts';
import type { Box } from './treemap-layout.ts';

const HEIGHT = 384;
/** The least cell that has words in it, in px. */
const LABELLED = { width: 64, height: 28 };

function placeOf({ x, y, width, height }: Box): CSSProperties {
  return { left: x, top: y, width: Math.max(1, width - 1), height: Math.max(1, height - 1) };
}

/** Which single thing is big: kinds, in them tools or roles, in these blocks. */
export function Treemap({ cells, marked, onMark, exchangeId }: CellsProps) {
  const texts = useTexts(TEXTS);
  const { parts } = useTexts(SHARED);
  const format = useFormat();
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const [reached, setReached] = useState<string | null>(null);
  const nested = useMemo(() => nest(cells, width, HEIGHT), [cells, width]);
  const entry = cells.some(({ key }) => key === reached) ? reached : (cells[0]?.key ?? null);

  const walk = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-cell]')];
    const at = all.findIndex((element) => element.matches(':focus'));
    all[Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  };
  const nameOf = (cell: Cell): string =>
    [
      parts[cell.part],
      cell.group,
      cellText(cell, texts, format),
      texts.moreTokens(format.count(cell.tokens)),
      format.percent(cell.share, 1),
    ]
      .filter((part) => part !== null)
      .join(', ');

  return (
    <div
      ref={place}
      role="group"
      aria-label={texts.mapLabel}
      className="treemap"
      style={{ height: HEIGHT }}
      onKeyDown={walk}
      onPointerLeave={() => onMark(null)}
    >
      {nested.parts.map(({ part, tokens, box, headed }) => (
        <div key={part} className={`map-part kind-${part}`} style={placeOf(box)} aria-hidden="true">
          {headed && (
            <span className="map-head one-line">
              <b>{parts[part]}</b> {format.short(tokens)}
            </span>
          )}
        </div>
      ))}
      {nested.groups.map(({ part, group, tokens, box }) => (
        <div
          key={`${part} ${group}`}
          className={`map-group kind-${part}`}
          style={placeOf(box)}
          aria-hidden="true"
        >
          <span className="map-head one-line">
            <Name text={group ?? ''} /> {format.short(tokens)}
          </span>
        </div>
      ))}
      {nested.cells.map(({ cell, box }) => {
        const shared = {
          className: `map-cell kind-${cell.part}`,
          style: placeOf(box),
          title: nameOf(cell),
          tabIndex: cell.key === entry ? 0 : -1,
          'data-cell': true,
          'data-marked': cell.key === marked || undefined,
          onPointerEnter: () => onMark(cell.key),
          onFocus: () => {
            setReached(cell.key);
            onMark(cell.key);
          },
          onBlur: () => onMark(null),
        };
        const isLabelled = box.width >= LABELLED.width && box.height >= LABELLED.height;
        const label = isLabelled && (
          <>
            <Name className="map-text" text={cellText(cell, texts, format)} />{' '}
            <span className="map-tokens">
              {format.short(cell.tokens)}
              {(cell.block?.repeats ?? 1) > 1 && ` ×${format.count(cell.block?.repeats)}`}
            </span>
          </>
        );
        return cell.block === null ? (
          <span key={cell.key} role="img" aria-label={nameOf(cell)} {...shared}>
            {label}
          </span>
        ) : (
          <a key={cell.key} href={blockHref(exchangeId, cell.block)} {...shared}>
            {label} <span className="visually-hidden">{nameOf(cell)}</span>
          </a>
        );
      })}
    </div>
  );
}
