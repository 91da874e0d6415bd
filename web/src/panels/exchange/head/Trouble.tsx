import type { ExchangeDetail } from '../../../../../src/contract/api.ts';
import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { useTexts } from '../../../texts/index.ts';
import { type HeadTexts, TEXTS } from './texts.ts';

function isHinted(code: string, hints: HeadTexts['hints']): code is keyof HeadTexts['hints'] {
  return Object.hasOwn(hints, code);
}

/** What went wrong, in full, and what to do about it. */
function ErrorNote({ error }: { error: { code: string; message: string } }) {
  const texts = useTexts(TEXTS);
  const hint = isHinted(error.code, texts.hints) ? texts.hints[error.code] : null;
  return (
    <div className="notice bad exchange-error" role="note">
      <p>
        <b>
          <span aria-hidden="true">✕ </span>
          {texts.error} <code>{error.code}</code>
        </b>
      </p>
      <p className="error-message" dir="auto">
        <VisibleText text={error.message} />
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
      {row.error !== null && <ErrorNote error={row.error} />}
      {warnings.map(({ code, message }) => (
        <p className="notice warn" key={`${code} ${message}`}>
          <span>
            <span aria-hidden="true">▲ </span>
            <b>{texts.warning}</b> <VisibleText text={message} /> <code>{code}</code>
          </span>
        </p>
      ))}
    </>
  );
}
