import type { ExchangeDetail } from '../../../../../src/contract/api.ts';
import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import { Sentence } from '../../../components/text/Sentence.tsx';
import { useTexts } from '../../../texts/index.ts';
import { type HeadTexts, TEXTS } from './texts.ts';

/** A provider's own error is told apart by its status: a wrong key there is not a fault of the request. */
function hintCode({ code }: { code: string }, status: number | null): string {
  if (code !== 'upstream_error') return code;
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'model_not_found';
  return status === 429 ? 'rate_limited' : code;
}

function isHinted(code: string, hints: HeadTexts['hints']): code is keyof HeadTexts['hints'] {
  return Object.hasOwn(hints, code);
}

/** What went wrong, in full, and what to do about it. */
function ErrorNote({ error, status }: { error: { code: string; message: string }; status: number | null }) {
  const texts = useTexts(TEXTS);
  const code = hintCode(error, status);
  const hint = isHinted(code, texts.hints) ? texts.hints[code] : null;
  return (
    <div className="notice bad exchange-error" role="note">
      <p>
        <b>
          <span aria-hidden="true">✕ </span>
          {texts.error} <code>{error.code}</code>
        </b>
      </p>
      <p className="error-message" dir="auto">
        <Sentence text={error.message} />
      </p>
      {hint !== null && (
        <p>
          <b>{texts.whatToDo}</b> {hint}
        </p>
      )}
    </div>
  );
}

/** The error of an exchange, and what else was noted about it. */
export function Trouble({ row, detail }: { row: ExchangeRow; detail: ExchangeDetail | null }) {
  const texts = useTexts(TEXTS);
  const warnings = detail?.warnings ?? [];
  return (
    <>
      {row.error !== null && <ErrorNote error={row.error} status={row.http_status} />}
      {warnings.length > 0 && (
        <ul className="notice warn warnings" aria-label={texts.warnings}>
          {warnings.map(({ code, message }) => (
            <li key={`${code} ${message}`}>
              <span aria-hidden="true">▲ </span>
              <Sentence text={message} /> <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
