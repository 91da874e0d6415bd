import { useId } from 'react';
import { Name } from '../../../components/text/Name.tsx';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { type Problem, pathKey } from './arguments.ts';
import { Control } from './Control.tsx';
import { EitherField } from './EitherField.tsx';
import type { Field } from './field.ts';
import type { FieldProps } from './field-props.ts';
import { GroupField } from './GroupField.tsx';
import { hintsOf } from './hints.ts';
import { ListField } from './ListField.tsx';
import { problemText } from './problem-text.ts';
import { TEXTS } from './texts.ts';

const LONGEST_DESCRIPTION = 1_500;

interface Names {
  label: string;
  control: string;
  described: string;
}

function Label({ field, required, label, names }: FieldProps & { label: string; names: Names }) {
  const texts = useTexts(TEXTS);
  return (
    <span id={names.label} className="field-label">
      <Name className="mono" text={label} />
      {field.title !== null && field.title !== label && (
        <span>
          {' '}
          <Name text={field.title} />
        </span>
      )}
      {required && <span className="quiet"> · {texts.required}</span>}
    </span>
  );
}

function About({ field, problem, names }: { field: Field; problem: Problem | undefined; names: Names }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const hints = hintsOf(field, texts);
  const { description } = field;
  return (
    <div id={names.described} className="field-about small">
      {problem !== undefined && (
        <p className="bad">
          <span aria-hidden="true">✕</span> {problemText(problem, texts, format)}
        </p>
      )}
      {description !== null && (
        <p className="quiet pre-line">
          <bdi>
            {description.length > LONGEST_DESCRIPTION
              ? `${description.slice(0, LONGEST_DESCRIPTION)}…`
              : description}
          </bdi>
        </p>
      )}
      {hints !== '' && <p className="quiet">{hints}</p>}
      {field.kind === 'json' && <p className="quiet">{texts.reasons[field.reason]}</p>}
    </div>
  );
}

/** A field with its name and what is known and wrong about it; objects, lists and choices have fields within. */
export function FieldView(props: FieldProps & { label: string }) {
  const id = useId();
  const names = { label: `${id}l`, control: `${id}c`, described: `${id}d` };
  const { field, draft, path, problems, label } = props;
  const problem = problems.get(pathKey(path));
  const isCompound = draft.is !== 'raw' && ['group', 'list', 'either'].includes(field.kind);
  if (!isCompound) {
    return (
      <div className="field">
        <label htmlFor={names.control}>
          <Label {...props} label={label} names={names} />
        </label>
        <Control {...props} names={names} invalid={problem !== undefined} />
        <About field={field} problem={problem} names={names} />
      </div>
    );
  }
  return (
    <fieldset className="field field-group" aria-describedby={names.described}>
      <legend>
        <Label {...props} label={label} names={names} />
      </legend>
      <About field={field} problem={problem} names={names} />
      {field.kind === 'group' && <GroupField {...props} field={field} />}
      {field.kind === 'list' && <ListField {...props} field={field} invalid={problem !== undefined} />}
      {field.kind === 'either' && (
        <EitherField {...props} field={field} label={label} invalid={problem !== undefined} />
      )}
    </fieldset>
  );
}
