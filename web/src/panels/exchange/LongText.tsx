import { type ReactNode, useState } from 'react';
import { Failure } from '../../components/States.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { firstLines } from './lines.ts';
import { TEXTS } from './texts.ts';
import { type TextSource, usePieces } from './use-pieces.ts';

export interface LongTextProps {
  /** What is here already: the whole, or its beginning. */
  text: string;
  /** Where the whole is, where this is its beginning alone. */
  source: TextSource | null;
  /** Bytes or characters of the whole, in words; for the button. */
  size: string;
  /** Lines that are shown at first. */
  lines: number;
  show(text: string): ReactNode;
}

/** A text that may be long: its first lines, and the rest where it is asked for, by pieces. */
export function LongText({ text, source, size, lines, show }: LongTextProps) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [open, setOpen] = useState(false);
  const pieces = usePieces(source ?? { path: '' }, open && source !== null);
  const { head, rest } = firstLines(text, lines);
  const isCut = rest > 0 || source !== null;
  const whole = pieces.text ?? text;
  return (
    <>
      {show(open ? whole : head)}
      {isCut && (
        <div className="row long-text-foot">
          <button
            type="button"
            className="button plain small more"
            aria-expanded={open}
            onClick={() => setOpen((is) => !is)}
          >
            {open
              ? texts.fewer
              : source === null
                ? format.plural(rest, ...texts.moreLines)
                : texts.restOf(size)}
          </button>
          {open && pieces.hasMore && (
            <button
              type="button"
              className="button small"
              disabled={pieces.loading}
              onClick={pieces.loadMore}
            >
              {texts.load(format.count(whole.length), format.count(pieces.characters))}
            </button>
          )}
          {open && pieces.loading && <span className="quiet small">{texts.loading}</span>}
        </div>
      )}
      {open && pieces.error !== null && <Failure error={pieces.error} onRetry={pieces.retry} />}
    </>
  );
}
