import { useQuery } from '@tanstack/react-query';
import type { Composition } from '../../../../src/contract/context.ts';
import type { SessionView } from '../../../../src/contract/session.ts';
import type { StatsView } from '../../../../src/contract/stats.ts';
import { Gauge } from '../../components/gauge/Gauge.tsx';
import { Figure, Waiting } from '../../components/States.tsx';
import { callApi } from '../../data/api.ts';
import { useLiveStore, useWorld } from '../../data/live/index.ts';
import { useNow } from '../../data/use-now.ts';
import { UNKNOWN, useFormat, useTexts } from '../../texts/index.ts';
import { SessionMenu } from './SessionMenu.tsx';
import { TEXTS } from './texts.ts';
import { useLastTurns } from './use-last-turns.ts';

const TICK_MS = 500;

function Speeds() {
  const live = useLiveStore();
  const texts = useTexts(TEXTS);
  const format = useFormat();
  // Numbers move while something runs; the clock asks twice a second whether it does.
  useNow(TICK_MS);
  const now = performance.now();
  const { speed } = live;
  const input = speed.active ? speed.input(now) : null;
  const output = speed.active ? speed.output(now) : null;
  return (
    <Figure label={texts.speeds} title={texts.speedsHint}>
      {format.short(input === null ? null : Math.round(input))} /{' '}
      {format.short(output === null ? null : Math.round(output))}{' '}
      <span className="quiet small">{texts.perSecond}</span>
    </Figure>
  );
}

function change(last: number | null, before: number | null): number | null {
  return last === null || before === null || before === 0 ? null : last / before - 1;
}

function Figures({ session }: { session: SessionView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const totals = useQuery({
    queryKey: ['turns', session.id, 'totals'],
    queryFn: ({ signal }) =>
      callApi<StatsView>('/api/stats', { query: { by: 'session', session_id: session.id }, signal }),
  });
  const sum = totals.data?.totals[0] ?? null;
  const [last, before] = useLastTurns(session.id);
  const lastCost = last?.cost.usd ?? null;
  const moved = change(lastCost, before?.cost.usd ?? null);
  const cached = sum === null || sum.input === null || sum.input === 0 ? null : (sum.cache_read ?? null);
  return (
    <dl className="figures">
      <Figure label={texts.cost} title={texts.costHint}>
        {totals.isPending ? <Waiting /> : format.usd(sum?.cost_usd)}
        {sum !== null && sum.unpriced > 0 && (
          <span className="quiet small"> {texts.unpriced(format.count(sum.unpriced))}</span>
        )}
      </Figure>
      <Figure label={texts.lastTurn}>
        {format.usd(lastCost)}{' '}
        {moved !== null && Math.abs(moved) >= 0.005 && (
          <span className="quiet small">
            {moved > 0 ? '▲' : '▼'} {format.percent(Math.abs(moved))}
          </span>
        )}
      </Figure>
      <Figure label={texts.fromCache} title={texts.fromCacheHint}>
        {totals.isPending ? (
          <Waiting />
        ) : cached === null || sum?.input == null ? (
          UNKNOWN
        ) : (
          format.percent(cached / sum.input)
        )}
      </Figure>
      <Speeds />
    </dl>
  );
}

/** The current session: its window, what is in it, and what it costs. */
export function Current({ session }: { session: SessionView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const metric = useWorld((world) => world.metric);
  const thresholds = useWorld((world) => world.thresholds);
  const [last] = useLastTurns(session.id);
  const turn = metric?.exchange_id ?? last?.id ?? null;
  const composition = useQuery({
    queryKey: ['composition', turn],
    queryFn: ({ signal }) =>
      callApi<Composition>(`/api/exchanges/${turn}/context`, { query: { limit: 1 }, signal }),
    enabled: turn !== null,
    placeholderData: (before) => before,
  });
  const model = last?.provider_model ?? last?.model ?? session.model;
  return (
    <section className="panel now-current" aria-labelledby="now-session">
      <div className="panel-head now-head">
        <h1 id="now-session" className="one-line">
          <a className="plain-link" href={`#/sessions/${session.id}`}>
            <bdi>{session.name}</bdi>
          </a>
        </h1>
        <p className="quiet">
          {[
            last?.client,
            model === null || model === undefined
              ? null
              : texts.via(model, last?.provider ?? session.provider),
            format.plural(session.exchanges, ...texts.exchanges),
            texts.since(format.dateTime(session.created_at)),
            session.is_pinned ? texts.pinned : null,
          ]
            .filter((part) => part !== null && part !== undefined)
            .join(' · ')}
        </p>
        <a className="button" href="#/connect">
          {texts.connectTool}
        </a>
        <SessionMenu current={session.id} />
      </div>
      <div className="now-split">
        <Gauge
          tokens={metric ?? { context: null, window: null, context_use: null, source: null, error: null }}
          thresholds={thresholds}
          parts={composition.data?.parts ?? null}
          turnsLeft={metric?.forecast?.turns_left ?? null}
          growing={last?.status === 'running'}
          unknownWindow={<p className="quiet">{texts.unknownWindow(model ?? '…')}</p>}
        />
        <Figures session={session} />
      </div>
    </section>
  );
}
