import { useMemo } from 'react';
import { useParam } from '../../../app/location.ts';
import { Scroller } from '../../../components/Scroller.tsx';
import { Name } from '../../../components/text/Name.tsx';
import { TEXTS as SHARED } from '../../../components/texts.ts';
import { UNKNOWN, useFormat, useTexts } from '../../../texts/index.ts';
import { blockHref } from './block-href.ts';
import { cellText } from './block-text.ts';
import type { CellsProps } from './CompositionBar.tsx';
import { type CellSort, SORTS, sortedCells } from './sorted-cells.ts';
import { TEXTS } from './texts.ts';

interface CompositionTableProps extends CellsProps {
  /** Number of the turn, from 1. */
  turn: number;
  /** The whole, as the gauge says it. */
  total: number;
}

/** The truth: each block with its tokens; they add up to what the gauge says. */
export function CompositionTable({ cells, marked, onMark, exchangeId, turn, total }: CompositionTableProps) {
  const texts = useTexts(TEXTS);
  const { parts } = useTexts(SHARED);
  const format = useFormat();
  const [asked, setSort] = useParam('sort');
  const sort: CellSort = SORTS.find((one) => one === asked) ?? 'tokens';
  const rows = useMemo(() => sortedCells(cells, sort), [cells, sort]);
  const firstSeen = (age: number | null | undefined): string =>
    age === null || age === undefined || turn - age < 1 ? UNKNOWN : format.count(turn - age);
  const sorting = (name: CellSort, label: string, hint?: string) => (
    <th
      scope="col"
      className={name === 'kind' ? undefined : 'number'}
      aria-sort={sort === name ? (name === 'kind' ? 'ascending' : 'descending') : undefined}
      title={hint}
    >
      <button
        type="button"
        className="sort"
        aria-label={texts.sortBy(label)}
        onClick={() => setSort(name === 'tokens' ? null : name, { replace: true })}
      >
        {label}
        <span aria-hidden="true">{sort === name ? ' ▾' : ''}</span>
      </button>
    </th>
  );
  return (
    <Scroller label={texts.tableLabel} className="composition-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.block}</th>
            {sorting('kind', texts.kind)}
            <th scope="col" className="tool-cell">
              {texts.tool}
            </th>
            {sorting('tokens', texts.tokens)}
            <th scope="col" className="number">
              {texts.share}
            </th>
            {sorting('times', texts.times, texts.timesHint)}
            {sorting('newest', texts.firstSeen, texts.firstSeenHint)}
          </tr>
        </thead>
        <tbody>
          {rows.map((cell) => {
            const { key, part, block, tokens, share } = cell;
            const text = cellText(cell, texts, format);
            return (
              <tr
                key={key}
                data-marked={key === marked || undefined}
                onPointerEnter={() => onMark(key)}
                onPointerLeave={() => onMark(null)}
                onFocus={() => onMark(key)}
                onBlur={() => onMark(null)}
              >
                <td className="block-name">
                  {block === null ? (
                    <span className="quiet">{text}</span>
                  ) : (
                    <a className="one-line" href={blockHref(exchangeId, block)} title={text}>
                      <Name text={text} />
                    </a>
                  )}
                </td>
                <td className="kind-cell">
                  <span className={`swatch kind kind-${part}`} aria-hidden="true" />
                  {parts[part]}
                </td>
                <td className="tool-cell">
                  <bdi className="one-line" title={block?.tool ?? undefined}>
                    {block?.tool ?? ''}
                  </bdi>
                </td>
                <td className="number">{format.count(tokens)}</td>
                <td className="number">{format.percent(share, 1)}</td>
                <td className="number">{block === null ? '' : format.count(block.repeats)}</td>
                <td className="number">{block === null ? '' : firstSeen(block.age)}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{texts.total}</th>
            <td />
            <td className="tool-cell" />
            <td className="number">{format.count(total)}</td>
            <td className="number">{format.percent(1)}</td>
            <td colSpan={2} />
          </tr>
        </tfoot>
      </table>
    </Scroller>
  );
}
