import { Failure, Waiting } from '../../components/States.tsx';
import { useTexts } from '../../texts/index.ts';
import { Calls } from './calls/Calls.tsx';
import { Totals } from './calls/Totals.tsx';
import { Gateway } from './Gateway.tsx';
import { ServerRow } from './ServerRow.tsx';
import { TEXTS } from './texts.ts';
import { useServers } from './use-servers.ts';
import { WaitingList } from './Waiting.tsx';

/** Servers listed before anything is known: those of every installation. */
const ROWS = 5;

/** The servers, what waits for a person, and what was called. */
export function ServersPage() {
  const texts = useTexts(TEXTS);
  const servers = useServers();
  return (
    <>
      <div className="row mcp-head">
        <h1>{texts.title}</h1>
        <Gateway path="/mcp" about={texts.gateway} lead={texts.gatewayLead} />
      </div>
      <WaitingList />
      <section className="panel" aria-labelledby="mcp-servers">
        <div className="panel-head">
          <h2 id="mcp-servers">{texts.servers}</h2>
        </div>
        {servers.isError && <Failure error={servers.error} onRetry={() => void servers.refetch()} />}
        {servers.data?.length === 0 && <p className="quiet">{texts.noServers}</p>}
        <ul className="mcp-servers" aria-busy={servers.isPending}>
          {servers.isPending
            ? Array.from({ length: ROWS }, (_, row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
                <li key={row} className="mcp-server">
                  <Waiting width="12rem" />
                </li>
              ))
            : servers.data?.map((server) => <ServerRow key={server.name} server={server} />)}
        </ul>
      </section>
      {/* Once it is known where they stand: nothing moves under a reader. */}
      {!servers.isPending && (
        <>
          <Totals server={null} />
          <Calls server={null} servers={servers.data ?? []} />
        </>
      )}
    </>
  );
}
