import { Name } from '../../components/text/Name.tsx';
import { UNKNOWN, useTexts } from '../../texts/index.ts';
import type { Axis } from './buckets.ts';
import { heightOf, type Series, type Stack } from './stack.ts';
import { TEXTS } from './texts.ts';

interface ChartTableProps {
  axis: Axis;
  stack: Stack;
  title: string;
  whole: number | null;
  exact(value: number | null): string;
  bucketName(bucket: string): string;
  seriesName(series: Series): string;
}

/** The bars as numbers; those that are empty are left out. */
export function ChartTable({ axis, stack, title, whole, exact, bucketName, seriesName }: ChartTableProps) {
  const texts = useTexts(TEXTS);
  const rows = axis.keys.flatMap((key) => {
    const bar = stack.bars.get(key);
    return bar === undefined ? [] : [{ key, bar }];
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keys
    <section className="spend-scroll spend-chart-place" tabIndex={0} aria-label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.units[axis.unit]}</th>
            {stack.series.map(({ id, series }) => (
              <th key={id} scope="col" className="number spend-name" title={seriesName(series)}>
                <Name text={seriesName(series)} />
              </th>
            ))}
            <th scope="col" className="number">
              {texts.total}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, bar }) => (
            <tr key={key}>
              <th scope="row">{bucketName(key)}</th>
              {bar.map((value, at) => (
                <td key={stack.series[at]?.id} className="number">
                  {value === 0 ? UNKNOWN : exact(value)}
                </td>
              ))}
              <td className="number">{exact(heightOf(bar))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{texts.total}</th>
            {stack.series.map(({ id, total }) => (
              <td key={id} className="number">
                {exact(total)}
              </td>
            ))}
            <td className="number">{exact(whole)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
