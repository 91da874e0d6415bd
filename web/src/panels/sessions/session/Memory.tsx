import { memo, useMemo, useRef, useState } from 'react';
import { Scroller } from '../../../components/Scroller.tsx';
import { Failure, Waiting } from '../../../components/States.tsx';
import { TEXTS as SHARED } from '../../../components/texts.ts';
import { useWidth } from '../../../data/use-width.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { type MemoryColumn, memoryColumns } from './memory-columns.ts';
import { TEXTS } from './texts.ts';
import type { Chosen } from './use-chosen.ts';
import { useMemory } from './use-memory.ts';

const HEIGHT = 72;
const LEAST_COLUMN = 3;
const MOST_COLUMN = 56;
/** Turns that the table has. */
const IN_TABLE = 200;

const Columns = memo(function Columns({ columns, width }: { columns: MemoryColumn[]; width: number }) {
  const most = columns.reduce((high, { memory, chat }) => Math.max(high, (memory ?? 0) + (chat ?? 0)), 1);
  return columns.map(({ memory, chat }, n) => {
    const high = (((memory ?? 0) + (chat ?? 0)) / most) * HEIGHT;
    const low = ((memory ?? 0) / most) * HEIGHT;
    const shared = { x: n * width, width: Math.max(1, width - 1) };
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
      <g key={n}>
        <rect className="memory-chat" y={HEIGHT - high} height={high} {...shared} />
        <rect className="memory-part" y={HEIGHT - low} height={low} {...shared} />
      </g>
    );
  });
});

interface MemoryProps {
  sessionId: number;
  chosen: Chosen;
  /** Whether the timeline is read: one thing is read after the other. */
  ready: boolean;
}

/** How much of the context is memory, turn by turn; the columns stand where those of the strip do. */
export function Memory({ sessionId, chosen, ready }: MemoryProps) {
  const texts = useTexts(TEXTS);
  const { asTable } = useTexts(SHARED);
  const format = useFormat();
  const place = useRef<HTMLDivElement>(null);
  const px = useWidth(place);
  const [open, setOpen] = useState(false);
  const { turns, at } = chosen;
  const { points, pending, error, retry } = useMemory(sessionId, ready);
  const own = useMemo(() => turns.map(({ exchange_id: id }) => points.get(id) ?? null), [turns, points]);
  const columns = useMemo(() => memoryColumns(own, Math.max(1, Math.floor(px / LEAST_COLUMN))), [own, px]);
  const width = Math.min(MOST_COLUMN, px / Math.max(1, columns.length));
  const some = own.some((point) => (point?.memory_tokens ?? 0) > 0);
  const ratio = own[at]?.memory_ratio ?? null;
  const first = Math.max(0, own.length - IN_TABLE);
  return (
    <section className="panel" aria-labelledby="memory-title">
      <div className="panel-head">
        <h2 id="memory-title">{texts.memory}</h2>
        {some && (
          <span className="quiet">
            {ratio === null
              ? texts.memoryUnknown
              : texts.memoryNow(format.percent(ratio, 1), format.percent(1 - ratio, 1))}
          </span>
        )}
      </div>
      {error !== null && <Failure error={error} onRetry={retry} />}
      {pending && error === null && <Waiting width="18rem" />}
      {!pending && !some && <p className="quiet">{texts.noMemory}</p>}
      <div ref={place} hidden={!some}>
        {some && (
          <svg
            width="100%"
            height={HEIGHT}
            role="img"
            aria-label={texts.memoryLabel(format.plural(turns.length, ...texts.turnCount))}
          >
            <Columns columns={columns} width={width} />
          </svg>
        )}
      </div>
      {some && (
        <>
          <ul className="legend">
            <li>
              <span className="key-bar memory" aria-hidden="true" /> {texts.memoryColumn}
            </li>
            <li>
              <span className="key-bar" aria-hidden="true" /> {texts.chatColumn}
            </li>
          </ul>
          <button
            type="button"
            className="button plain small"
            aria-expanded={open}
            onClick={() => setOpen((is) => !is)}
          >
            {asTable}
          </button>
          {open && (
            <Scroller label={texts.memory} className="short-table">
              {first > 0 && <p className="quiet small">{texts.newestOf(format.count(IN_TABLE))}</p>}
              <table>
                <thead>
                  <tr>
                    {[texts.columns.turn, texts.memoryColumn, texts.chatColumn, texts.share].map((name) => (
                      <th key={name} scope="col" className="number">
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {own
                    .slice(first)
                    .map((point, index) => (
                      <tr key={turns[first + index]?.exchange_id}>
                        <td className="number">{format.count(first + index + 1)}</td>
                        <td className="number">{format.count(point?.memory_tokens)}</td>
                        <td className="number">{format.count(point?.chat_tokens)}</td>
                        <td className="number">{format.percent(point?.memory_ratio, 1)}</td>
                      </tr>
                    ))
                    .reverse()}
                </tbody>
              </table>
            </Scroller>
          )}
        </>
      )}
    </section>
  );
}
