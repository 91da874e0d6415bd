import { Plus, X } from 'lucide-react';
import { useRef } from 'react';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { pathKey } from './arguments.ts';
import { ABSENT, type Draft, firstDraft } from './draft.ts';
import type { Field } from './field.ts';
import type { FieldProps } from './field-props.ts';
import { TEXTS } from './texts.ts';

/** Items that a form has; more of them are written as JSON. */
const MOST_ITEMS = 50;

/** The items of a list, with one more and one less. */
export function ListField({
  field,
  draft,
  path,
  problems,
  onChange,
  View,
  invalid,
}: FieldProps & { field: Field & { kind: 'list' }; invalid: boolean }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const add = useRef<HTMLButtonElement>(null);
  const items = draft.is === 'list' ? draft.items : [];
  const change = (next: readonly Draft[]): void =>
    onChange(next.length === 0 ? ABSENT : { is: 'list', items: next });
  return (
    <div className="fields">
      {items.map((item, index) => {
        const here = [...path, String(index)];
        const name = texts.item(format.count(index + 1));
        return (
          <div key={pathKey(here)} className="field-item">
            <View
              View={View}
              label={name}
              field={field.item}
              required
              draft={item}
              path={here}
              problems={problems}
              onChange={(next) => change(items.map((one, at) => (at === index ? next : one)))}
            />
            <button
              type="button"
              className="button plain square"
              aria-label={texts.remove(name)}
              title={texts.remove(name)}
              onClick={() => {
                change(items.filter((_, at) => at !== index));
                add.current?.focus();
              }}
            >
              <X size={14} aria-hidden="true" />
            </button>
          </div>
        );
      })}
      <p>
        <button
          ref={add}
          type="button"
          className="button"
          aria-label={`${texts.add}: ${path.at(-1) ?? texts.arguments}`}
          data-invalid={invalid || undefined}
          disabled={items.length >= MOST_ITEMS}
          onClick={() => change([...items, firstDraft(field.item, true)])}
        >
          <Plus size={14} aria-hidden="true" />
          {texts.add}
        </button>
      </p>
    </div>
  );
}
