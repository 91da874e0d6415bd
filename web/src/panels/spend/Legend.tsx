import { Name } from '../../components/text/Name.tsx';
import { UNKNOWN } from '../../texts/index.ts';
import { colourClass } from './Bars.tsx';
import { heightOf, type Series, type Stack } from './stack.ts';

interface LegendProps {
  stack: Stack;
  /** Values of the bar that is pointed at; null: none is, and sums are shown. */
  bar: readonly number[] | null;
  title: string;
  whole: number | null;
  exact(value: number | null): string;
  nameOf(series: Series): string;
}

/** What the colours are, and how much: of all bars, or of the one that is pointed at. */
export function Legend({ stack, bar, title, whole, exact, nameOf }: LegendProps) {
  return (
    <dl className="spend-legend">
      <div>
        <dt>
          <b>{title}</b>
        </dt>
        <dd>{bar === null ? exact(whole) : bar.length === 0 ? UNKNOWN : exact(heightOf(bar))}</dd>
      </div>
      {stack.series.map(({ id, series, total }, at) => (
        <div key={id}>
          <dt title={nameOf(series)}>
            <span className={`swatch ${colourClass(stack, at)}`} aria-hidden="true" />
            <Name className="one-line" text={nameOf(series)} />
          </dt>
          <dd>{bar === null ? exact(total) : (bar[at] ?? 0) === 0 ? UNKNOWN : exact(bar[at] ?? null)}</dd>
        </div>
      ))}
    </dl>
  );
}
