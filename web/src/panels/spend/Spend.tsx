import { parseFilter } from '../../../../src/contract/filter/parse.ts';
import { changeParams } from '../../app/location.ts';
import { FilterBar } from '../../components/filter/FilterBar.tsx';
import { Failure } from '../../components/States.tsx';
import { useTexts } from '../../texts/index.ts';
import { ChartPanel } from './ChartPanel.tsx';
import { Downloads } from './Downloads.tsx';
import { Elsewhere } from './Elsewhere.tsx';
import { KeyFigures } from './KeyFigures.tsx';
import { type Subject, useFreshFigures, useOnlyLocal, useSum } from './queries.ts';
import { RangePicker } from './RangePicker.tsx';
import { TotalsPanel } from './TotalsPanel.tsx';
import { TEXTS } from './texts.ts';
import { useView, type View } from './view.ts';

function Figures({ view }: { view: View }) {
  const texts = useTexts(TEXTS);
  const subject: Subject = view;
  const read = useSum(subject);
  const sum = read.data === undefined ? undefined : (read.data.totals[0] ?? null);
  const onlyLocal = useOnlyLocal(subject, sum?.cost_usd === 0);
  useFreshFigures(subject.range.live);
  return (
    <>
      <section className={read.isPlaceholderData ? 'panel is-old' : 'panel'} aria-label={texts.figures}>
        {read.isError ? (
          <Failure error={read.error} onRetry={() => void read.refetch()} />
        ) : (
          <KeyFigures sum={sum} onlyLocal={onlyLocal} />
        )}
      </section>
      <ChartPanel subject={subject} view={view} sum={sum} />
      <TotalsPanel subject={subject} view={view} sum={sum} />
      <Elsewhere subject={subject} exchanges={sum?.exchanges ?? null} />
    </>
  );
}

/** Where tokens and money went. */
export default function Spend() {
  const texts = useTexts(TEXTS);
  const view = useView();
  const readable = parseFilter(view.q).problems.length === 0;
  return (
    <>
      <div className="row">
        <h1>{texts.title}</h1>
        <RangePicker range={view.range} />
        {readable && (
          <div className="row spread">
            <Downloads range={view.range} q={view.q} />
          </div>
        )}
      </div>
      <FilterBar value={view.q} label={texts.filter} onChange={(q) => changeParams({ q, elsewhere: null })} />
      {readable ? <Figures view={view} /> : <p className="notice warn">{texts.unreadable}</p>}
    </>
  );
}
