import { useParam } from '../../app/location.ts';
import { Failure, Waiting } from '../../components/States.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { Choice } from './Choice.tsx';
import { BY, type By } from './drill.ts';
import { MOST_ROWS, type Subject, useTotals } from './queries.ts';
import type { TotalsRow } from './stack.ts';
import { TotalsTable } from './TotalsTable.tsx';
import { TEXTS } from './texts.ts';
import type { View } from './view.ts';

interface TotalsPanelProps {
  subject: Subject;
  view: View;
  sum: TotalsRow | null | undefined;
}

/** Where it went: by model, provider, client, project, session or day. */
export function TotalsPanel({ subject, view, sum }: TotalsPanelProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const [, setBy] = useParam('by');
  const totals = useTotals(subject, view.by);
  // While another key is read, the rows that are there still are of the one before.
  const by = BY.find((one) => one === totals.data?.by) ?? view.by;
  return (
    <section className="panel">
      <div className="panel-head spend-head">
        <h2>{texts.by(texts.keys[view.by])}</h2>
        <div className="row spread">
          <Choice<By>
            label={texts.byWhat}
            options={BY}
            value={view.by}
            nameOf={(one) => texts.keys[one]}
            onChange={setBy}
          />
        </div>
      </div>
      {totals.isError ? (
        <Failure error={totals.error} onRetry={() => void totals.refetch()} />
      ) : totals.data === undefined || sum === undefined ? (
        <Waiting width="100%" />
      ) : totals.data.totals.length === 0 ? (
        <p className="quiet">{texts.nothing}</p>
      ) : (
        <div className={totals.isPlaceholderData ? 'is-old' : undefined}>
          <TotalsTable by={by} rows={totals.data.totals} sum={sum} q={view.q} />
        </div>
      )}
      {totals.data?.more === true && <p className="quiet small">{texts.moreRows(format.count(MOST_ROWS))}</p>}
    </section>
  );
}
