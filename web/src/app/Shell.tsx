import { lazy, Suspense, useEffect, useState } from 'react';
import { UndoNotices } from '../components/undo/UndoNotices.tsx';
import { useConnection, useLiveStore } from '../data/live/index.ts';
import { useFormat, useLanguage, useTexts } from '../texts/index.ts';
import { COMMAND } from './command-key.ts';
import { Help } from './Help.tsx';
import { loadPalette, useLoadAhead } from './load-ahead.ts';
import { goTo, useParam } from './location.ts';
import { NotFound, PanelView, usePanel } from './Page.tsx';
import { homeOf, type Panel } from './panel.ts';
import { PANELS } from './registry.ts';
import { useShortcuts } from './shortcuts.ts';
import { TEXTS } from './texts.ts';
import { useBesideScroll } from './use-beside-scroll.ts';
import { useRefresh } from './use-refresh.ts';
import { useScrollPlace } from './use-scroll-place.ts';
import { useTitle } from './use-title.ts';
import { WaitingCalls, WaitingCount } from './WaitingCalls.tsx';

/** The panel that other pages show beside themselves: `?open=` has its id. */
const BESIDE = 'exchange';

const Palette = lazy(loadPalette);

function LiveState() {
  const { state, heardAt } = useConnection();
  const live = useLiveStore();
  const texts = useTexts(TEXTS);
  const format = useFormat();
  if (state === 'live') {
    return (
      <span className="live-state" role="status">
        <span className="ok" aria-hidden="true">
          ●
        </span>{' '}
        {texts.live}
      </span>
    );
  }
  if (state === 'connecting') {
    return (
      <span className="live-state quiet" role="status">
        <span aria-hidden="true">◌</span> {texts.connecting}
      </span>
    );
  }
  return (
    <span className="live-state" role="status">
      <span className="bad" aria-hidden="true">
        ○
      </span>{' '}
      {heardAt === null ? texts.offlineNever : texts.offline(format.time(heardAt))}{' '}
      <button type="button" className="button small" onClick={() => live.reconnect()}>
        {texts.retry}
      </button>
    </span>
  );
}

function Navigation({ current }: { current: Panel | null }) {
  const language = useLanguage();
  const texts = useTexts(TEXTS);
  return (
    <nav className="nav" aria-label={texts.pages}>
      <ul>
        {PANELS.filter(({ shortcut, hidden = false }) => shortcut !== null && !hidden).map((panel) => (
          <li key={panel.id}>
            <a href={homeOf(panel)} aria-current={panel.id === current?.id ? 'page' : undefined}>
              <panel.icon size={16} aria-hidden="true" />
              <span>{panel.title[language]}</span>
              {panel.id === 'mcp' && <WaitingCount />}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The frame of every page: navigation, where the connection stands, keys and commands. */
export function Shell() {
  const texts = useTexts(TEXTS);
  const found = usePanel();
  const [openId, setOpenId] = useParam('open');
  const beside =
    openId === null || found?.panel.id === BESIDE ? null : (PANELS.find(({ id }) => id === BESIDE) ?? null);
  const [dialog, setDialog] = useState<'help' | 'palette' | null>(null);
  useLoadAhead();
  useScrollPlace();
  useBesideScroll(beside === null ? null : openId);
  useTitle(found?.panel ?? null);
  useRefresh();
  useShortcuts({
    keys: {
      '?': () => setDialog('help'),
      'mod+k': () => setDialog('palette'),
      '/': () => document.querySelector<HTMLElement>('[data-filter]')?.focus(),
    },
    afterG: Object.fromEntries(
      PANELS.flatMap((panel) =>
        panel.shortcut === null ? [] : [[panel.shortcut, () => goTo(homeOf(panel))]],
      ),
    ),
  });
  useEffect(() => {
    document.documentElement.dataset.page = found?.panel.id ?? 'none';
  });
  return (
    <>
      <button type="button" className="skip" onClick={() => document.getElementById('content')?.focus()}>
        {texts.skip}
      </button>
      <header className="top">
        <a className="brand" href="#/">
          <span className="brand-mark" aria-hidden="true" />
          {texts.product}
        </a>
        <Navigation current={found?.panel ?? null} />
        <div className="top-end">
          <LiveState />
          <button type="button" className="button plain" onClick={() => setDialog('palette')}>
            <span className="wide-only">{texts.palette}</span> <kbd className="key">{COMMAND}K</kbd>
          </button>
          <button
            type="button"
            className="button plain square"
            aria-label={texts.help}
            onClick={() => setDialog('help')}
          >
            <kbd className="key">?</kbd>
          </button>
        </div>
      </header>
      <WaitingCalls hidden={found?.panel.id === 'mcp'} />
      <main id="content" className={beside === null ? 'content' : 'content split'} tabIndex={-1}>
        <div className="page">
          {found === null ? <NotFound /> : <PanelView panel={found.panel} params={found.params} />}
        </div>
        {beside !== null && openId !== null && (
          <aside className="beside" aria-label={texts.beside}>
            <PanelView panel={beside} params={{ id: openId }} beside={{ onClose: () => setOpenId(null) }} />
          </aside>
        )}
      </main>
      <UndoNotices />
      <Help open={dialog === 'help'} onClose={() => setDialog(null)} />
      {dialog === 'palette' && (
        <Suspense>
          <Palette onClose={() => setDialog(null)} />
        </Suspense>
      )}
    </>
  );
}
