import type { ExchangeRow } from '../../../../src/contract/row.ts';
import { hrefOf, useParam } from '../../app/location.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Connect } from '../../components/connect/Connect.tsx';
import { TestRequest } from '../../components/connect/TestRequest.tsx';
import { Sentence } from '../../components/text/Sentence.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** Refusals that the page of providers and models explains further. */
const MODELS: ReadonlySet<string> = new Set([
  'provider_key_missing',
  'model_not_found',
  'upstream_unreachable',
  'provider_unavailable',
]);

/** What was refused while nothing else has come: who called, with what code, and what to do. */
function Refused({ row }: { row: ExchangeRow }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const code = row.error?.code ?? '';
  const fix = texts.fixes[code];
  return (
    <p className="notice bad" role="status">
      <span>
        <b>
          <span aria-hidden="true">✕</span>{' '}
          {texts.refused(row.client ?? texts.someone, format.time(row.started_at))}
        </b>{' '}
        <code>{[row.http_status, code].filter(Boolean).join(' ')}</code>
        {row.error !== null && (
          <>
            {' '}
            <Sentence text={row.error.message} />
          </>
        )}
        {fix !== undefined && <> {fix}</>} {MODELS.has(code) && <a href="#/models">{texts.models}</a>}
      </span>
    </p>
  );
}

/** No session yet: where to point a tool and how, what was refused meanwhile, and a request to try it with. */
export function FirstStart({ newest }: { newest: ExchangeRow | null }) {
  const texts = useTexts(TEXTS);
  const [tool, setTool] = useParam('tool');
  const base = `${window.location.origin}/v1`;
  return (
    <section className="panel stack" aria-labelledby="first-title">
      <div className="row">
        <h1 id="first-title">{newest === null ? texts.first : texts.noSessionAt}</h1>
        <code className="address">{base}</code>
        <CopyButton text={base} of={texts.baseUrl} />
        <span className="spread quiet">
          <span aria-hidden="true">◌</span> {texts.listening}
        </span>
      </div>
      {newest?.error != null && <Refused row={newest} />}
      <p className="quiet">{newest === null ? texts.firstLead : texts.noSessionLead}</p>
      <Connect
        tool={tool}
        onTool={(id) => setTool(id, { replace: true })}
        providersHref={hrefOf('/models')}
      />
      <TestRequest />
    </section>
  );
}
