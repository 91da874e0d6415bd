import type { McpServerView } from '../../../../../src/contract/mcp.ts';
import { useParam } from '../../../app/location.ts';
import { Failure, Waiting } from '../../../components/States.tsx';
import { useTexts } from '../../../texts/index.ts';
import { TEXTS } from '../texts.ts';
import { CallRow } from './CallRow.tsx';
import { Filter } from './Filters.tsx';
import { MCP_OUTCOME_NAMES } from './outcomes.ts';
import { useCalls } from './use-calls.ts';

/** Tools that a filter lists. */
const MOST_TOOLS = 300;

export interface CallsProps {
  /** The server that the page is about; null: all of them. */
  server: string | null;
  servers: readonly McpServerView[];
}

/** Calls as they end, with their filters in the address. */
export function Calls({ server, servers }: CallsProps) {
  const texts = useTexts(TEXTS);
  const [of, setOf] = useParam('server');
  const [called, setCalled] = useParam('called');
  const [ended, setEnded] = useParam('outcome');
  const outcome = MCP_OUTCOME_NAMES.find((one) => one === ended) ?? null;
  const filter = { server: server ?? of, tool: called, outcome };
  const { calls, pages } = useCalls(filter);
  const tools = servers
    .filter(({ name }) => filter.server === null || name === filter.server)
    .flatMap((one) => one.tools.map(({ name }) => name));
  const isFiltered = called !== null || outcome !== null || (server === null && of !== null);
  return (
    <section className="panel" aria-labelledby="mcp-calls">
      <div className="panel-head">
        <h2 id="mcp-calls">{texts.calls}</h2>
        <span className="row spread">
          {server === null && (
            <Filter
              label={texts.server}
              everything={texts.everyServer}
              choices={servers.map(({ name }) => ({ value: name, label: name }))}
              value={of}
              onChange={(value) => setOf(value)}
            />
          )}
          <Filter
            label={texts.tool}
            everything={texts.everyTool}
            choices={[...new Set(tools)].slice(0, MOST_TOOLS).map((name) => ({ value: name, label: name }))}
            value={called}
            onChange={(value) => setCalled(value)}
          />
          <Filter
            label={texts.outcome}
            everything={texts.everyOutcome}
            choices={MCP_OUTCOME_NAMES.map((one) => ({ value: one, label: texts.outcomes[one] }))}
            value={outcome}
            onChange={(value) => setEnded(value)}
          />
        </span>
      </div>
      {pages.isError && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending ? (
        <Waiting width="100%" />
      ) : calls.length === 0 ? (
        <p className="quiet">{isFiltered ? texts.noCallsFound : texts.noCalls}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <div className="scroller" tabIndex={0} role="group" aria-label={texts.calls}>
          <table className="mcp-calls">
            <thead>
              <tr>
                <th>{texts.time}</th>
                <th>{texts.outcome}</th>
                <th>{server === null ? `${texts.server} · ${texts.tool}` : texts.tool}</th>
                <th>{texts.client}</th>
                <th className="number">{texts.waited}</th>
                <th className="number">{texts.took}</th>
                <th className="number">{texts.sizeIn}</th>
                <th className="number">{texts.sizeOut}</th>
              </tr>
            </thead>
            <tbody>
              {calls.map((call) => (
                <CallRow key={call.id} call={call} withServer={server === null} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {pages.hasNextPage && (
        <p className="mcp-more">
          <button
            type="button"
            className="button"
            aria-disabled={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {texts.older}
          </button>
        </p>
      )}
    </section>
  );
}
