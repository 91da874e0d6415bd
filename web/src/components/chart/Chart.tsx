import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { usePreferredTheme } from '../../data/use-preferred-theme.ts';
import { useTexts } from '../../texts/index.ts';
import { Scroller } from '../Scroller.tsx';
import { TEXTS } from '../texts.ts';

export interface ChartProps {
  /** What it shows, in a sentence: for who does not see it. */
  label: string;
  /** uPlot's columns: the first is the x axis. */
  data: uPlot.AlignedData;
  /** Made anew with each theme, so that colours are those of now; size is set here. */
  options(): Omit<uPlot.Options, 'width' | 'height'>;
  height: number;
  /** The same numbers as a table; shown instead of the chart on demand. */
  table: ReactNode;
}

/** A chart that has a text and a table, too. A canvas alone says nothing to a screen reader. */
export function Chart({ label, data, options, height, table }: ChartProps) {
  const texts = useTexts(TEXTS);
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const [asTable, setAsTable] = useState(false);
  const theme = usePreferredTheme();
  const id = useId();
  const latest = useRef({ data, options });
  latest.current = { data, options };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const element = place.current;
    if (element === null || asTable) return;
    const width = (): number => Math.max(120, element.clientWidth);
    const made = new uPlot(
      { ...latest.current.options(), width: width(), height },
      latest.current.data,
      element,
    );
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: width(), height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.current = null;
      made.destroy();
    };
  }, [theme, height, asTable]);

  useEffect(() => {
    chart.current?.setData(data);
  }, [data]);

  return (
    <figure className="chart">
      {asTable ? (
        <div id={id}>
          <Scroller label={label} className="chart-table">
            {table}
          </Scroller>
        </div>
      ) : (
        <div id={id} ref={place} role="img" aria-label={label} style={{ minHeight: height }} />
      )}
      <button
        type="button"
        className="button plain small"
        aria-pressed={asTable}
        aria-controls={id}
        onClick={() => setAsTable((is) => !is)}
      >
        {texts.asTable}
      </button>
    </figure>
  );
}
