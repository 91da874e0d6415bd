import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, Pencil, Pin } from 'lucide-react';
import { memo, useRef, useState } from 'react';
import type { SessionView } from '../../../../../src/contract/session.ts';
import type { StatsView } from '../../../../../src/contract/stats.ts';
import { goTo } from '../../../app/location.ts';
import { Menu } from '../../../components/Menu.tsx';
import { Failure, Figure, Waiting } from '../../../components/States.tsx';
import { Name } from '../../../components/text/Name.tsx';
import { callApi, withQuery } from '../../../data/api.ts';
import { useTotals } from '../../../data/use-totals.ts';
import { UNKNOWN, useFormat, useTexts } from '../../../texts/index.ts';
import { useActivate, useDelete } from '../actions.ts';
import { Marks } from '../Marks.tsx';
import { NameForm } from '../NameForm.tsx';
import { TEXTS as SHARED } from '../texts.ts';
import { TEXTS } from './texts.ts';

function About({ session }: { session: SessionView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const clients = useQuery({
    queryKey: ['turns', session.id, 'clients'],
    queryFn: ({ signal }) =>
      callApi<StatsView>('/api/stats', { query: { by: 'client', session_id: session.id, limit: 3 }, signal }),
  });
  const { model, provider } = session;
  const parts = [
    session.project,
    ...(clients.data?.totals.map(({ key }) => key) ?? []),
    model === null ? provider : provider === null ? model : texts.via(model, provider),
    format.plural(session.exchanges, ...texts.exchanges),
    texts.since(format.dateTime(session.created_at)),
  ].filter((part) => part !== null);
  return (
    <p className="quiet about">
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two of them may be the same text
        <span key={at}>
          {at > 0 && ' · '}
          <Name text={part} />
        </span>
      ))}
    </p>
  );
}

function Totals({ session }: { session: SessionView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const sum = useTotals(session.id);
  const { input = null, cache_read: read = null } = sum ?? {};
  return (
    <dl className="session-totals">
      <Figure label={texts.costSoFar} title={texts.costHint}>
        {sum === undefined ? <Waiting /> : format.usd(sum?.cost_usd)}
        {sum != null && sum.unpriced > 0 && (
          <span className="quiet small"> {texts.unpriced(format.count(sum.unpriced))}</span>
        )}
      </Figure>
      <Figure label={texts.fromCache} title={texts.fromCacheHint}>
        {sum === undefined ? (
          <Waiting />
        ) : input === null || input === 0 || read === null ? (
          UNKNOWN
        ) : (
          format.percent(read / input)
        )}
      </Figure>
    </dl>
  );
}

function download(sessionId: number, format: 'csv' | 'json'): void {
  const link = document.createElement('a');
  link.href = withQuery(`/api/export/${format}`, { session_id: sessionId });
  link.download = '';
  link.click();
}

/** Whose page this is, and what can be done with the session. */
export const Head = memo(function Head({ session }: { session: SessionView }) {
  const texts = useTexts(TEXTS);
  const shared = useTexts(SHARED);
  const [renaming, setRenaming] = useState(false);
  const rename = useRef<HTMLButtonElement>(null);
  const activate = useActivate();
  const remove = useDelete();
  const { id, name } = session;
  const done = (): void => {
    setRenaming(false);
    // The button is there again only after the form has gone.
    requestAnimationFrame(() => rename.current?.focus());
  };
  return (
    <section className="stack" aria-labelledby="session-name">
      <div className="session-top">
        <a className="back" href="#/sessions">
          <ChevronLeft size={16} aria-hidden="true" />
          {texts.back}
        </a>
        {renaming ? (
          <>
            <h1 id="session-name" className="visually-hidden">
              <Name text={name} />
            </h1>
            <NameForm session={session} onDone={done} />
          </>
        ) : (
          <>
            <h1 id="session-name" className="one-line" title={name}>
              <Name text={name} />
            </h1>
            <button
              ref={rename}
              type="button"
              className="button plain square"
              aria-label={shared.renameOf(name)}
              title={shared.rename}
              onClick={() => setRenaming(true)}
            >
              <Pencil size={14} aria-hidden="true" />
            </button>
            <Marks session={session} />
          </>
        )}
        <div className="row spread">
          {!session.is_pinned && (
            <button
              type="button"
              className="button"
              title={shared.pinHint}
              disabled={activate.isPending}
              onClick={() => activate.mutate(id)}
            >
              <Pin size={14} aria-hidden="true" />
              {shared.pin}
            </button>
          )}
          <Menu
            label={texts.export}
            items={(['csv', 'json'] as const).map((format) => ({
              key: format,
              label: format.toUpperCase(),
              onSelect: () => download(id, format),
            }))}
          />
          <Menu
            label="⋯"
            name={shared.more(name)}
            items={[
              {
                key: 'delete',
                label: shared.delete,
                danger: true,
                onSelect: () => remove.mutate(session, { onSuccess: () => goTo('#/sessions') }),
              },
            ]}
          />
        </div>
      </div>
      <div className="session-about">
        <About session={session} />
        <Totals session={session} />
      </div>
      {activate.isError && <Failure error={activate.error} />}
      {remove.isError && <Failure error={remove.error} />}
    </section>
  );
});
