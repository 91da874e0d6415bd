import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import type { McpCallView } from '../../../../../src/contract/mcp.ts';
import { Scroller } from '../../../components/Scroller.tsx';
import { Name } from '../../../components/text/Name.tsx';
import { isTheirWords } from '../../../components/their-words.ts';
import { callApi } from '../../../data/api.ts';
import { useFormat, useSentence, useTexts } from '../../../texts/index.ts';
import { TEXTS } from './texts.ts';

const SHOWN = 20;

interface CallPage {
  items: McpCallView[];
  next: string | null;
}

/** The newest calls of MCP tools in a session; nothing where there are none. */
export const McpCalls = memo(function McpCalls({ sessionId }: { sessionId: number }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const say = useSentence();
  const calls = useQuery({
    queryKey: ['mcp', 'calls', sessionId, SHOWN],
    queryFn: ({ signal }) =>
      callApi<CallPage>('/api/mcp/calls', { query: { session_id: sessionId, limit: SHOWN }, signal }),
  });
  const items = calls.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="mcp-title">
      <div className="panel-head">
        <h2 id="mcp-title">{texts.mcp}</h2>
        <span className="quiet">{texts.mcpLead(format.count(items.length))}</span>
      </div>
      <Scroller label={texts.mcp}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.columns.time}</th>
              <th scope="col">{texts.server}</th>
              <th scope="col">{texts.tool}</th>
              <th scope="col">{texts.outcome}</th>
              <th scope="col" className="number">
                {texts.took}
              </th>
              <th scope="col" className="number">
                {texts.resultTokens}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((call) => (
              <tr key={call.id}>
                <td className="quiet">{format.dateTime(call.started_at)}</td>
                <td>
                  <Name text={call.server} />
                </td>
                <td>
                  <Name text={call.tool} />
                </td>
                <td title={(isTheirWords(call) ? call.message : say(call.message)) ?? undefined}>
                  <span className={call.outcome === 'ok' ? 'ok' : 'bad'}>
                    {call.outcome === 'ok' ? '✓' : '✕'} {call.refusal ?? call.outcome}
                  </span>
                </td>
                <td className="number">{format.duration(call.total_ms)}</td>
                <td className="number">{format.count(call.result?.tokens)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
});
