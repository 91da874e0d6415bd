import { useId } from 'react';
import { DENSITIES, setPreferences, THEMES, usePreferences } from '../../app/preferences.ts';
import { LANGUAGES, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

interface ChoiceProps<T extends string> {
  legend: string;
  values: readonly T[];
  names: Record<T, string>;
  value: T;
  /** Whether each name is in the language that it names. */
  areLanguages?: boolean;
  onChange(value: T): void;
}

function Choice<T extends string>({ legend, values, names, value, areLanguages, onChange }: ChoiceProps<T>) {
  const id = useId();
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      {values.map((one) => (
        <label key={one} lang={areLanguages ? one : undefined}>
          <input type="radio" name={id} checked={one === value} onChange={() => onChange(one)} />
          {names[one]}
        </label>
      ))}
    </fieldset>
  );
}

/** How the page looks to this person. */
export function Look() {
  const texts = useTexts(TEXTS);
  const { language, theme, density } = usePreferences();
  return (
    <section className="panel stack settings-top" aria-labelledby="settings-look">
      <div className="row">
        <h2 id="settings-look">{texts.look}</h2>
        <span className="quiet">{texts.lookLead}</span>
      </div>
      <Choice
        legend={texts.language}
        values={LANGUAGES}
        names={texts.languages}
        value={language}
        areLanguages
        onChange={(next) => setPreferences({ language: next })}
      />
      <Choice
        legend={texts.theme}
        values={THEMES}
        names={texts.themes}
        value={theme}
        onChange={(next) => setPreferences({ theme: next })}
      />
      <Choice
        legend={texts.density}
        values={DENSITIES}
        names={texts.densities}
        value={density}
        onChange={(next) => setPreferences({ density: next })}
      />
    </section>
  );
}
