import type { ExchangeHeaders } from '../../../../../src/contract/captured.ts';
import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { useTexts } from '../../../texts/index.ts';
import { notKept } from './not-kept.ts';
import { TEXTS } from './texts.ts';

/** What stands in a secret's place. */
const MASK = '***';

type Lines = readonly (readonly [string, string])[];

function Value({ value }: { value: string }) {
  const texts = useTexts(TEXTS);
  return (
    <>
      <code>
        <VisibleText text={value} />
      </code>
      {value.includes(MASK) && (
        <span className="tag" title={texts.maskedHint}>
          {texts.masked}
        </span>
      )}
    </>
  );
}

function Table({ title, lines, none }: { title: string; lines: Lines | null; none: string }) {
  return (
    <section className="stack">
      <h2>{title}</h2>
      {lines === null || lines.length === 0 ? (
        <p className="quiet">{none}</p>
      ) : (
        <dl className="headers">
          {lines.map(([name, value], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a header may be there more than once
            <div key={index}>
              <dt>
                <code>
                  <VisibleText text={name} />
                </code>
              </dt>
              <dd>
                <Value value={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** Headers of both sides, without secrets: they were taken out before anything was recorded. */
export function HeadersTab({ headers, row }: { headers: ExchangeHeaders | null; row: ExchangeRow }) {
  const texts = useTexts(TEXTS);
  if (headers === null) return <p className="quiet">{notKept(row, texts, texts.noHeaders)}</p>;
  return (
    <div className="stack">
      <p>
        <span className="quiet">{texts.path}</span> <Value value={headers.path} />
      </p>
      {headers.truncated && <p className="notice">{texts.truncated}</p>}
      <Table title={texts.received} lines={headers.received} none={texts.noneReceived} />
      <Table title={texts.sent} lines={headers.sent} none={texts.noneSent} />
      <Table title={texts.answered} lines={headers.answer} none={texts.noneAnswered} />
    </div>
  );
}
