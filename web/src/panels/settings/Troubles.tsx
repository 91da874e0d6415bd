import type { ConfigView } from '../../../../src/contract/config.ts';
import { Sentence } from '../../components/text/Sentence.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

function Problem({ problem }: { problem: ConfigView['problems'][number] }) {
  const { file, line, key, message, hint } = problem;
  const where = [file, line].filter((part) => part !== null).join(':');
  // A message often begins with its place, the folder left out, and names its key.
  const behind = message.indexOf(': ');
  const isPlace = line !== null && where.endsWith(message.slice(0, Math.max(0, behind)));
  const said = behind > 0 && isPlace ? message.slice(behind + 2) : message;
  return (
    <li>
      {where !== '' && <code>{where}</code>}{' '}
      {key !== null && !said.includes(key) && <b className="mono">{key}</b>} <Sentence text={said} />
      {hint !== null && (
        <span className="hint">
          {' '}
          → <Sentence text={hint} />
        </span>
      )}
    </li>
  );
}

/** What is wrong with the configuration: a file that was refused, warnings, and what waits for a restart. */
export function Troubles({ config }: { config: ConfigView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { state, problems, rejected_at: at, warnings, needs_restart: restart } = config;
  if (state === 'ok' && warnings.length === 0 && restart.length === 0) return null;
  return (
    <div className="stack">
      {state === 'rejected' && (
        <section className="notice bad settings-trouble" role="alert">
          <h2>
            <span aria-hidden="true">✕</span> {texts.refused(format.dateTime(at))}
          </h2>
          <p>{texts.refusedLead}</p>
          <ul>
            {problems.map((problem) => (
              <Problem key={`${problem.line} ${problem.key} ${problem.message}`} problem={problem} />
            ))}
          </ul>
        </section>
      )}
      {restart.length > 0 && (
        <p className="notice warn">
          <span>
            <span aria-hidden="true">↻</span> {texts.restart} <code>{restart.join(', ')}</code>
          </span>
        </p>
      )}
      {warnings.length > 0 && (
        <section className="notice warn settings-trouble">
          <h2>
            <span aria-hidden="true">!</span> {texts.warnings}
          </h2>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>
                <Sentence text={warning} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
