import type { ReactNode } from 'react';
import type { ProviderView } from '../../../../src/contract/api.ts';
import { Sentence } from '../../components/text/Sentence.tsx';
import { UNKNOWN, useFormat, useTexts } from '../../texts/index.ts';
import { Breaker } from './Breaker.tsx';
import { TEXTS } from './texts.ts';
import { Why } from './Why.tsx';

function Fact({
  label,
  title,
  children,
}: {
  label: string;
  title?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div title={title}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function LastError({ error }: { error: NonNullable<ProviderView['health']['last_error']> }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  return (
    <p className="provider-error">
      <span className="bad" aria-hidden="true">
        ✕
      </span>{' '}
      {texts.lastError} {format.dateTime(error.at)}{' '}
      <code>{[error.http_status, error.code].filter((part) => part !== null).join(' ')}</code>{' '}
      <span className="quiet">
        <Sentence text={error.message} />
      </span>
    </p>
  );
}

/** A provider that requests can go to: where it is, how it is spoken to, and how it has fared lately. */
export function Provider({ provider }: { provider: ProviderView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { name, type, on, auth, base_url: address, health } = provider;
  const { attempts, errors, first_byte_ms: first } = health;
  const none = attempts === 0 ? texts.noAttempts : undefined;
  return (
    <li className="provider">
      <div className="provider-who">
        <h3>
          <a className="plain-link" href={`#/models/${encodeURIComponent(name)}`}>
            <bdi>{name}</bdi>
          </a>{' '}
          <span className={on ? 'tag ok' : 'tag'}>
            <span aria-hidden="true">{on ? '✓' : '–'}</span> {on ? texts.on : texts.off}
          </span>
        </h3>
        <p className="small quiet">
          <Why provider={provider} />
        </p>
        <p className="small quiet" title={`${texts.auth}: ${texts.auths[auth]}`}>
          {type} · <bdi>{address === '' ? texts.noAddress : address}</bdi>
        </p>
      </div>
      <dl className="provider-facts">
        <Fact label={texts.breaker}>
          <Breaker provider={provider} />
        </Fact>
        <Fact label={texts.attempts} title={texts.lastHour(format.duration(health.window_s * 1000))}>
          <span className="figure-small">{format.count(attempts)}</span>
        </Fact>
        <Fact label={texts.errors} title={none ?? texts.errorsHint}>
          <span className="figure-small">
            {format.percent(health.error_rate, health.error_rate !== null && health.error_rate < 0.1 ? 1 : 0)}
          </span>
          {errors > 0 && <span className="quiet small"> ({format.count(errors)})</span>}
        </Fact>
        <Fact label={texts.firstByte} title={none ?? texts.firstByteHint}>
          <span className="figure-small">
            {first.p50 === null ? UNKNOWN : `${format.duration(first.p50)} / ${format.duration(first.p95)}`}
          </span>
        </Fact>
        <Fact label={texts.lastOk} title={none}>
          {format.dateTime(health.last_ok_at)}
        </Fact>
      </dl>
      {health.last_error !== null && <LastError error={health.last_error} />}
    </li>
  );
}
