import { useEffect, useId, useState } from 'react';
import { parseFilter } from '../../../../src/contract/filter/parse.ts';
import { useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

interface FilterInputProps {
  value: string;
  /** Called with a filter that can be read. */
  onChange(q: string): void;
  label: string;
}

/** A line of the filter language: taken with Enter or when it is left, and only where it can be read. */
export function FilterInput({ value, onChange, label }: FilterInputProps) {
  const texts = useTexts(TEXTS);
  const id = useId();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const [problem] = parseFilter(text).problems;
  const take = (): void => {
    if (problem === undefined && text.trim() !== value) onChange(text.trim());
  };
  return (
    <form
      className="stack spend-filter"
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <input
        data-filter
        className="input mono"
        type="search"
        aria-label={label}
        placeholder={texts.filterExample}
        value={text}
        maxLength={1000}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : id}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
      />
      {problem !== undefined && (
        <p id={id} className="bad small" role="status">
          {texts.problem(texts.problems[problem.code], problem.word, problem.at + 1)}
          {problem.nearest !== null &&
            problem.nearest !== undefined &&
            ` ${texts.didYouMean(problem.nearest)}`}
        </p>
      )}
    </form>
  );
}
