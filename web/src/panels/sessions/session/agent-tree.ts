import type { TimelineAgent, TimelineTurn } from '../../../../../src/contract/timeline.ts';

export interface AgentNode {
  agent: TimelineAgent;
  /** 0: nobody's helper. */
  depth: number;
}

/** Agents, each followed by its helpers. One whose parent is not among them stands alone. */
export function agentTree(agents: readonly TimelineAgent[]): AgentNode[] {
  const known = new Set(agents.map(({ id }) => id));
  const children = new Map<string | null, TimelineAgent[]>();
  for (const agent of agents) {
    const parent = agent.parent !== null && known.has(agent.parent) ? agent.parent : null;
    children.set(parent, [...(children.get(parent) ?? []), agent]);
  }
  const nodes: AgentNode[] = [];
  const placed = new Set<string>();
  const place = (agent: TimelineAgent, depth: number): void => {
    if (placed.has(agent.id)) return;
    placed.add(agent.id);
    nodes.push({ agent, depth });
    for (const child of children.get(agent.id) ?? []) place(child, depth + 1);
  };
  for (const agent of children.get(null) ?? []) place(agent, 0);
  // Helpers of one another: nobody is the first of them.
  for (const agent of agents) place(agent, 0);
  return nodes;
}

/** What the turns of each agent cost, those whose cost is known; an agent is missing where none is. */
export function agentCosts(turns: readonly TimelineTurn[]): Map<string | null, number> {
  const costs = new Map<string | null, number>();
  for (const { agent_id: id, cost_usd: cost } of turns) {
    if (cost !== null) costs.set(id, (costs.get(id) ?? 0) + cost);
  }
  return costs;
}

/** What an agent is called by: the end of its key, without what all keys begin with. */
export function agentName({ key }: Pick<TimelineAgent, 'key'>): string {
  return key.replace(/^[a-z]+:/, '') || key;
}
