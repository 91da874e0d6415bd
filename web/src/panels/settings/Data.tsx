import { useQuery } from '@tanstack/react-query';
import type { ConfigValue } from '../../../../src/contract/config.ts';
import type { StatsView } from '../../../../src/contract/stats.ts';
import { Failure, Figure, Waiting } from '../../components/States.tsx';
import { callApi, withQuery } from '../../data/api.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** A filter that finds everything: a download without one is of a session alone. */
const EVERYTHING = 'since:1970-01-01';

/** How much is stored and where, and all of it to take along. */
export function Data({ values }: { values: readonly ConfigValue[] | null }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const stats = useQuery({
    queryKey: ['config', 'stored'],
    queryFn: ({ signal }) => callApi<StatsView>('/api/stats', { query: { limit: 1 }, signal }),
    refetchOnMount: 'always',
  });
  const stored = stats.data?.stored;
  const folder = values?.find(({ key }) => key === 'data_dir')?.value;
  return (
    <section className="panel stack" aria-labelledby="settings-data">
      <h2 id="settings-data">{texts.data}</h2>
      {stats.isError && <Failure error={stats.error} onRetry={() => void stats.refetch()} />}
      <dl className="settings-figures">
        {(['exchanges', 'sessions', 'blocks'] as const).map((name) => (
          <Figure key={name} label={texts[name]}>
            {stored === undefined ? <Waiting /> : format.count(stored[name])}
          </Figure>
        ))}
        <Figure label={texts.size}>{stored === undefined ? <Waiting /> : format.bytes(stored.bytes)}</Figure>
        <div className="figure settings-folder">
          <dt>{texts.folder}</dt>
          <dd>{typeof folder === 'string' ? <code>{folder}</code> : <Waiting width="12rem" />}</dd>
        </div>
      </dl>
      <div className="row">
        <span>
          {texts.everything} <span className="quiet">{texts.everythingLead}</span>
        </span>
        {(['csv', 'json'] as const).map((kind) => (
          <a
            key={kind}
            className="button"
            href={withQuery(`/api/export/${kind}`, { q: EVERYTHING })}
            download
            aria-label={`${texts.everything} ${texts.everythingLead} ${kind.toUpperCase()}`}
          >
            {kind.toUpperCase()}
          </a>
        ))}
      </div>
      <p className="quiet">{texts.privacy}</p>
    </section>
  );
}
