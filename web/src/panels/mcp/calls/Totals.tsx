import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { McpStats } from '../../../../../src/contract/mcp.ts';
import { hrefOf } from '../../../app/location.ts';
import { Failure, Waiting } from '../../../components/States.tsx';
import { callApi } from '../../../data/api.ts';
import { useBatches } from '../../../data/live/index.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { TEXTS } from '../texts.ts';
import { ToolName } from './ToolName.tsx';

const KEY = ['call-totals'];
/** Totals are read again at most this often (ms) while calls end. */
const REST_MS = 2_000;
const MOST = 200;

function useTotals() {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  useBatches(({ events }) => {
    const ended = events.some((event) => event.type === 'mcp' && event.change === 'call');
    if (!ended || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries({ queryKey: KEY });
    }, REST_MS);
  });
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => callApi<McpStats>('/api/mcp/stats', { signal }),
    refetchOnMount: 'always',
  });
}

/** Calls added up by tool, the most called first. */
export function Totals({ server }: { server: string | null }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const stats = useTotals();
  const all = (stats.data?.totals ?? []).filter((one) => server === null || one.server === server);
  if (stats.data !== undefined && all.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="mcp-totals">
      <div className="panel-head">
        <h2 id="mcp-totals">{texts.totals}</h2>
      </div>
      {stats.isError && <Failure error={stats.error} onRetry={() => void stats.refetch()} />}
      {stats.isPending && <Waiting width="100%" />}
      {all.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <div className="scroller mcp-totals" tabIndex={0} role="group" aria-label={texts.totals}>
          <table>
            <thead>
              <tr>
                <th>{server === null ? `${texts.server} · ${texts.tool}` : texts.tool}</th>
                <th className="number">{texts.calls}</th>
                <th className="number">{texts.errors}</th>
                <th className="number">{texts.refused}</th>
                <th className="number">{texts.argumentTokens}</th>
                <th className="number">{texts.resultTokens}</th>
                <th className="number">{texts.totalTime}</th>
              </tr>
            </thead>
            <tbody>
              {all.slice(0, MOST).map((one) => (
                <tr key={`${one.server} ${one.tool}`}>
                  <td>
                    <a
                      className="plain-link mono"
                      href={hrefOf(`/mcp/${encodeURIComponent(one.server)}`, { tool: one.tool })}
                    >
                      <ToolName server={server === null ? one.server : null} tool={one.tool} />
                    </a>
                  </td>
                  <td className="number">{format.count(one.calls)}</td>
                  <td className={one.errors > 0 ? 'number bad' : 'number quiet'}>
                    {format.count(one.errors)}
                  </td>
                  <td className={one.refused > 0 ? 'number warn' : 'number quiet'}>
                    {format.count(one.refused)}
                  </td>
                  <td className="number">{format.count(one.arguments.tokens)}</td>
                  <td className="number">{format.count(one.result.tokens)}</td>
                  <td className="number">{format.duration(one.total_ms)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
