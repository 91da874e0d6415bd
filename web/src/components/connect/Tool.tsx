import type { ConnectEntry, ConnectSnippet } from '../../../../src/contract/connect.ts';
import { useLanguage, useTexts } from '../../texts/index.ts';
import { CopyButton } from '../CopyButton.tsx';
import { TEXTS } from './texts.ts';

function Code({ text, of }: { text: string; of: string }) {
  return (
    <div className="snippet-code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that is wider than its box is scrolled by keys, too */}
      <pre tabIndex={0} role="region" aria-label={of}>
        <code>{text.trimEnd()}</code>
      </pre>
      <CopyButton text={text} of={of} />
    </div>
  );
}

function Snippet({ snippet, fallback }: { snippet: ConnectSnippet; fallback: string }) {
  const language = useLanguage();
  const title = snippet.title?.[language] ?? fallback;
  return (
    <figure className="snippet">
      <figcaption>
        {title}
        {snippet.file !== null && (
          <>
            {' '}
            <code className="quiet">{snippet.file}</code>
          </>
        )}
        {snippet.file === null && snippet.title === null && (
          <span className="quiet"> {snippet.language}</span>
        )}
      </figcaption>
      <Code text={snippet.text} of={snippet.file ?? `${title}, ${snippet.language}`} />
    </figure>
  );
}

/** How one tool is pointed here: by a command that changes its file, and by hand. */
export function Tool({ entry }: { entry: ConnectEntry }) {
  const texts = useTexts(TEXTS);
  const language = useLanguage();
  const write = entry.how === 'file' && entry.command !== null ? `${entry.command} --write` : null;
  return (
    <>
      <div className="row">
        <h2>{entry.name}</h2>
        {entry.connected === true && <span className="tag ok">✓ {texts.connected}</span>}
        {entry.connected !== true && entry.found !== null && (
          <span className="tag">{entry.found ? `✓ ${texts.found}` : `– ${texts.notFound}`}</span>
        )}
        <span className="quiet small spread">{texts.docs(entry.docs)}</span>
      </div>
      {write !== null && (
        <section className="snippet">
          <h3>{texts.byCommand}</h3>
          <Code text={write} of={texts.command} />
          <p className="quiet small">{texts.byCommandLead}</p>
        </section>
      )}
      {write !== null && <h3>{texts.byHand}</h3>}
      {entry.snippets.map((snippet) => (
        <Snippet
          key={`${snippet.file} ${snippet.title?.en} ${snippet.language}`}
          snippet={snippet}
          fallback={texts.how[entry.how]}
        />
      ))}
      {entry.notes.length > 0 && (
        <ul className="connect-notes" aria-label={texts.notes}>
          {entry.notes.map((note) => (
            <li key={note.en}>{note[language]}</li>
          ))}
        </ul>
      )}
    </>
  );
}
