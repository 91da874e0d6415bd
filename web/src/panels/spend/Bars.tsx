import { type Axis, labelled, roundAbove } from './buckets.ts';
import { heightOf, type Stack } from './stack.ts';

interface BarsProps {
  axis: Axis;
  stack: Stack;
  /** What it shows, in a sentence: for who does not see it. */
  label: string;
  show(value: number): string;
  nameOf(bucket: string): string;
  /** Which bar the pointer is on. */
  active: string | null;
  onActive(bucket: string | null): void;
}

/** Stacked bars over time. Their numbers are in the legend and the table. */
export function Bars({ axis, stack, label, show, nameOf, active, onActive }: BarsProps) {
  const { keys } = axis;
  const top = roundAbove(Math.max(0, ...keys.map((key) => heightOf(stack.bars.get(key)))));
  const labels = labelled(keys.length);
  return (
    <div className="spend-bars" role="img" aria-label={label}>
      <div className="spend-ticks" aria-hidden="true">
        {[1, 0.5, 0].map((share) => (
          <span key={share}>{top === 0 && share > 0 ? '' : show(top * share)}</span>
        ))}
      </div>
      <div className="spend-plot" onPointerLeave={() => onActive(null)}>
        {keys.map((key) => {
          const values = stack.bars.get(key) ?? [];
          return (
            <div
              key={key}
              className={key === active ? 'spend-column active' : 'spend-column'}
              onPointerEnter={() => onActive(key)}
            >
              {values.map((value, at) => {
                const series = stack.series[at];
                return value <= 0 || series === undefined ? null : (
                  <span
                    key={series.id}
                    className={`spend-piece ${colourClass(stack, at)}`}
                    style={{ height: `${(100 * value) / (top || 1)}%` }}
                  />
                );
              })}
            </div>
          );
        })}
      </div>
      <div className="spend-times" aria-hidden="true">
        {labels.map((at) => (
          <span key={keys[at]} style={{ insetInlineStart: `${(100 * (at + 0.5)) / keys.length}%` }}>
            {nameOf(keys[at] ?? '')}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The colour of a series by its place; parts of the input and what is together have their own. */
export function colourClass({ series }: Stack, at: number): string {
  const one = series[at]?.series;
  if (one === undefined || one.of === 'others') return 'series-others';
  return one.of === 'cache' ? `series-${one.part}` : `series-${at + 1}`;
}
