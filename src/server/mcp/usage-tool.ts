import * as z from 'zod';
import { roundUsd } from '../../exchange/index.ts';
import type { OwnTool } from '../../mcp/index.ts';
import { GAUGED_KINDS } from '../../sessions/index.ts';
import type { McpTotalsRow, TotalsRow } from '../../storage/index.ts';
import { agentsOf, forecastFor } from '../session-forecast.ts';
import { type OwnToolDeps, ownTool, sessionArgument, sessionMeant } from './own-tool.ts';

/** Models and tools that are named; the most used. */
const MODELS = 10;
const TOOLS = 15;

function sumsOf(row: TotalsRow | undefined) {
  return {
    requests: row?.exchanges ?? 0,
    input: row?.input ?? null,
    cache_read: row?.cacheRead ?? null,
    cache_write: row?.cacheWrite ?? null,
    output: row?.output ?? null,
    reasoning: row?.reasoning ?? null,
    cost_usd: row?.costUsd ?? null,
    unpriced: row?.unpriced ?? 0,
    errors: row?.errors ?? 0,
  };
}

function callsOf(rows: McpTotalsRow[]) {
  return {
    calls: rows.reduce((sum, { calls }) => sum + calls, 0),
    errors: rows.reduce((sum, { errors }) => sum + errors, 0),
    refused: rows.reduce((sum, { refused }) => sum + refused, 0),
    tools: rows.slice(0, TOOLS).map(({ server, tool, calls, resultTokens }) => ({
      server,
      tool,
      calls,
      result_tokens: resultTokens,
    })),
    tools_left_out: Math.max(0, rows.length - TOOLS),
  };
}

/** Tells what a session has used. */
export function usageTool(deps: OwnToolDeps): OwnTool {
  const { store, clock } = deps;
  return ownTool(deps, {
    name: 'usage',
    title: 'Tokens and cost',
    description:
      'Tokens, cost in US dollars, context use and turns left of a session (default: this one), by model, with MCP calls. `unpriced` requests are missing in a cost. Unknown is null.',
    input: z.strictObject({ session: sessionArgument }),
    async answer({ session: named }, asking) {
      const session = await sessionMeant(deps, named, asking);
      const sessionId = session.id;
      const all = { from: null, to: null, sessionId };
      const [[total], models, calls, agents, [last], servers] = await Promise.all([
        store.totals('session', all),
        store.totals('model', { ...all, limit: MODELS + 1 }),
        store.mcpTotals({ sessionId }),
        agentsOf(store, sessionId),
        store.listExchanges({ sessionId, kinds: GAUGED_KINDS, limit: 1 }),
        deps.mcp.servers(),
      ]);
      const turns = agents.reduce((sum, agent) => sum + agent.turns, 0);
      const { costUsd = null, unpriced = 0 } = total ?? {};
      const forecast =
        last === undefined ? null : await forecastFor(store, sessionId, last.agentId, clock.now());
      return {
        session: { id: sessionId, name: session.name, project: session.project },
        total: sumsOf(total),
        turns,
        cost_per_turn_usd: costUsd === null || unpriced > 0 || turns === 0 ? null : roundUsd(costUsd / turns),
        last_turn:
          last === undefined
            ? null
            : {
                model: last.model,
                provider: last.provider,
                context: last.tokens.context,
                window: last.tokens.window,
                context_use: last.tokens.context_use,
                source: last.tokens.source,
              },
        turns_left: forecast?.turns_left ?? null,
        growth_per_turn: forecast?.growth_per_turn ?? null,
        by_model: models.slice(0, MODELS).map((row) => ({ model: row.key, ...sumsOf(row) })),
        more_models: models.length > MODELS,
        mcp: callsOf(calls),
        mcp_schema_tokens: servers
          .filter(({ tools }) => tools.length > 0)
          .map(({ name, schema_tokens: tokens, tools }) => ({ server: name, tools: tools.length, tokens })),
      };
    },
  });
}
