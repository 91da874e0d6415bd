import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, memo } from 'react';
import type { CacheExplanation } from '../../../../../src/contract/cache.ts';
import type { TimelineTurn } from '../../../../../src/contract/timeline.ts';
import { hrefOf } from '../../../app/location.ts';
import { MiniBar } from '../../../components/MiniBar.tsx';
import { TEXTS as SHARED } from '../../../components/texts.ts';
import { callApi } from '../../../data/api.ts';
import { type Format, UNKNOWN, useFormat, useLanguage, useTexts } from '../../../texts/index.ts';
import { ToolNames } from './ToolNames.tsx';
import { TEXTS } from './texts.ts';

/** Why the cache broke, in a sentence; read for rows that are seen only. */
function Broke({ id }: { id: string }) {
  const texts = useTexts(TEXTS);
  const language = useLanguage();
  const why = useQuery({
    queryKey: ['cache', id, language],
    queryFn: ({ signal }) =>
      callApi<CacheExplanation>(`/api/exchanges/${id}/cache`, { query: { lang: language }, signal }),
  });
  const sentence = why.data?.explanation;
  return (
    <a
      className="warn one-line"
      href={hrefOf(`/exchange/${id}`, { tab: 'cache' })}
      title={sentence ?? texts.cacheWhy}
    >
      <span aria-hidden="true">⌄</span>{' '}
      <bdi>{sentence === undefined ? texts.cacheBroke : texts.brokeBecause(sentence)}</bdi>
    </a>
  );
}

function Note({ turn }: { turn: TimelineTurn }) {
  const texts = useTexts(TEXTS);
  const { statuses } = useTexts(SHARED);
  const { status } = turn;
  return (
    <>
      {status !== 'ok' && (
        <span className={status === 'running' ? 'running' : 'bad'}>
          <span aria-hidden="true">{status === 'running' ? '◐' : '✕'}</span> {statuses[status]}
        </span>
      )}
      {turn.compacted && (
        <span>
          <span aria-hidden="true">↧</span> {texts.compacted}
        </span>
      )}
      <ToolNames tools={turn.tools} />
      {turn.cache_broke === true && <Broke id={turn.exchange_id} />}
    </>
  );
}

function growthText(growth: number | null, format: Format): string {
  if (growth === null) return UNKNOWN;
  return growth < 0 ? `−${format.count(-growth)}` : `+${format.count(growth)}`;
}

function approximate({ source }: TimelineTurn): string {
  return source === 'estimate' || source === 'calibrated' ? '≈' : '';
}

export interface TurnRowProps {
  turn: TimelineTurn;
  /** Index among the agent's turns. */
  index: number;
  row: number;
  chosen: boolean;
  place: CSSProperties;
  thresholds: readonly number[];
  onShow(index: number): void;
}

export const TurnRow = memo(function TurnRow(props: TurnRowProps) {
  const { turn, index, row, chosen, place, thresholds, onShow } = props;
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { context_use: use, context, cost_usd: cost, cache_hit_rate: rate, growth } = turn;
  return (
    <div
      role="row"
      aria-rowindex={row}
      className="turn-row"
      style={place}
      data-chosen={chosen || undefined}
      data-exchange={turn.exchange_id}
    >
      <span role="cell" className="cell number turn-number">
        <button
          type="button"
          className="turn-link"
          aria-current={chosen ? 'true' : undefined}
          aria-label={texts.turn(format.count(index + 1))}
          onClick={() => onShow(index)}
        >
          {format.count(index + 1)}
        </button>
      </span>
      <span role="cell" className="cell quiet turn-time">
        <a href={hrefOf(`/exchange/${turn.exchange_id}`)} title={texts.openTurn}>
          {format.dateTime(turn.started_at)}
        </a>
      </span>
      <span
        role="cell"
        className="cell number turn-growth"
        title={growth === null ? texts.noGrowth : undefined}
      >
        {growthText(growth, format)}
      </span>
      <span
        role="cell"
        className="cell number turn-use"
        title={context === null ? texts.unknownContext : texts.moreTokens(format.count(context))}
      >
        {use !== null && <MiniBar use={use} thresholds={thresholds} />}{' '}
        <span className="turn-share">
          {use !== null
            ? `${approximate(turn)}${format.percent(use, 1)}`
            : context === null
              ? UNKNOWN
              : `${approximate(turn)}${format.short(context)}`}
        </span>
      </span>
      <span
        role="cell"
        className="cell number turn-cost"
        title={cost === null ? texts.unpricedTurn : undefined}
      >
        {format.usd(cost)}
      </span>
      <span role="cell" className="cell number turn-cached" title={rate === null ? texts.noRate : undefined}>
        {format.percent(rate)}
      </span>
      <span role="cell" className="cell turn-note">
        <Note turn={turn} />
      </span>
    </div>
  );
});
