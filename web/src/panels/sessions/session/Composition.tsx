import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Composition as Told } from '../../../../../src/contract/context.ts';
import { hrefOf, useParam } from '../../../app/location.ts';
import { Failure, Waiting } from '../../../components/States.tsx';
import { TEXTS as SHARED } from '../../../components/texts.ts';
import { callApi } from '../../../data/api.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { CompositionBar } from './CompositionBar.tsx';
import { CompositionTable } from './CompositionTable.tsx';
import { cellsOf } from './cells.ts';
import { partChanges } from './part-changes.ts';
import { Treemap } from './Treemap.tsx';
import { TEXTS } from './texts.ts';
import type { Chosen } from './use-chosen.ts';

/** At 0.5 % of the whole, no more blocks than this have a cell of their own. */
const MOST_BLOCKS = 200;
const VIEWS = ['treemap', 'bar'] as const;

function useComposition(exchangeId: string | null, running: boolean) {
  return useQuery({
    queryKey: ['composition', exchangeId, MOST_BLOCKS, running],
    queryFn: ({ signal }) =>
      callApi<Told>(`/api/exchanges/${exchangeId}/context`, { query: { limit: MOST_BLOCKS }, signal }),
    enabled: exchangeId !== null,
    placeholderData: (before) => before,
    // A walk through the turns leaves many of them behind.
    gcTime: 30_000,
  });
}

function Against({ chosen, told }: { chosen: Chosen; told: Told }) {
  const texts = useTexts(TEXTS);
  const { parts: names } = useTexts(SHARED);
  const format = useFormat();
  const { against, turns, turn } = chosen;
  const other = against === null ? null : (turns[against] ?? null);
  const before = useComposition(other?.exchange_id ?? null, other?.status === 'running');
  if (other === null || against === null || turn === null) return null;
  const changes =
    before.data === undefined || before.isPlaceholderData ? null : partChanges(before.data.parts, told.parts);
  return (
    <p className="row against">
      <b>{texts.against(format.count(against + 1))}</b>
      {before.isError && <Failure error={before.error} />}
      {changes === null && !before.isError && <Waiting width="14rem" />}
      {changes?.length === 0 && <span className="quiet">{texts.noChange}</span>}
      {changes?.map(({ part, tokens }) => (
        <span key={part}>
          <span className={`swatch kind kind-${part}`} aria-hidden="true" />
          {names[part]}{' '}
          <b>
            {tokens > 0 ? '+' : '−'}
            {format.count(Math.abs(tokens))}
          </b>
        </span>
      ))}
      <a href={hrefOf(`/exchange/${turn.exchange_id}`, { tab: 'changes', against: other.exchange_id })}>
        {texts.showChanges}
      </a>
    </p>
  );
}

/** What fills the window at the chosen turn: a picture and a table that agree. */
export function Composition({ chosen }: { chosen: Chosen }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const [view, setView] = useParam('view');
  const [marked, setMarked] = useState<string | null>(null);
  const { turn, at } = chosen;
  const told = useComposition(turn?.exchange_id ?? null, turn?.status === 'running');
  const cells = useMemo(() => (told.data === undefined ? [] : cellsOf(told.data)), [told.data]);
  const shown = VIEWS.find((one) => one === view) ?? 'treemap';
  const shared = { cells, marked, onMark: setMarked, exchangeId: told.data?.exchange_id ?? '' };
  return (
    <section className="panel" aria-labelledby="composition-title" aria-busy={told.isPlaceholderData}>
      <div className="panel-head">
        <h2 id="composition-title">{texts.inIt(format.count(at + 1))}</h2>
        {told.data !== undefined && cells.length > 0 && (
          <span className="quiet">{texts.inItTotal(format.count(told.data.tokens))}</span>
        )}
        <div role="group" aria-label={texts.view} className="row spread">
          {VIEWS.map((one) => (
            <button
              key={one}
              type="button"
              className="button"
              aria-pressed={one === shown}
              onClick={() => setView(one === 'treemap' ? null : one, { replace: true })}
            >
              {texts[one]}
            </button>
          ))}
        </div>
      </div>
      {told.isError && <Failure error={told.error} onRetry={() => void told.refetch()} />}
      {told.isPending && !told.isError && <div className="composition-waiting" aria-hidden="true" />}
      {told.data !== undefined && cells.length === 0 && <p className="quiet">{texts.noComposition}</p>}
      {told.data !== undefined && cells.length > 0 && (
        <>
          <Against chosen={chosen} told={told.data} />
          <div className={shown === 'treemap' ? 'composition-split' : 'stack'}>
            {shown === 'treemap' ? <Treemap {...shared} /> : <CompositionBar {...shared} />}
            <CompositionTable {...shared} turn={at + 1} total={told.data.tokens} />
          </div>
        </>
      )}
    </section>
  );
}
