import { useQuery } from '@tanstack/react-query';
import type { SessionView } from '../../../../../src/contract/session.ts';
import type { Timeline } from '../../../../../src/contract/timeline.ts';
import { Figure } from '../../../components/States.tsx';
import { callApi } from '../../../data/api.ts';
import { useTotals } from '../../../data/use-totals.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { TEXTS } from './texts.ts';
import type { Chosen } from './use-chosen.ts';

/** A forecast beyond this says nothing but that there is room. */
const FAR_TURNS = 200;

interface ForecastPanelProps {
  session: SessionView;
  newest: Timeline;
  chosen: Chosen;
}

/** When the window will be full if the conversation goes on as it did, and what a turn costs. */
export function ForecastPanel({ session, newest, chosen }: ForecastPanelProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { agent, turns } = chosen;
  const last = turns.at(-1) ?? null;
  // What one that runs will cost is not known yet.
  const ended = turns.findLast(({ status }) => status !== 'running') ?? null;
  // Pages tell the main agent's forecast; that of a helper is asked for.
  const isHelper = agent !== null && !agent.main;
  const other = useQuery({
    queryKey: ['forecast', session.id, agent?.id, last?.exchange_id, last?.context],
    queryFn: ({ signal }) =>
      callApi<Timeline>(`/api/sessions/${session.id}/timeline`, {
        query: { limit: 1, agent_id: agent?.id },
        signal,
      }),
    enabled: isHelper,
  });
  const forecast = isHelper ? (other.data?.forecast ?? null) : newest.forecast;
  const sum = useTotals(session.id);
  const priced = sum == null ? 0 : sum.exchanges - sum.unpriced;
  const left = forecast?.turns_left ?? null;
  const isFar = left !== null && left.mid > FAR_TURNS;
  const growth = forecast?.growth_per_turn ?? null;
  const compaction = forecast?.likely_compaction_at ?? null;
  return (
    <section className="panel" aria-labelledby="forecast-title">
      <div className="panel-head">
        <h2 id="forecast-title">{texts.forecast}</h2>
      </div>
      {left === null && (
        <p className="forecast-none">
          <b>{texts.noForecast}</b> <span className="quiet">{texts.noForecastLead}</span>
        </p>
      )}
      <dl className="forecast">
        {left !== null && (
          <Figure label={texts.turnsLeft}>
            {isFar ? texts.plenty : format.count(left.mid)}{' '}
            {!isFar && left.low !== left.high && (
              <span className="quiet small">
                {texts.range(format.count(left.low), format.count(left.high))}
              </span>
            )}
          </Figure>
        )}
        {growth !== null && forecast !== null && (
          <Figure label={texts.growth} title={texts.growthHint(format.count(forecast.based_on))}>
            +{format.count(growth)}
          </Figure>
        )}
        {!isFar && forecast?.seconds_left != null && forecast.seconds_left >= 1 && (
          <Figure label={texts.workLeft}>≈ {format.duration(forecast.seconds_left * 1000)}</Figure>
        )}
        {compaction !== null && (
          <Figure label={texts.compactionAt} title={texts.compactionHint}>
            {format.percent(compaction)}{' '}
            {forecast?.turns_to_compaction != null && (
              <span className="quiet small">
                {texts.compactionIn(format.count(forecast.turns_to_compaction))}
              </span>
            )}
          </Figure>
        )}
        <Figure label={texts.lastTurnCost} title={ended?.cost_usd === null ? texts.unpricedTurn : undefined}>
          {format.usd(ended?.cost_usd)}
        </Figure>
        <Figure label={texts.average} title={texts.averageHint}>
          {format.usd(sum?.cost_usd == null || priced < 1 ? null : sum.cost_usd / priced)}
        </Figure>
      </dl>
    </section>
  );
}
