import { useTexts } from '../../../texts/index.ts';
import { ABSENT, type Draft, sameJson } from './draft.ts';
import type { FieldProps } from './field-props.ts';
import { TEXTS } from './texts.ts';

export interface ControlProps extends FieldProps {
  names: { control: string; described: string };
  invalid: boolean;
}

const BOOLEANS = [
  { label: 'true', value: true },
  { label: 'false', value: false },
];

/** A text with more than this many characters or with line ends gets several lines. */
const ONE_LINE = 120;

function textOf(draft: Draft): string {
  return draft.is === 'text' || draft.is === 'raw' ? draft.text : '';
}

function Picker({ field, draft, required, onChange, names, invalid }: ControlProps) {
  const texts = useTexts(TEXTS);
  const options = field.kind === 'choice' ? field.options : BOOLEANS;
  const at = draft.is === 'picked' ? options.findIndex(({ value }) => sameJson(value, draft.value)) : -1;
  return (
    <select
      id={names.control}
      className="input"
      value={String(at)}
      aria-invalid={invalid}
      aria-describedby={names.described}
      aria-required={required}
      onChange={(event) => {
        const option = options[Number(event.target.value)];
        onChange(option === undefined ? ABSENT : { is: 'picked', value: option.value });
      }}
    >
      <option value="-1">{texts.notSet}</option>
      {options.map(({ label }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two may look alike, and none of them ever moves
        <option key={index} value={String(index)}>
          {label}
        </option>
      ))}
    </select>
  );
}

/** What takes one value: a line, several lines, a number, a choice, or JSON. */
export function Control(props: ControlProps) {
  const texts = useTexts(TEXTS);
  const { field, draft, required, onChange, names, invalid } = props;
  const isJson = draft.is === 'raw' || field.kind === 'json';
  if (!isJson && (field.kind === 'boolean' || field.kind === 'choice')) return <Picker {...props} />;
  const text = textOf(draft);
  const change = (next: string): void =>
    onChange(next === '' ? ABSENT : { is: isJson ? 'raw' : 'text', text: next });
  const shared = {
    id: names.control,
    value: text,
    spellCheck: false,
    autoComplete: 'off',
    'aria-invalid': invalid,
    'aria-describedby': names.described,
    'aria-required': required,
    placeholder: isJson && field.kind !== 'json' ? texts.jsonHere : undefined,
  };
  const isLong = field.kind === 'text' && (field.multiline || text.length > ONE_LINE || text.includes('\n'));
  if (isJson || isLong) {
    return (
      <textarea
        {...shared}
        className={isJson ? 'input mono' : 'input'}
        rows={Math.min(12, Math.max(3, text.split('\n').length))}
        onChange={(event) => change(event.target.value)}
      />
    );
  }
  return (
    <input
      {...shared}
      type="text"
      className="input"
      inputMode={field.kind === 'number' ? (field.integer ? 'numeric' : 'decimal') : undefined}
      onChange={(event) => change(event.target.value)}
    />
  );
}
