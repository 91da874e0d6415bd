import type { McpServerView } from '../../../../src/contract/mcp.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Sentence } from '../../components/text/Sentence.tsx';
import { useTexts } from '../../texts/index.ts';
import { fixOf } from './config-snippet.ts';
import { TEXTS } from './texts.ts';

/** What to write into the configuration, for a server that is off or does not answer. */
export function Fix({ server }: { server: McpServerView }) {
  const texts = useTexts(TEXTS);
  const fix = fixOf(server);
  if (fix === null) return null;
  return (
    <details className="mcp-fix">
      <summary>{texts.fix[fix.kind]}</summary>
      {fix.kind === 'preset' && server.reason !== null && (
        <p className="quiet">
          <Sentence text={server.reason} />
        </p>
      )}
      <p className="quiet">{texts.fixLead[fix.kind]}</p>
      <div className="row">
        <pre className="well">{fix.lines}</pre>
        <CopyButton text={fix.lines} of={texts.snippet} />
      </div>
    </details>
  );
}
