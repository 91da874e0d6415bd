import { useId } from 'react';

export interface Choice {
  value: string;
  label: string;
}

/** One filter: everything, or one of several. A value from the address that is none of them is kept and shown. */
export function Filter({
  label,
  everything,
  choices,
  value,
  onChange,
}: {
  label: string;
  everything: string;
  choices: readonly Choice[];
  value: string | null;
  onChange(value: string | null): void;
}) {
  const id = useId();
  const isOther = value !== null && !choices.some((choice) => choice.value === value);
  return (
    <span className="mcp-filter">
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <select
        id={id}
        className="input"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      >
        <option value="">{everything}</option>
        {isOther && <option value={value}>{value}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </span>
  );
}
