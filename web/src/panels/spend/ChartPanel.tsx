import { useState } from 'react';
import { useParam } from '../../app/location.ts';
import { Failure, Waiting } from '../../components/States.tsx';
import { TEXTS as COMPONENT_TEXTS } from '../../components/texts.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { Bars } from './Bars.tsx';
import { axisOf, bucketOf } from './buckets.ts';
import { ChartTable } from './ChartTable.tsx';
import { Choice } from './Choice.tsx';
import { Legend } from './Legend.tsx';
import { type Subject, useOverTime } from './queries.ts';
import { heightOf, MEASURES, type Measure, type Series, stackOf, type TotalsRow, tokensOf } from './stack.ts';
import { TEXTS } from './texts.ts';
import { dayName, useNames } from './use-names.ts';
import { SPLITS, type View } from './view.ts';

function wholeOf(sum: TotalsRow | null, measure: Measure): number | null {
  if (sum === null) return null;
  return measure === 'cost' ? sum.cost_usd : measure === 'tokens' ? tokensOf(sum) : sum.input;
}

interface ChartPanelProps {
  subject: Subject;
  view: View;
  sum: TotalsRow | null | undefined;
}

/** The range over time: dollars, tokens, or what the cache did, as bars and as a table. */
export function ChartPanel({ subject, view, sum }: ChartPanelProps) {
  const texts = useTexts(TEXTS);
  const common = useTexts(COMPONENT_TEXTS);
  const format = useFormat();
  const [, setShow] = useParam('show');
  const [, setSplit] = useParam('split');
  const [chart, setChart] = useParam('chart');
  const [active, setActive] = useState<string | null>(null);
  const rows = useOverTime(subject, view.split);
  const keyName = useNames(view.split);
  const measure = view.show ?? ((sum?.cost_usd ?? 0) > 0 ? 'cost' : 'tokens');
  const totals = rows.data?.totals ?? [];
  const axis = axisOf(
    subject.range,
    totals.flatMap(({ key }) => (key === null ? [] : [key])),
  );
  const stack = stackOf(totals, measure, (key) => bucketOf(key, axis.unit));
  const show = measure === 'cost' ? format.usd : format.short;
  const exact = measure === 'cost' ? format.usd : format.count;
  const bucketName = (bucket: string): string =>
    axis.unit === 'hour' ? bucket.slice(11) : axis.unit === 'day' ? dayName(bucket, format) : bucket;
  const seriesName = (series: Series): string =>
    series.of === 'key'
      ? keyName(series.key)
      : series.of === 'others'
        ? format.plural(series.count, ...texts.others)
        : texts.cacheParts[series.part];
  const title = texts.chart[measure](texts.units[axis.unit]);
  const whole = wholeOf(sum ?? null, measure);
  const highest = [...stack.bars].reduce<[string, number] | null>(
    (most, [key, bar]) => (most === null || heightOf(bar) > most[1] ? [key, heightOf(bar)] : most),
    null,
  );
  const label =
    highest === null
      ? title
      : texts.chartLabel(title, exact(whole), bucketName(highest[0]), exact(highest[1]));
  const asTable = chart === 'table';
  return (
    <section className="panel">
      <div className="panel-head spend-head">
        <h2>{title}</h2>
        <div className="row spread">
          <Choice
            label={texts.show}
            options={MEASURES}
            value={measure}
            nameOf={(one) => texts.measures[one]}
            onChange={(one) => setShow(one, { replace: true })}
          />
          {measure !== 'cache' && (
            <label className="row">
              <span className="small quiet">{texts.split}</span>
              <select
                className="input"
                value={view.split}
                onChange={(event) => setSplit(event.target.value, { replace: true })}
              >
                {SPLITS.map((one) => (
                  <option key={one} value={one}>
                    {texts.keys[one]}
                  </option>
                ))}
              </select>
            </label>
          )}
          <button
            type="button"
            className="button"
            aria-pressed={asTable}
            onClick={() => setChart(asTable ? null : 'table', { replace: true })}
          >
            {common.asTable}
          </button>
        </div>
      </div>
      {rows.isError ? (
        <Failure error={rows.error} onRetry={() => void rows.refetch()} />
      ) : rows.isPending ? (
        <div className="spend-chart-place">
          <Waiting width="100%" />
        </div>
      ) : stack.bars.size === 0 ? (
        <p className="quiet spend-chart-place">
          {totals.length === 0 ? texts.nothing : texts.nothingOf[measure]}
        </p>
      ) : asTable ? (
        <ChartTable
          axis={axis}
          stack={stack}
          title={title}
          whole={whole}
          exact={exact}
          bucketName={bucketName}
          seriesName={seriesName}
        />
      ) : (
        <div className={rows.isPlaceholderData ? 'spend-chart is-old' : 'spend-chart'}>
          <Bars
            axis={axis}
            stack={stack}
            label={label}
            show={show}
            nameOf={bucketName}
            active={active}
            onActive={setActive}
          />
          <Legend
            stack={stack}
            bar={active === null ? null : (stack.bars.get(active) ?? [])}
            title={active === null ? texts.total : bucketName(active)}
            whole={whole}
            exact={exact}
            nameOf={seriesName}
          />
        </div>
      )}
      {rows.data?.more === true && <p className="quiet small">{texts.olderLeftOut}</p>}
    </section>
  );
}
