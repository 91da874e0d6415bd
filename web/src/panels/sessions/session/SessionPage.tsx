import { useQuery } from '@tanstack/react-query';
import type { SessionView } from '../../../../../src/contract/session.ts';
import { Failure, Waiting } from '../../../components/States.tsx';
import { ApiError, callApi } from '../../../data/api.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { Agents } from './Agents.tsx';
import { Composition } from './Composition.tsx';
import { ForecastPanel } from './ForecastPanel.tsx';
import { Head } from './Head.tsx';
import { HistoryChart } from './HistoryChart.tsx';
import { McpCalls } from './McpCalls.tsx';
import { Memory } from './Memory.tsx';
import { Strip } from './Strip.tsx';
import { TurnList } from './TurnList.tsx';
import { TEXTS } from './texts.ts';
import { useChosen } from './use-chosen.ts';
import { useTimeline } from './use-timeline.ts';
import { WhatIf } from './WhatIf.tsx';

function Gone() {
  const texts = useTexts(TEXTS);
  return (
    <section className="panel stack">
      <h1>{texts.gone}</h1>
      <p>{texts.goneLead}</p>
      <p>
        <a className="button" href="#/sessions">
          {texts.back}
        </a>
      </p>
    </section>
  );
}

function Loaded({ session }: { session: SessionView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const timeline = useTimeline(session.id);
  const chosen = useChosen(timeline);
  const { turns, marks, newest, complete, error } = timeline;
  const isEmpty = complete && turns.length === 0;
  return (
    <>
      <Head session={session} />
      {error !== null && <Failure error={error} onRetry={timeline.retry} />}
      {!complete && newest !== null && (
        <p className="quiet" role="status">
          {texts.reading(
            format.count(turns.length + marks.length),
            format.count(Math.max(session.exchanges, turns.length + marks.length)),
          )}
        </p>
      )}
      {newest === null && error === null && (
        <div className="panel session-loading">
          <Waiting width="100%" />
        </div>
      )}
      {isEmpty && (
        <section className="panel stack">
          <h2>{texts.noTurns}</h2>
          <p className="quiet">{texts.noTurnsLead}</p>
        </section>
      )}
      {chosen.turn !== null && newest !== null && (
        <>
          <Strip chosen={chosen} />
          <div className="session-split">
            <HistoryChart chosen={chosen} />
            <ForecastPanel session={session} newest={newest} chosen={chosen} />
          </div>
          <Composition chosen={chosen} />
          {newest.agents.length > 1 && <Agents timeline={timeline} chosen={chosen} />}
          <TurnList timeline={timeline} chosen={chosen} />
          <Memory sessionId={session.id} chosen={chosen} ready={complete} />
          <WhatIf sessionId={session.id} />
        </>
      )}
      <McpCalls sessionId={session.id} />
    </>
  );
}

/** How the window of a session got to where it is, turn by turn. */
export function SessionPage({ id }: { id: number }) {
  const texts = useTexts(TEXTS);
  const session = useQuery({
    queryKey: ['sessions', id],
    queryFn: ({ signal }) => callApi<SessionView>(`/api/sessions/${id}`, { signal }),
  });
  const { data, error } = session;
  if (error instanceof ApiError && error.status === 404) return <Gone />;
  if (data !== undefined) return <Loaded session={data} />;
  const heading = <h1 className="visually-hidden">{texts.session}</h1>;
  if (error !== null)
    return (
      <>
        {heading}
        <Failure error={error} onRetry={() => void session.refetch()} />
      </>
    );
  return (
    <div className="panel session-loading">
      {heading}
      <Waiting width="16rem" />
    </div>
  );
}
