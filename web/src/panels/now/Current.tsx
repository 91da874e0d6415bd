import { useQuery } from '@tanstack/react-query';
import type { Composition } from '../../../../src/contract/context.ts';
import type { SessionView } from '../../../../src/contract/session.ts';
import { Gauge } from '../../components/gauge/Gauge.tsx';
import { Name } from '../../components/text/Name.tsx';
import { spelledOut } from '../../components/text/visible.ts';
import { callApi } from '../../data/api.ts';
import { currentMetric, useWorld } from '../../data/live/index.ts';
import { useTotals } from '../../data/use-totals.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { Alerts } from './Alerts.tsx';
import { Figures } from './Figures.tsx';
import { SessionMenu } from './SessionMenu.tsx';
import { TEXTS } from './texts.ts';
import { useLastTurns } from './use-last-turns.ts';

/** How long (ms) what filled the window at an earlier turn is kept. */
const COMPOSITION_KEPT_MS = 10_000;
const NOT_MEASURED = { context: null, window: null, context_use: null, source: null, error: null };

/** The current session: its window, what is in it, and what it costs. */
export function Current({ session }: { session: SessionView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const metric = useWorld(currentMetric);
  const thresholds = useWorld((world) => world.thresholds);
  const turns = useLastTurns(session.id);
  const [last] = turns;
  const sum = useTotals(session.id);
  const turn = metric?.exchange_id ?? last?.id ?? null;
  const tokens = metric ?? last?.tokens ?? NOT_MEASURED;
  const composition = useQuery({
    // Its parts are fitted to the whole, which is another once the provider has counted it.
    queryKey: ['composition', turn, tokens.source],
    queryFn: ({ signal }) =>
      callApi<Composition>(`/api/exchanges/${turn}/context`, { query: { limit: 1 }, signal }),
    enabled: turn !== null,
    placeholderData: (before) => before,
    // Each turn has one of its own: of those before it none is looked at again here.
    gcTime: COMPOSITION_KEPT_MS,
  });
  const named = last?.provider_model ?? last?.model ?? session.model;
  const model = named == null ? null : spelledOut(named);
  return (
    <section className="panel now-current" aria-labelledby="now-session">
      <div className="panel-head now-head">
        <h1 id="now-session" className="one-line">
          <a className="plain-link" href={`#/sessions/${session.id}`}>
            <Name text={session.name} />
          </a>
        </h1>
        <div className="row">
          <a className="button" href="#/connect">
            {texts.connectTool}
          </a>
          <SessionMenu current={session.id} />
        </div>
        <p className="quiet">
          {[
            last?.client == null ? null : spelledOut(last.client),
            model === null ? null : texts.via(model, last?.provider ?? session.provider),
            format.plural(sum?.exchanges ?? session.exchanges, ...texts.exchanges),
            texts.since(format.dateTime(session.created_at)),
            session.is_pinned ? texts.pinned : null,
          ]
            .filter((part) => part !== null && part !== undefined)
            .join(' · ')}
        </p>
      </div>
      <div className="now-split">
        <Gauge
          tokens={tokens}
          thresholds={thresholds}
          parts={composition.data?.parts ?? null}
          ours={composition.data?.exchange_id === turn ? composition.data.counted : null}
          forecast={metric?.forecast ?? null}
          growing={last?.status === 'running'}
          unknownWindow={<p className="quiet">{texts.unknownWindow(model ?? '…')}</p>}
        />
        <Figures sum={sum} turns={turns} />
      </div>
      <Alerts sessionId={session.id} />
    </section>
  );
}
