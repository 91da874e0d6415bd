import { kindClass } from '../../../components/kinds.ts';
import { TEXTS as SHARED } from '../../../components/texts.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { cellText } from './block-text.ts';
import type { Cell } from './cells.ts';
import { TEXTS } from './texts.ts';

export interface CellsProps {
  cells: Cell[];
  /** The cell that the pointer or the focus is on, wherever that is. */
  marked: string | null;
  onMark(key: string | null): void;
  exchangeId: string;
}

/** How much of what, in which order. */
export function CompositionBar({ cells, marked, onMark }: CellsProps) {
  const texts = useTexts(TEXTS);
  const { parts } = useTexts(SHARED);
  const format = useFormat();
  return (
    <div
      className="composition-bar"
      role="img"
      aria-label={texts.barLabel}
      onPointerLeave={() => onMark(null)}
    >
      {cells.map((cell) => (
        <span
          key={cell.key}
          className={kindClass(cell.part)}
          data-marked={cell.key === marked || undefined}
          style={{ flexGrow: cell.tokens }}
          title={`${parts[cell.part]}: ${cellText(cell, texts, format)}, ${format.count(cell.tokens)}`}
          onPointerEnter={() => onMark(cell.key)}
        />
      ))}
    </div>
  );
}
