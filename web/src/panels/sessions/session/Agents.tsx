import { useMemo } from 'react';
import { Scroller } from '../../../components/Scroller.tsx';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { AgentLink } from './AgentLink.tsx';
import { agentCosts, agentTree } from './agent-tree.ts';
import { TEXTS } from './texts.ts';
import type { Chosen } from './use-chosen.ts';
import type { SessionTimeline } from './use-timeline.ts';

/** Whose turns there are in a session: the main agent, its helpers below it. */
export function Agents({ timeline, chosen }: { timeline: SessionTimeline; chosen: Chosen }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { newest, turns } = timeline;
  const nodes = useMemo(() => agentTree(newest?.agents ?? []), [newest]);
  const costs = useMemo(() => agentCosts(turns), [turns]);
  return (
    <section className="panel" aria-labelledby="agents-title">
      <div className="panel-head">
        <h2 id="agents-title">{texts.agents}</h2>
        <span className="quiet">{texts.agentsLead}</span>
      </div>
      <Scroller label={texts.agents}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.agents}</th>
              <th scope="col" className="number">
                {texts.turns}
              </th>
              <th scope="col" className="number">
                {texts.columns.context}
              </th>
              <th scope="col" className="number">
                {texts.columns.use}
              </th>
              <th scope="col" className="number">
                {texts.columns.cost}
              </th>
              <th scope="col">{texts.lastAt}</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map(({ agent, depth }) => (
              <tr key={agent.id} data-chosen={agent.id === chosen.agent?.id || undefined}>
                <td className="agent-name" style={{ paddingInlineStart: `${Math.min(depth, 6) * 1.25}rem` }}>
                  {depth > 0 && <span aria-hidden="true">└ </span>}
                  <AgentLink agent={agent} helper={depth > 0} current={agent.id === chosen.agent?.id} />
                </td>
                <td className="number">{format.count(agent.turns)}</td>
                <td className="number">{format.count(agent.context)}</td>
                <td className="number">{format.percent(agent.context_use, 1)}</td>
                <td className="number">{format.usd(costs.get(agent.id))}</td>
                <td className="quiet">{format.dateTime(agent.last_turn_at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}
