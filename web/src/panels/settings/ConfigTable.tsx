import type { ConfigValue, ConfigView } from '../../../../src/contract/config.ts';
import { useParam } from '../../app/location.ts';
import { UNKNOWN, useFormat, useLanguage, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';
import { filterValues, isDecided, tomlValue } from './values.ts';

function Value({ value }: { value: ConfigValue }) {
  const texts = useTexts(TEXTS);
  if (value.secret && value.set) {
    return (
      <span className="quiet">
        <span aria-hidden="true">●●●</span> {texts.hidden}
      </span>
    );
  }
  const text = value.set ? tomlValue(value.value) : null;
  if (text === null) {
    return (
      <span className="quiet">
        {UNKNOWN} {texts.notSet}
      </span>
    );
  }
  return (
    <code>
      <bdi>{text}</bdi>
    </code>
  );
}

function From({ value }: { value: ConfigValue }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { kind, where, variables } = value.origin;
  const text = texts.origins[kind](where ?? '');
  return (
    <>
      {kind === 'page' ? (
        <a href="#/models">{text}</a>
      ) : (
        <bdi className={isDecided(value) ? '' : 'quiet'}>{text}</bdi>
      )}
      {variables.length > 0 && (
        <div className="quiet small">
          <bdi>{texts.filledWith(format.list(variables))}</bdi>
        </div>
      )}
      {!value.reloads && (
        <div className="small">
          <span className="tag" title={texts.atRestartHint}>
            <span aria-hidden="true">↻</span> {texts.atRestart}
          </span>
        </div>
      )}
    </>
  );
}

function Files({ config }: { config: ConfigView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  return (
    <div>
      <p>
        {config.file === null ? (
          texts.noFile
        ) : (
          <>
            <span className="quiet">{texts.file}</span> <code>{config.file}</code>
          </>
        )}{' '}
        <span className="quiet">· {texts.loadedAt(format.dateTime(config.loaded_at))}</span>
      </p>
      {config.searched.length > 0 && (config.file === null || config.searched.length > 1) && (
        <p className="quiet small">
          {texts.searched}: <code>{config.searched.join(' · ')}</code>
        </p>
      )}
    </div>
  );
}

/** Every value that is in force, with who decided it. */
export function ConfigTable({ config }: { config: ConfigView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const language = useLanguage();
  const [text, setText] = useParam('q');
  const [only, setOnly] = useParam('set');
  const all = only === null ? config.values : config.values.filter(isDecided);
  const values = filterValues(all, text ?? '', language);
  return (
    <section className="panel stack" aria-labelledby="settings-configuration">
      <div className="row">
        <h2 id="settings-configuration">{texts.configuration}</h2>
        <span className="quiet" role="status">
          {texts.shown(format.count(values.length), format.count(config.values.length))}
        </span>
        <label className="row spread settings-only">
          <input
            type="checkbox"
            checked={only !== null}
            onChange={(event) => setOnly(event.target.checked ? '1' : null, { replace: true })}
          />
          {texts.onlyDecided}
        </label>
        <input
          type="search"
          className="input settings-filter"
          aria-label={texts.filter}
          placeholder={texts.filter}
          value={text ?? ''}
          data-filter
          onChange={(event) => setText(event.target.value || null, { replace: true })}
        />
      </div>
      <Files config={config} />
      {values.length === 0 ? (
        <p className="quiet">{texts.nothingFits}</p>
      ) : (
        <table className="settings-table" aria-labelledby="settings-configuration">
          <thead>
            <tr>
              <th scope="col">{texts.columns.key}</th>
              <th scope="col">{texts.columns.value}</th>
              <th scope="col">{texts.columns.origin}</th>
            </tr>
          </thead>
          <tbody>
            {values.map((value) => (
              <tr key={value.key}>
                <th scope="row">
                  <code>
                    <bdi>{value.key}</bdi>
                  </code>
                  {value.description !== null && (
                    <div className="quiet small">{value.description[language]}</div>
                  )}
                </th>
                <td>
                  <Value value={value} />
                </td>
                <td>
                  <From value={value} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
