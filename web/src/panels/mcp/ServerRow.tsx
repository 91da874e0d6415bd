import type { McpServerView } from '../../../../src/contract/mcp.ts';
import { hrefOf } from '../../app/location.ts';
import { Name } from '../../components/text/Name.tsx';
import { Sentence } from '../../components/text/Sentence.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { ControlOutcome, Controls } from './Controls.tsx';
import { Fix } from './Fix.tsx';
import { policyWords } from './policy-words.ts';
import { ServerFigures } from './ServerFigures.tsx';
import { State } from './State.tsx';
import { signOf } from './states.ts';
import { TEXTS } from './texts.ts';
import { useControl } from './use-servers.ts';

/** A server in the list: where it stands, what it costs, and what can be done. */
export function ServerRow({ server }: { server: McpServerView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const control = useControl(server.name);
  const { name, state, source, transport, address, reason } = server;
  const where = [transport === null ? null : texts.transports[transport], address].filter(
    (part) => part !== null,
  );
  const isMissing = state === 'down' && source === 'preset';
  const rules = policyWords(server.policy, texts, format);
  return (
    <li className="mcp-server">
      <div className="mcp-server-name">
        <h3 className="one-line">
          <a href={hrefOf(`/mcp/${encodeURIComponent(name)}`)}>
            <Name text={name} />
          </a>
        </h3>
        <State of={signOf(server)} word={texts.states[state]} />
      </div>
      <div className="mcp-server-about">
        <p className="one-line quiet" title={where.join(' ')}>
          {server.server !== null && (
            <>
              <Name text={server.server.name} /> {server.server.version} ·{' '}
            </>
          )}
          {where.length === 0 ? texts.sources[source] : where[0]}
          {where.length > 1 && (
            <>
              {' · '}
              <Name className="mono" text={where[1] ?? ''} />
            </>
          )}
        </p>
        {reason !== null && !isMissing && (
          <p className={state === 'down' ? 'bad' : 'quiet'}>
            <Sentence text={reason} />
          </p>
        )}
        {rules.length > 0 && <p className="quiet">{rules.join(' ')}</p>}
        <Fix server={server} />
      </div>
      <ServerFigures server={server} />
      <Controls server={server} control={control} />
      <ControlOutcome control={control} />
    </li>
  );
}
