import type { McpServerView } from '../../../../src/contract/mcp.ts';
import { Failure, Waiting } from '../../components/States.tsx';
import { Name } from '../../components/text/Name.tsx';
import { Sentence } from '../../components/text/Sentence.tsx';
import { useFormat, useTexts } from '../../texts/index.ts';
import { ControlOutcome, Controls } from './Controls.tsx';
import { Calls } from './calls/Calls.tsx';
import { Totals } from './calls/Totals.tsx';
import { fixOf } from './config-snippet.ts';
import { Fix } from './Fix.tsx';
import { Gateway } from './Gateway.tsx';
import { policyWords } from './policy-words.ts';
import { ServerFigures } from './ServerFigures.tsx';
import { State } from './State.tsx';
import { signOf } from './states.ts';
import { Tools } from './Tools.tsx';
import { TEXTS } from './texts.ts';
import { useControl, useServers } from './use-servers.ts';
import { WaitingList } from './Waiting.tsx';

function Facts({ server }: { server: McpServerView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const facts: [string, string | null][] = [
    [texts.version, server.server === null ? null : `${server.server.name} ${server.server.version}`],
    [texts.transport, server.transport === null ? null : texts.transports[server.transport]],
    [texts.address, server.address],
    [texts.protocol, server.protocol_version],
    [texts.process, server.pid === null ? null : String(server.pid)],
    [texts.since, server.started_at === null ? null : format.dateTime(server.started_at)],
  ];
  return (
    <dl className="mcp-facts">
      {facts
        .filter(([, value]) => value !== null)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Name text={value ?? ''} />
            </dd>
          </div>
        ))}
    </dl>
  );
}

function Rules({ server }: { server: McpServerView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const words = policyWords(server.policy, texts, format);
  return (
    <div className="mcp-rules">
      <h2>{texts.rules}</h2>
      <ul>
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
        {words.length === 0 && <li className="quiet">{texts.noRules}</li>}
        <li className="quiet">{texts.rule.result(format.bytes(server.policy.max_result_bytes))}</li>
      </ul>
    </div>
  );
}

function Server({ server }: { server: McpServerView }) {
  const texts = useTexts(TEXTS);
  const control = useControl(server.name);
  const { state, reason } = server;
  return (
    <section className="panel stack" aria-labelledby="mcp-server">
      <div className="row">
        <h1 id="mcp-server" className="one-line">
          <Name text={server.name} />
        </h1>
        <State of={signOf(server)} word={texts.states[state]} />
        <span className="quiet">{texts.sources[server.source]}</span>
        <span className="spread">
          <Controls server={server} control={control} />
        </span>
      </div>
      <ControlOutcome control={control} />
      {reason !== null && fixOf(server)?.kind !== 'preset' && (
        <p className={state === 'down' ? 'bad' : 'quiet'}>
          <Sentence text={reason} />
        </p>
      )}
      <Fix server={server} />
      <ServerFigures server={server} />
      <div className="mcp-split">
        <Facts server={server} />
        <Rules server={server} />
      </div>
      <Gateway
        path={`/mcp/${encodeURIComponent(server.name)}`}
        about={texts.oneGateway}
        lead={texts.gatewayLead}
      />
    </section>
  );
}

/** One server: how it is, what it may do, its tools to be tried, and its calls. */
export function ServerPage({ name }: { name: string }) {
  const texts = useTexts(TEXTS);
  const servers = useServers();
  const server = servers.data?.find((one) => one.name === name);
  return (
    <>
      <p>
        <a href="#/mcp">‹ {texts.back}</a>
      </p>
      <WaitingList />
      {servers.isError && <Failure error={servers.error} onRetry={() => void servers.refetch()} />}
      {servers.isPending && (
        <section className="panel mcp-loading">
          <h1>
            <Name text={name} />
          </h1>
          <Waiting width="20rem" />
        </section>
      )}
      {servers.data !== undefined && server === undefined && (
        <section className="panel">
          <h1>{texts.unknownServer(name)}</h1>
        </section>
      )}
      {server !== undefined && (
        <>
          <Server server={server} />
          <Tools server={server} />
          <Totals server={name} />
          <Calls server={name} servers={servers.data ?? []} />
        </>
      )}
    </>
  );
}
