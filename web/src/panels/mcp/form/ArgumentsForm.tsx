import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { argumentsOf, type Problem, parseJson, pathKey, type Written, write } from './arguments.ts';
import { type Draft, draftOf, firstDraft } from './draft.ts';
import { EitherField } from './EitherField.tsx';
import { FieldView } from './FieldView.tsx';
import type { Field } from './field.ts';
import { GroupField } from './GroupField.tsx';
import { jsonText } from './json-text.ts';
import { problemText } from './problem-text.ts';
import { TEXTS } from './texts.ts';

export interface ArgumentsFormProps {
  field: Field;
  onCall(args: Record<string, unknown>): void;
  /** The button that calls, and what stands beside it. */
  children: ReactNode;
}

function JsonField({
  text,
  problem,
  onChange,
}: {
  text: string;
  problem: Problem | null;
  onChange(text: string): void;
}) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className="visually-hidden">
        {texts.jsonHint}
      </label>
      <textarea
        id={id}
        className="input mono"
        value={text}
        spellCheck={false}
        autoComplete="off"
        rows={Math.min(20, Math.max(5, text.split('\n').length))}
        placeholder={texts.jsonHint}
        aria-invalid={problem !== null}
        aria-describedby={`${id}d`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}d`} className="small bad">
        {problem !== null && (
          <>
            <span aria-hidden="true">✕</span> {problemText(problem, texts, format)}
          </>
        )}
      </p>
    </div>
  );
}

/** The arguments of a tool as a form, or as JSON: the switch keeps what was written. */
export function ArgumentsForm({ field, onCall, children }: ArgumentsFormProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const hasForm = field.kind === 'group' || field.kind === 'either';
  const [draft, setDraft] = useState<Draft>(() => firstDraft(field, true));
  const [json, setJson] = useState<string | null>(() =>
    hasForm ? null : draft.is === 'raw' ? draft.text : '{}',
  );
  /** What is missing is told once somebody wanted to call. */
  const [tried, setTried] = useState(0);
  const written: Written = useMemo(
    () => argumentsOf(json === null ? write(field, draft, true) : parseJson(json)),
    [field, draft, json],
  );
  const shown = written.problems.filter(({ code }) => tried > 0 || code !== 'needed');
  const problems = new Map(shown.map((problem) => [pathKey(problem.path), problem]));

  useEffect(() => {
    if (tried === 0) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid]')?.focus();
  }, [tried]);

  const toggle = (): void => {
    if (json === null) {
      setJson(jsonText(written.value, 2) ?? '');
      return;
    }
    if (written.problems.length > 0) {
      setTried((times) => times + 1);
      return;
    }
    const next = draftOf(field, written.value);
    // A value that is none of the form's kinds stays as it is.
    if (next.is === 'raw') return;
    setDraft(next);
    setJson(null);
  };
  const reset = (): void => {
    const first = firstDraft(field, true);
    setDraft(first);
    setTried(0);
    setJson(hasForm ? null : first.is === 'raw' ? first.text : '{}');
  };
  const isEmpty = field.kind === 'group' && field.members.length === 0;
  const props = { draft, required: true, path: [], problems, onChange: setDraft, View: FieldView };

  return (
    <form
      ref={form}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (written.problems.length > 0) setTried((times) => times + 1);
        else onCall(written.value as Record<string, unknown>);
      }}
    >
      <div className="row">
        <h3>{texts.try}</h3>
        {hasForm ? (
          <button type="button" className="button spread" aria-pressed={json !== null} onClick={toggle}>
            {texts.asJson}
          </button>
        ) : (
          <span className="quiet small">{field.kind === 'json' && texts.reasons[field.reason]}</span>
        )}
      </div>
      {json !== null ? (
        <JsonField text={json} problem={shown[0] ?? null} onChange={setJson} />
      ) : (
        <>
          {isEmpty && <p className="quiet">{texts.noArguments}</p>}
          {field.kind === 'group' && <GroupField {...props} field={field} />}
          {field.kind === 'either' && (
            <EitherField {...props} field={field} label={texts.arguments} invalid={shown.length > 0} />
          )}
        </>
      )}
      <div className="row">
        {children}
        <button type="button" className="button plain" onClick={reset}>
          {texts.reset}
        </button>
        <span role="status" className="bad">
          {tried > 0 && shown.length > 0 && format.plural(shown.length, ...texts.fixFirst)}
        </span>
      </div>
    </form>
  );
}
