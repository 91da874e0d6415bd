import { Plus } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { SessionView } from '../../../../../src/contract/session.ts';
import { useParam } from '../../../app/location.ts';
import { Failure, Waiting } from '../../../components/States.tsx';
import { PageRows } from '../../../components/Virtual.tsx';
import { useNarrow } from '../../../data/use-narrow.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { useActivate, useDelete } from '../actions.ts';
import { isFound } from '../session-pages.ts';
import { useSessionList } from '../use-session-list.ts';
import { NewSession } from './NewSession.tsx';
import { SessionRow } from './SessionRow.tsx';
import { TEXTS } from './texts.ts';

const ROW_PX = 40;
const NARROW_ROW_PX = 84;
/** How many rows from the end the next page is asked for. */
const AHEAD = 40;
const NO_SESSIONS: readonly SessionView[] = [];

function Head() {
  const { columns } = useTexts(TEXTS);
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className="session-row session-head">
        {(['name', 'project', 'model', 'exchanges', 'lastTurn', 'actions'] as const).map((name) => (
          <span key={name} role="columnheader" className={name === 'exchanges' ? 'cell number' : 'cell'}>
            <span className={name === 'actions' ? 'visually-hidden' : undefined}>{columns[name]}</span>
          </span>
        ))}
      </div>
    </div>
  );
}

function Loading() {
  return (
    <div className="stack" aria-hidden="true">
      {['18rem', '14rem', '22rem', '12rem', '17rem'].map((width) => (
        <p key={width} className="session-waiting">
          <Waiting width={width} />
        </p>
      ))}
    </div>
  );
}

/** All sessions: found by name, opened, pinned, renamed, deleted, and made by hand. */
export function SessionList() {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const narrow = useNarrow();
  const [typed, setTyped] = useParam('q');
  const [making, setMaking] = useState(false);
  const list = useSessionList();
  const activate = useActivate();
  const remove = useDelete();
  const all = useMemo(() => list.data?.pages.flat() ?? NO_SESSIONS, [list.data]);
  const shown = useMemo(
    () => (typed === null ? all : all.filter((session) => isFound(session, typed))),
    [all, typed],
  );
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isError } = list;
  const readMore = useCallback(
    (last: number) => {
      if (last < shown.length - AHEAD || !hasNextPage || isFetchingNextPage || isError) return;
      void fetchNextPage();
    },
    [shown.length, hasNextPage, isFetchingNextPage, isError, fetchNextPage],
  );
  const { mutate: pin } = activate;
  const { mutate: drop } = remove;
  return (
    <section className="stack" aria-labelledby="sessions-title">
      <div className="row">
        <h1 id="sessions-title">{texts.title}</h1>
        <input
          type="search"
          className="input session-filter"
          data-filter
          aria-label={texts.filter}
          placeholder={texts.filter}
          value={typed ?? ''}
          onChange={(event) => setTyped(event.target.value, { replace: true })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setTyped(null, { replace: true });
          }}
        />
        <span className="quiet" role="status">
          {!list.isPending &&
            (hasNextPage
              ? texts.soFar(format.plural(shown.length, ...texts.found))
              : format.plural(shown.length, ...texts.found))}
        </span>
        <button type="button" className="button spread" onClick={() => setMaking(true)}>
          <Plus size={14} aria-hidden="true" />
          {texts.make}
        </button>
      </div>
      {activate.isError && <Failure error={activate.error} />}
      {remove.isError && <Failure error={remove.error} />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && !list.isError && <Loading />}
      {list.isSuccess && all.length === 0 && (
        <div className="panel stack">
          <h2>{texts.none}</h2>
          <p className="quiet">{texts.noneLead}</p>
        </div>
      )}
      {shown.length > 0 && (
        <div
          role="table"
          aria-labelledby="sessions-title"
          aria-rowcount={hasNextPage ? -1 : shown.length + 1}
          className="session-table"
        >
          <Head />
          <PageRows
            count={shown.length}
            rowPx={narrow ? NARROW_ROW_PX : ROW_PX}
            keyOf={(index) => shown[index]?.id ?? index}
            onLast={readMore}
            row={(index, place) => {
              const session = shown[index];
              if (session === undefined) return null;
              return (
                <SessionRow
                  key={session.id}
                  session={session}
                  index={index}
                  place={place}
                  onPin={pin}
                  onDelete={drop}
                />
              );
            }}
          />
        </div>
      )}
      {typed !== null && all.length > 0 && shown.length === 0 && (
        <p className="row">
          <span>
            <bdi>{texts.nothingFound(typed)}</bdi>
          </span>
          <button type="button" className="button" onClick={() => setTyped(null)}>
            {texts.clear}
          </button>
        </p>
      )}
      {typed !== null && hasNextPage && (
        <p>
          <button
            type="button"
            className="button"
            disabled={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {isFetchingNextPage ? texts.loadingMore : texts.searchMore}
          </button>
        </p>
      )}
      <NewSession open={making} onClose={() => setMaking(false)} />
    </section>
  );
}
