import { useId } from 'react';
import { useTexts } from '../../../texts/index.ts';
import { write } from './arguments.ts';
import { ABSENT, type Draft, draftOf, firstDraft } from './draft.ts';
import type { Field } from './field.ts';
import type { FieldProps } from './field-props.ts';
import { TEXTS } from './texts.ts';

/** A value that may be of several kinds: which one, and then the value itself. What was written is kept where it fits. */
export function EitherField({
  field,
  draft,
  required,
  path,
  problems,
  onChange,
  View,
  label,
  invalid,
}: FieldProps & { field: Field & { kind: 'either' }; label: string; invalid: boolean }) {
  const texts = useTexts(TEXTS);
  const id = useId();
  const at = draft.is === 'either' ? draft.branch : -1;
  const branch = field.branches[at];
  const pick = (index: number): void => {
    const next = field.branches[index];
    if (next === undefined) {
      onChange(ABSENT);
      return;
    }
    const { value } = write(field, draft, false);
    const kept: Draft = value === undefined ? ABSENT : draftOf(next, value);
    const fits = kept.is !== 'absent' && (kept.is !== 'raw' || next.kind === 'json');
    onChange({ is: 'either', branch: index, draft: fits ? kept : firstDraft(next, true) });
  };
  return (
    <div className="fields">
      <p className="row">
        <label htmlFor={id} className="quiet">
          {texts.pick}
        </label>
        <select
          id={id}
          className="input"
          value={String(at)}
          aria-invalid={invalid && branch === undefined}
          onChange={(event) => pick(Number(event.target.value))}
        >
          {(!required || at < 0) && <option value="-1">{texts.notSet}</option>}
          {field.branches.map(({ kind, title }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two may look alike, and none of them ever moves
            <option key={index} value={String(index)}>
              {index + 1} · {title ?? texts.kinds[kind]}
            </option>
          ))}
        </select>
      </p>
      {branch !== undefined && draft.is === 'either' && (
        <View
          View={View}
          label={label}
          field={branch}
          required={required}
          draft={draft.draft}
          path={path}
          problems={problems}
          onChange={(next) => onChange({ is: 'either', branch: at, draft: next })}
        />
      )}
    </div>
  );
}
