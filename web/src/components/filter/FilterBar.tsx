import { X } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { parseFilter } from '../../../../src/contract/filter/index.ts';
import { useFormat, useTexts } from '../../texts/index.ts';
import { sayFilter, sayProblem } from './say.ts';
import { type Suggestion, suggest } from './suggest.ts';
import { TEXTS } from './texts.ts';
import { fieldAt, useKnownValues } from './use-known-values.ts';

/** After the last key, in ms, the filter is taken. */
const REST_MS = 250;

export interface FilterBarProps {
  /** The filter that is in force. */
  value: string;
  /** Gets what is written once it can be understood; what cannot leaves the one in force. */
  onChange(q: string): void;
  label?: string;
  /** Beside it: how many there are, for example. */
  children?: ReactNode;
}

/** The filter language: completed while it is written, said back in words, and its mistakes shown in their place. */
export function FilterBar({ value, onChange, label, children }: FilterBarProps) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  /** Where the caret goes once the text is drawn. */
  const moveTo = useRef<number | null>(null);
  const [text, setText] = useState(value);
  const [caret, setCaret] = useState(value.length);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const known = useKnownValues(open ? fieldAt(text, caret) : null);
  const { filter, problems } = useMemo(() => parseFilter(text), [text]);
  const suggestions = useMemo(() => (open ? suggest(text, caret, known) : []), [open, text, caret, known]);
  const shown = open && suggestions.length > 0;
  const [problem] = problems;

  // Whoever is told may be made anew with every drawing; the rest of the time goes on.
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  // The address may change without the field: Back, a link, the palette.
  useEffect(() => setText((written) => (written.trim() === value ? written : value)), [value]);
  useEffect(() => {
    if (text.trim() === value || problems.length > 0) return;
    const timer = setTimeout(() => change.current(text.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [text, value, problems]);

  // Before the next key, or it would land where the caret was.
  useLayoutEffect(() => {
    if (moveTo.current !== null) input.current?.setSelectionRange(moveTo.current, moveTo.current);
    moveTo.current = null;
  });

  const write = (next: string, at: number): void => {
    setText(next);
    setCaret(at);
    setChosen(-1);
  };
  const take = ({ text: next, caret: at }: Suggestion): void => {
    write(next, at);
    moveTo.current = at;
  };
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    const suggestion = suggestions[chosen];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!shown) setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen((at) => Math.max(-1, Math.min(suggestions.length - 1, at + step)));
    } else if ((event.key === 'Enter' || event.key === 'Tab') && shown && suggestion !== undefined) {
      take(suggestion);
    } else if (event.key === 'Enter') {
      setOpen(false);
      if (problems.length === 0) onChange(text.trim());
    } else if (event.key === 'Escape') {
      if (shown) setOpen(false);
      else input.current?.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="filter">
      <div className="filter-line">
        <div className="filter-field">
          <input
            ref={input}
            data-filter
            className="input mono"
            type="text"
            role="combobox"
            aria-label={label ?? texts.filter}
            aria-expanded={shown}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={shown && chosen >= 0 ? `${id}-${chosen}` : undefined}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-said`}
            placeholder={texts.placeholder}
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            value={text}
            onChange={({ target }) => {
              setOpen(true);
              write(target.value, target.selectionStart ?? target.value.length);
            }}
            onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
            onFocus={() => setOpen(true)}
            onBlur={() => setOpen(false)}
            onKeyDown={press}
          />
          {text !== '' && (
            <button
              type="button"
              className="button plain square filter-clear"
              aria-label={texts.clear}
              onClick={() => {
                write('', 0);
                onChange('');
                input.current?.focus();
              }}
            >
              <X size={14} aria-hidden="true" />
            </button>
          )}
          <div
            id={`${id}-list`}
            role="listbox"
            aria-label={texts.suggestions}
            className="filter-list"
            hidden={!shown}
          >
            {suggestions.map((suggestion, at) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and its keys
              <div
                key={suggestion.label}
                id={`${id}-${at}`}
                role="option"
                aria-selected={at === chosen}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(suggestion)}
              >
                <code>{suggestion.label}</code>
                {suggestion.field !== null && suggestion.label.endsWith(':') && (
                  <span className="quiet small">
                    {texts.fields[suggestion.field.name]} {texts.hints[suggestion.field.type] ?? ''}
                  </span>
                )}
              </div>
            ))}
          </div>
        </div>
        {children}
      </div>
      <p
        id={`${id}-said`}
        className={problem === undefined ? 'filter-said quiet small' : 'filter-said small bad'}
        aria-live="polite"
      >
        {problem === undefined
          ? sayFilter(filter, texts, format)
          : `${sayProblem(problem, texts, format)} ${texts.lastGood}`}
      </p>
    </div>
  );
}
