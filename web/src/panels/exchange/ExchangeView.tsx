import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { ExchangeDetail } from '../../../../src/contract/api.ts';
import type { ExchangeRow } from '../../../../src/contract/row.ts';
import { changeParams, useParam } from '../../app/location.ts';
import { Failure, Waiting } from '../../components/States.tsx';
import { ApiError } from '../../data/api.ts';
import { useTexts } from '../../texts/index.ts';
import { BlockDialog } from './BlockDialog.tsx';
import { CacheTab } from './cache/CacheTab.tsx';
import { ChangesTab } from './changes/ChangesTab.tsx';
import { CompositionTab } from './composition/CompositionTab.tsx';
import { ConversationTab } from './conversation/ConversationTab.tsx';
import { Attempts } from './head/Attempts.tsx';
import { Head } from './head/Head.tsx';
import { OF_TABS } from './places.ts';
import { HeadersTab } from './raw/HeadersTab.tsx';
import { RawTab } from './raw/RawTab.tsx';
import { TABS, type Tab, tabByKey, tabOf } from './tabs.ts';
import { TEXTS } from './texts.ts';
import { useExchange } from './use-exchange.ts';

export interface ExchangeViewProps {
  id: string;
  /** Whether it stands beside a list: then it is not the subject of the page, and can be closed. */
  beside?: boolean;
  onClose?: () => void;
}

function TabBar({ tab }: { tab: Tab }) {
  const texts = useTexts(TEXTS);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>(`[data-tab="${tab}"]`);
    // Where not all tabs fit, the one that is open is seen; the page itself stays where it is.
    if (list.current != null && chosen != null) {
      const hidden = chosen.offsetLeft + chosen.offsetWidth - list.current.clientWidth;
      list.current.scrollLeft = Math.max(0, Math.min(chosen.offsetLeft, hidden));
    }
  }, [tab]);
  const open = (next: Tab): void => changeParams({ ...OF_TABS, tab: next }, { replace: true });
  const press = (event: KeyboardEvent): void => {
    const next = tabByKey(tab, event.key);
    if (next === null) return;
    event.preventDefault();
    open(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div
      className="tabs"
      role="tablist"
      aria-label={texts.tabList}
      ref={list}
      onKeyDown={press}
      tabIndex={-1}
    >
      {TABS.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          className="tab"
          id={`exchange-tab-${one}`}
          data-tab={one}
          aria-selected={one === tab}
          aria-controls="exchange-panel"
          tabIndex={one === tab ? 0 : -1}
          onClick={() => open(one)}
        >
          {texts.tabs[one]}
        </button>
      ))}
    </div>
  );
}

function TabPanel({ tab, row, detail }: { tab: Tab; row: ExchangeRow; detail: ExchangeDetail }) {
  switch (tab) {
    case 'conversation':
      return <ConversationTab row={row} />;
    case 'changes':
      return <ChangesTab row={row} />;
    case 'cache':
      return <CacheTab row={row} />;
    case 'composition':
      return <CompositionTab id={row.id} />;
    case 'raw':
      return <RawTab row={row} />;
    case 'headers':
      return <HeadersTab headers={detail.headers} row={row} />;
  }
}

function Missing({ id, beside, onClose }: ExchangeViewProps) {
  const texts = useTexts(TEXTS);
  const Title = beside ? 'h2' : 'h1';
  return (
    <section className="panel stack">
      <Title>{texts.missing}</Title>
      <p>{texts.missingLead}</p>
      <p className="quiet">
        <code>{id}</code>
      </p>
      <p>
        {onClose === undefined ? (
          <a className="button" href="#/">
            {texts.toList}
          </a>
        ) : (
          <button type="button" className="button" onClick={onClose}>
            {texts.close}
          </button>
        )}
      </p>
    </section>
  );
}

/** All of an exchange: what became of it, how long each part took, and what was said, changed, cached and sent. */
export function ExchangeView({ id, beside = false, onClose }: ExchangeViewProps) {
  const texts = useTexts(TEXTS);
  const { detail, row } = useExchange(id);
  const [named] = useParam('tab');
  const tab = tabOf(named, row);
  useEffect(() => {
    if (!beside) window.scrollTo({ top: 0 });
  }, [beside]);
  if (detail.error instanceof ApiError && detail.error.status === 404 && row?.status !== 'running') {
    return <Missing id={id} beside={beside} {...(onClose === undefined ? {} : { onClose })} />;
  }
  return (
    <div className="exchange" data-exchange-view={id}>
      <Head
        id={id}
        row={row}
        detail={detail.data ?? null}
        beside={beside}
        {...(onClose === undefined ? {} : { onClose })}
      />
      {detail.isError && <Failure error={detail.error} onRetry={() => void detail.refetch()} />}
      {row !== null && detail.data !== undefined ? (
        <>
          <Attempts detail={detail.data} row={row} />
          <section className="panel exchange-body" aria-label={texts.contents}>
            <TabBar tab={tab} />
            <div
              className="exchange-panel"
              id="exchange-panel"
              role="tabpanel"
              aria-labelledby={`exchange-tab-${tab}`}
            >
              <TabPanel key={tab} tab={tab} row={row} detail={detail.data} />
            </div>
          </section>
          <BlockDialog />
        </>
      ) : (
        <section className="panel exchange-loading" aria-busy="true">
          <Waiting width="60%" />
        </section>
      )}
    </div>
  );
}
