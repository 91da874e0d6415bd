import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CacheExplanation } from '../../../../../src/contract/cache.ts';
import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import { hrefOf } from '../../../app/location.ts';
import { Failure, Waiting } from '../../../components/States.tsx';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { callApi } from '../../../data/api.ts';
import { UNKNOWN, useFormat, useLanguage, useTexts } from '../../../texts/index.ts';
import { Kind } from '../Kind.tsx';
import { CACHE_PARTS, cachePartsOf } from './parts.ts';
import { TEXTS } from './texts.ts';

/** One bar in three parts, and the same in words. */
function Bar({ cache, row }: { cache: CacheExplanation; row: ExchangeRow }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const input = row.tokens.input;
  const parts = cachePartsOf(cache, input);
  if (parts === null || input === null) return <p className="quiet">{texts.noFigures}</p>;
  return (
    <div className="stack">
      <div className="cache-bar" aria-hidden="true">
        {CACHE_PARTS.filter((part) => parts[part] > 0).map((part) => (
          <span key={part} className={`cache-${part}`} style={{ flexGrow: parts[part] / input }} />
        ))}
      </div>
      <ul className="legend">
        {CACHE_PARTS.map((part) => (
          <li key={part} title={texts.partHints[part]}>
            <span className={`swatch cache-${part}`} aria-hidden="true" />
            {texts.parts[part]} <b>{format.count(parts[part])}</b> {format.percent(parts[part] / input)}
          </li>
        ))}
        <li>
          {texts.written} <b>{format.count(cache.reported.write)}</b>
        </li>
      </ul>
    </div>
  );
}

function Broke({ at }: { at: NonNullable<CacheExplanation['broke_at']> }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  return (
    <section className="stack" aria-labelledby="cache-broke">
      <h2 id="cache-broke">{texts.brokeAt}</h2>
      <p>
        {texts.blockNumber(format.count(at.index + 1))} <Kind kind={at.kind} role={at.role} tool={at.tool} />{' '}
        · {texts.changes[at.change]}
        {at.line !== null && ` · ${texts.line(format.count(at.line))}`}
      </p>
      {(at.before !== null || at.after !== null) && (
        <pre className="by-line" dir="auto">
          {at.before !== null && (
            <del>
              <span className="sign">− </span>
              <VisibleText text={at.before} />
              {'\n'}
            </del>
          )}
          {at.after !== null && (
            <ins>
              <span className="sign">+ </span>
              <VisibleText text={at.after} />
              {'\n'}
            </ins>
          )}
        </pre>
      )}
    </section>
  );
}

function Names({ label, names }: { label: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p>
      {label}{' '}
      {names.map((name) => (
        <span key={name}>
          <code className="tag">
            <VisibleText text={name} />
          </code>{' '}
        </span>
      ))}
    </p>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{children}</td>
    </tr>
  );
}

function Facts({ cache }: { cache: CacheExplanation }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const { rule, compared_with: other, shared } = cache;
  const seconds = (value: number): string => format.duration(value * 1000);
  return (
    <table className="facts-table">
      <tbody>
        <Row name={texts.lost}>
          <b>{format.count(cache.lost_tokens)}</b> {texts.tokens}
          {' · '}
          <b title={cache.lost_usd === null ? texts.lostUnknown : undefined}>{format.usd(cache.lost_usd)}</b>
        </Row>
        <Row name={texts.expected}>
          {format.count(cache.expected_tokens)} {texts.tokens}
          {cache.reported.read !== null && (
            <span className="quiet"> · {texts.read(format.count(cache.reported.read))}</span>
          )}
        </Row>
        <Row name={texts.compared}>
          {other === null ? (
            <span className="quiet">{texts.nothingBefore}</span>
          ) : (
            <>
              <a href={hrefOf(`/exchange/${other.exchange_id}`)}>{texts.before(seconds(other.age_s))}</a>{' '}
              <span className="quiet">
                {[other.provider_model, other.provider].filter(Boolean).join(' · ')}
              </span>
            </>
          )}
        </Row>
        <Row name={texts.shared}>
          {format.plural(shared.blocks, ...texts.blocks)}
          {' · '}
          {format.count(shared.tokens)} {texts.tokens}
        </Row>
        <Row name={texts.rule}>
          <code>{rule.id}</code> · {texts.modes[rule.mode]}
          {!rule.known && <span className="warn"> · {texts.guessed}</span>}
          <br />
          <span className="quiet">
            {texts.least(format.count(rule.min_tokens), format.count(rule.step_tokens))}
          </span>
        </Row>
        <Row name={texts.lifetime}>
          {rule.lifetime_s === null
            ? `${UNKNOWN} ${texts.nobodySays}`
            : texts.lasts(seconds(rule.lifetime_s.least), seconds(rule.lifetime_s.most))}
        </Row>
        {rule.sources.length > 0 && (
          <Row name={texts.sources}>
            {rule.sources.map((source) => (
              <code key={source} className="source">
                {source}
              </code>
            ))}
          </Row>
        )}
      </tbody>
    </table>
  );
}

/** What came from the provider's cache, where that broke, who did it and what it cost. */
export function CacheTab({ row }: { row: ExchangeRow }) {
  const texts = useTexts(TEXTS);
  const lang = useLanguage();
  const cache = useQuery({
    queryKey: ['exchange', row.id, 'cache', lang],
    queryFn: ({ signal }) =>
      callApi<CacheExplanation>(`/api/exchanges/${encodeURIComponent(row.id)}/cache`, {
        query: { lang },
        signal,
      }),
  });
  if (cache.isError) return <Failure error={cache.error} onRetry={() => void cache.refetch()} />;
  if (cache.data === undefined) {
    return (
      <div className="stack" aria-busy="true">
        <Waiting width="100%" />
        <Waiting width="60%" />
      </div>
    );
  }
  const { data } = cache;
  return (
    <div className="stack cache" data-cause={data.cause}>
      <Bar cache={data} row={row} />
      <p className="cache-why">
        <b className={data.cause === 'hit' ? 'ok' : ''}>
          <span aria-hidden="true">{data.cause === 'hit' ? '✓ ' : ''}</span>
          {texts.causes[data.cause]}
        </b>
        <br />
        <VisibleText text={data.explanation} />
      </p>
      {data.broke_at !== null && <Broke at={data.broke_at} />}
      {data.tools !== null && (
        <section className="stack" aria-labelledby="cache-tools">
          <h2 id="cache-tools">{texts.toolsChanged}</h2>
          <Names label={texts.added} names={data.tools.added} />
          <Names label={texts.removed} names={data.tools.removed} />
          <Names label={texts.edited} names={data.tools.edited} />
          {data.tools.reordered && <p>{texts.reordered}</p>}
        </section>
      )}
      <Names label={texts.parameters} names={data.parameters} />
      <Facts cache={data} />
    </div>
  );
}
