import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { WhatIfRangeView } from '../../../../src/contract/what-if.ts';
import { useParam } from '../../app/location.ts';
import { Failure } from '../../components/States.tsx';
import { callApi } from '../../data/api.ts';
import { useNow } from '../../data/use-now.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { ElsewhereTable } from './ElsewhereTable.tsx';
import type { Subject } from './queries.ts';
import { TEXTS } from './texts.ts';

function Counting({ exchanges, onCancel }: { exchanges: number | null; onCancel(): void }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const [since] = useState(() => Date.now());
  const now = useNow(1000);
  return (
    <div className="notice">
      <span role="status">
        {exchanges === null ? texts.counting : format.plural(exchanges, ...texts.countingOf)}
      </span>
      <span className="quiet">{format.duration(Math.max(0, Math.floor((now - since) / 1000) * 1000))}</span>
      <button type="button" className="button spread" onClick={onCancel}>
        {texts.cancel}
      </button>
    </div>
  );
}

interface ElsewhereProps {
  subject: Subject;
  exchanges: number | null;
}

/** What the exchanges of the range would have cost on other models; counted when it is asked for. */
export function Elsewhere({ subject, exchanges }: ElsewhereProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const [asked, setAsked] = useParam('elsewhere');
  const {
    range: { from, to },
    q,
  } = subject;
  const query = { from, to, q };
  const counted = useQuery({
    queryKey: ['elsewhere', query],
    // The signal ends it where the range changes meanwhile: the program stops counting, too.
    queryFn: ({ signal }) => callApi<WhatIfRangeView>('/api/what-if', { query, signal }),
    enabled: asked !== null,
  });
  const { data, dataUpdatedAt, isFetching, isError, error, refetch } = counted;
  return (
    <section className="panel stack">
      <div className="panel-head spend-head">
        <h2>{texts.elsewhere}</h2>
        {asked !== null && data !== undefined && !isFetching && (
          <div className="row spread">
            <span className="quiet small">{texts.countedAt(format.time(dataUpdatedAt))}</span>
            <button type="button" className="button" onClick={() => void refetch()}>
              {texts.countAgain}
            </button>
          </div>
        )}
      </div>
      {asked === null ? (
        <div className="row">
          <button type="button" className="button" onClick={() => setAsked('1')}>
            {texts.count}
          </button>
          <span className="quiet">{texts.elsewhereLead}</span>
        </div>
      ) : isFetching ? (
        <Counting exchanges={exchanges} onCancel={() => setAsked(null)} />
      ) : isError ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data === undefined || data.models.length === 0 ? (
        <p className="quiet">{texts.nothingElsewhere}</p>
      ) : (
        <ElsewhereTable view={data} />
      )}
    </section>
  );
}
