interface ChoiceProps<T extends string> {
  label: string;
  options: readonly T[];
  value: T;
  nameOf(option: T): string;
  onChange(option: T): void;
}

/** One of a few, all in sight. */
export function Choice<T extends string>({ label, options, value, nameOf, onChange }: ChoiceProps<T>) {
  return (
    <fieldset className="spend-choice">
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <button
          key={option}
          type="button"
          className="button"
          aria-pressed={option === value}
          onClick={() => onChange(option)}
        >
          {nameOf(option)}
        </button>
      ))}
    </fieldset>
  );
}
