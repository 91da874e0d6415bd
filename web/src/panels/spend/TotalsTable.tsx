import { hrefOf, useParam } from '../../app/location.ts';
import { Name } from '../../components/text/Name.tsx';
import { UNKNOWN, useFormat, useTexts } from '../../texts/index.ts';
import { type By, opened } from './drill.ts';
import { type Local, useLocal } from './queries.ts';
import { COLUMNS, type Column, cachedOf, readSort, shareOf, sharesOf, sorted, writeSort } from './sort.ts';
import type { TotalsRow } from './stack.ts';
import { TEXTS } from './texts.ts';
import { useHere } from './use-here.ts';
import { useNames } from './use-names.ts';

function isLocal(by: By, key: string | null, local: Local | null): boolean {
  if (key === null || local === null) return false;
  return by === 'model' ? local.models.has(key) : by === 'provider' && local.providers.has(key);
}

interface TotalsTableProps {
  by: By;
  rows: readonly TotalsRow[];
  sum: TotalsRow | null;
  q: string;
}

/** The totals of a key. A row leads to what is in it; the foot is what the key figures are. */
export function TotalsTable({ by, rows, sum, q }: TotalsTableProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const here = useHere();
  const nameOf = useNames(by);
  const [asked, setAsked] = useParam('sort');
  const shares = sharesOf(sum);
  const sort = readSort(
    asked,
    by === 'day'
      ? { column: 'name', down: true }
      : { column: shares.of === 'cost' ? 'cost' : 'share', down: true },
  );
  const local = useLocal(rows.some(({ cost_usd: usd }) => usd === 0));
  // Days are told apart by their keys: their names have no order.
  const ordered = sorted(rows, sort, shares, by === 'day' ? (key) => key ?? '' : nameOf);
  const choose = (column: Column): void => {
    const down = sort.column === column ? !sort.down : column !== 'name';
    setAsked(writeSort({ column, down }), { replace: true });
  };
  const heads: Record<Column, string> = {
    ...texts.columns,
    name: texts.keys[by],
    share: texts.shareOf[shares.of],
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keys
    <section className="spend-scroll" tabIndex={0} aria-label={texts.by(texts.keys[by])}>
      <table className="spend-table">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th
                key={column}
                scope="col"
                className={column === 'name' || column === 'share' ? `spend-${column}` : 'number'}
                aria-sort={sort.column !== column ? 'none' : sort.down ? 'descending' : 'ascending'}
              >
                <button type="button" className="spend-sort" onClick={() => choose(column)}>
                  {heads[column]}
                  <span aria-hidden="true">{sort.column !== column ? '' : sort.down ? ' ↓' : ' ↑'}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.map((row) => {
            const name = nameOf(row.key);
            const share = shareOf(row, shares);
            const href =
              by === 'session' && row.key !== null
                ? `#/sessions/${row.key}`
                : hrefOf('/spend', here(opened(by, row.key, q)));
            return (
              <tr key={row.key ?? ''}>
                <th scope="row" className="spend-name" title={name}>
                  <a href={href}>
                    <Name text={name} />
                  </a>
                </th>
                <td className="number">{format.count(row.exchanges)}</td>
                <td className="number">{format.count(row.input)}</td>
                <td className="number" title={cachedOf(row) === null ? texts.cacheUnsaid : undefined}>
                  {format.percent(cachedOf(row))}
                </td>
                <td className="number">{format.count(row.output)}</td>
                <td className="number" title={row.cost_usd === null ? texts.nothingPriced : undefined}>
                  {row.cost_usd === 0 && isLocal(by, row.key, local) && (
                    <span className="tag">{texts.runsHere}</span>
                  )}{' '}
                  {format.usd(row.cost_usd)}
                </td>
                <td className="spend-share">
                  <span className="spend-bar" aria-hidden="true">
                    <span style={{ width: `${100 * (share ?? 0)}%` }} />
                  </span>
                  <span className="number">{format.percent(share)}</span>
                </td>
                <td className="number">{format.count(row.unpriced)}</td>
                <td className={row.errors > 0 ? 'number bad' : 'number'}>{format.count(row.errors)}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="spend-name">
              {texts.total}
            </th>
            <td className="number">{format.count(sum?.exchanges)}</td>
            <td className="number">{format.count(sum?.input)}</td>
            <td className="number">{sum === null ? UNKNOWN : format.percent(cachedOf(sum))}</td>
            <td className="number">{format.count(sum?.output)}</td>
            <td className="number">{format.usd(sum?.cost_usd)}</td>
            <td className="spend-share" />
            <td className="number">{format.count(sum?.unpriced)}</td>
            <td className="number">{format.count(sum?.errors)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
