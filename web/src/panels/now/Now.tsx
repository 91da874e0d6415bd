import { Pause, Play } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useParam } from '../../app/location.ts';
import { useShortcuts } from '../../app/shortcuts.ts';
import { FilterBar } from '../../components/filter/FilterBar.tsx';
import { TEXTS as FILTER_TEXTS } from '../../components/filter/texts.ts';
import { useMatches } from '../../components/filter/use-matches.ts';
import { ExchangeList } from '../../components/list/ExchangeList.tsx';
import { TEXTS as LIST_TEXTS } from '../../components/list/texts.ts';
import { Waiting } from '../../components/States.tsx';
import { useExchanges } from '../../data/exchanges.ts';
import { useWorld } from '../../data/live/index.ts';
import { useCount } from '../../data/use-count.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { Current } from './Current.tsx';
import { FirstStart } from './FirstStart.tsx';
import { TEXTS } from './texts.ts';

/** The first page: the window of the current session filling up, and the exchanges as they happen. */
export default function Now() {
  const texts = useTexts(LIST_TEXTS);
  const { title } = useTexts(TEXTS);
  const filterTexts = useTexts(FILTER_TEXTS);
  const format = useFormat();
  const thresholds = useWorld((world) => world.thresholds);
  const known = useWorld((world) => world.version !== null);
  const session = useWorld((world) => world.session);
  const [paused, setPaused] = useState(false);
  const [openId, setOpenId] = useParam('open');
  const [written, setWritten] = useParam('q');
  const q = written ?? '';
  const matches = useMatches(q);
  const list = useExchanges({ q, sessionId: null, matches });
  const count = useCount(q);
  const filter = useCallback((next: string) => setWritten(next, { replace: true }), [setWritten]);
  const open = useCallback(
    (id: string | null, how?: { replace?: boolean }) => setOpenId(id, how),
    [setOpenId],
  );
  const toggle = (): void => setPaused((is) => !is);
  useShortcuts({ keys: { p: toggle } });
  const isEmpty = session === null && q === '' && list.rows.length === 0 && list.error === null;
  return (
    <>
      {session !== null ? (
        <Current session={session} />
      ) : known && !list.loading ? (
        <FirstStart newest={list.rows[0] ?? null} />
      ) : (
        <section className="panel now-waiting" aria-busy="true">
          <h1 className="visually-hidden">{title}</h1>
          <Waiting width="12rem" />
        </section>
      )}
      <section className="exchanges" aria-labelledby="now-exchanges" hidden={isEmpty}>
        <h2 id="now-exchanges" className="visually-hidden">
          {texts.exchanges}
        </h2>
        <FilterBar value={q} onChange={filter}>
          <span className="quiet">
            {count === null
              ? ''
              : q === ''
                ? filterTexts.all(format.count(count.of))
                : filterTexts.count(format.count(count.count), format.count(count.of))}
          </span>
          <button type="button" className="button" aria-pressed={paused} onClick={toggle}>
            {paused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
            {paused ? texts.resume : texts.pause}
          </button>
        </FilterBar>
        <ExchangeList list={list} thresholds={thresholds} paused={paused} openId={openId} onOpen={open} />
      </section>
    </>
  );
}
