import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ExchangeDetail } from '../../../../../src/contract/api.ts';
import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import type { SessionView } from '../../../../../src/contract/session.ts';
import { hrefOf, useParam } from '../../../app/location.ts';
import { sourceText } from '../../../components/gauge/Gauge.tsx';
import { Status } from '../../../components/list/Status.tsx';
import { elapsedOf } from '../../../components/list/segments.ts';
import { Waiting } from '../../../components/States.tsx';
import { Name } from '../../../components/text/Name.tsx';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { TEXTS as COMPONENT_TEXTS } from '../../../components/texts.ts';
import { callApi } from '../../../data/api.ts';
import { useNow } from '../../../data/use-now.ts';
import { UNKNOWN, useFormat, useSentence, useTexts } from '../../../texts/index.ts';
import { CopyMenu } from './CopyMenu.tsx';
import { Trouble } from './Trouble.tsx';
import { TEXTS } from './texts.ts';

export interface HeadProps {
  id: string;
  row: ExchangeRow | null;
  detail: ExchangeDetail | null;
  beside: boolean;
  onClose?: () => void;
}

/** How often the time of what runs moves, in ms. */
const TICK_MS = 500;

interface FactProps {
  name: string;
  title?: string | undefined;
  /** It has its full width from the beginning: what it holds comes later. */
  wide?: boolean;
  children: ReactNode;
}

function Fact({ name, title, wide = false, children }: FactProps) {
  return (
    <div title={title} className={wide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ModelTitle({ row }: { row: ExchangeRow }) {
  const texts = useTexts(TEXTS);
  const { model, provider_model: taken, provider } = row;
  const asked = model ?? UNKNOWN;
  const same = taken === null || taken === model || model?.endsWith(`/${taken}`) === true;
  return (
    <bdi className="exchange-model">
      <VisibleText text={same ? asked : `${asked} → ${taken}`} />
      {provider !== null && <span className="quiet"> {texts.via('', provider).trim()}</span>}
    </bdi>
  );
}

/** What went in and out, and how it is known. */
function Figures({ row }: { row: ExchangeRow }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const componentTexts = useTexts(COMPONENT_TEXTS);
  const { tokens } = row;
  const input = tokens.input ?? tokens.context;
  const { cache_read: cached, cache_write: written } = tokens;
  const parts: ReactNode[] = [];
  if (input === null && tokens.output === null) {
    const { notCounted, uncounted } = componentTexts;
    return <p className="quiet">{row.status === 'running' ? notCounted : uncounted}</p>;
  }
  if (input !== null) {
    const split = [
      cached === null ? null : texts.cached(format.count(cached)),
      cached === null ? null : texts.fresh(format.count(Math.max(0, input - cached - (written ?? 0)))),
      written === null || written === 0 ? null : texts.written(format.count(written)),
    ].filter((part) => part !== null);
    parts.push(
      <span key="in">
        <b>{texts.input(format.count(input))}</b>
        {split.length > 0 && ` = ${split.join(' + ')}`}
      </span>,
    );
  }
  if (tokens.output !== null) {
    parts.push(
      <span key="out">
        <b>{texts.output(format.count(tokens.output))}</b>
        {tokens.reasoning !== null && tokens.reasoning > 0 && (
          <> ({texts.reasoning(format.count(tokens.reasoning))})</>
        )}
      </span>,
    );
  }
  if (tokens.context_use !== null) {
    const digits = tokens.context_use < 0.1 ? 1 : 0;
    parts.push(<span key="use">{texts.ofWindow(format.percent(tokens.context_use, digits))}</span>);
  }
  const counted =
    tokens.source === 'provider' && row.provider !== null
      ? texts.countedBy(row.provider)
      : sourceText(tokens, componentTexts, format);
  return (
    <p className="exchange-figures">
      {parts.flatMap((part) => [part, ' · '])}
      <span className="quiet">{counted}</span>
    </p>
  );
}

function SessionLink({ id }: { id: number }) {
  const session = useQuery({
    queryKey: ['sessions', 'one', id],
    queryFn: ({ signal }) => callApi<SessionView>(`/api/sessions/${id}`, { signal }),
  });
  return (
    <a className="one-line" href={hrefOf(`/sessions/${id}`)}>
      {session.isPending ? <Waiting /> : <Name text={session.data?.name ?? String(id)} />}
    </a>
  );
}

function Facts({ row, detail }: { row: ExchangeRow; detail: ExchangeDetail | null }) {
  const format = useFormat();
  const say = useSentence();
  const texts = useTexts(TEXTS);
  const now = useNow(TICK_MS, row.status === 'running');
  const { cost } = row;
  const ended = row.status !== 'running';
  return (
    <dl className="facts">
      <Fact name={texts.facts.took}>{format.duration(elapsedOf(row, now))}</Fact>
      <Fact
        name={texts.facts.cost}
        title={
          cost.usd === null
            ? ended
              ? texts.unpriced
              : undefined
            : cost.source === null
              ? undefined
              : texts.costOf(texts.costSources[cost.source])
        }
      >
        {format.usd(cost.usd)}
      </Fact>
      <Fact name={texts.facts.time} title={row.started_at}>
        {format.dateTime(row.started_at)}
        {`:${format.time(row.started_at).slice(-2)}`}
      </Fact>
      <Fact name={texts.facts.client}>
        {row.client === null ? (
          UNKNOWN
        ) : (
          <bdi className="one-line" title={row.client}>
            <VisibleText text={[row.client, row.client_version].filter(Boolean).join(' ')} />
          </bdi>
        )}
      </Fact>
      <Fact name={texts.facts.session} wide={row.session_id !== null}>
        {row.session_id === null ? (
          <span className="quiet">{texts.noSession}</span>
        ) : (
          <SessionLink id={row.session_id} />
        )}
      </Fact>
      {row.agent_id !== null && (
        <Fact name={texts.facts.agent} title={row.agent_id}>
          <code>{row.agent_id.slice(-6)}</code>
        </Fact>
      )}
      {row.kind !== 'turn' && <Fact name={texts.facts.kind}>{row.kind}</Fact>}
      {detail?.route != null && (
        <Fact name={texts.facts.route} title={say(detail.route.detail)}>
          <code>{detail.route.rule}</code>
        </Fact>
      )}
    </dl>
  );
}

/** What became of an exchange, in one look. */
export function Head({ id, row, detail, beside, onClose }: HeadProps) {
  const texts = useTexts(TEXTS);
  const [tab] = useParam('tab');
  const Title = beside ? 'h2' : 'h1';
  return (
    <section className="panel exchange-head" aria-labelledby="exchange-title">
      <div className="exchange-top">
        <Title id="exchange-title" className="exchange-title">
          {row === null ? (
            <Waiting width="14rem" />
          ) : (
            <>
              <Status row={row} /> <ModelTitle row={row} />
            </>
          )}
        </Title>
        <div className="row exchange-actions">
          {beside && (
            <a className="button" href={hrefOf(`/exchange/${id}`, { tab })}>
              {texts.openOwn}
            </a>
          )}
          <CopyMenu id={id} />
          {onClose !== undefined && (
            <button type="button" className="button plain square" aria-label={texts.close} onClick={onClose}>
              <X size={16} aria-hidden="true" />
            </button>
          )}
        </div>
      </div>
      {row === null ? (
        <p>
          <Waiting width="60%" />
        </p>
      ) : (
        <>
          <Figures row={row} />
          <Facts row={row} detail={detail} />
          <Trouble row={row} detail={detail} />
        </>
      )}
    </section>
  );
}
