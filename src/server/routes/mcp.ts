import * as z from 'zod';
import {
  MCP_OUTCOMES,
  type McpServerView,
  mcpAnswerSchema,
  mcpCallBodySchema,
  mcpCallPageSchema,
  mcpConfirmationSchema,
  mcpDecisionSchema,
  mcpServerSchema,
  mcpStatsSchema,
} from '../../contract/index.ts';
import { ProxyError } from '../../exchange/index.ts';
import { toCallView } from '../../mcp/index.ts';
import type { ServerDeps } from '../deps.ts';
import { turnCosts } from '../mcp/turn-cost.ts';
import { type Route, route } from '../route.ts';
import { after, limit, queryOf, wholeNumber } from './input.ts';

/** Bytes of the body of a call: tools write files. */
const CALL_BODY_LIMIT = 16 * 1024 * 1024;

const name = z.string().min(1).max(300);
const serverParams = z.object({ name });
const confirmationParams = z.object({ id: z.string().min(1).max(100) });

const callsQuery = queryOf({
  server: name.optional(),
  tool: name.optional(),
  session_id: wholeNumber.optional(),
  outcome: z.enum(MCP_OUTCOMES).optional(),
  limit: limit(50, 500),
  after,
});
const statsQuery = queryOf({ session_id: wholeNumber.optional() });

export function mcpRoutes(deps: ServerDeps): Route[] {
  const { store, mcp } = deps;

  const priced = async (servers: McpServerView[]): Promise<McpServerView[]> => {
    const costOf = await turnCosts(deps);
    return servers.map((server) => ({ ...server, turn_cost: costOf(server.schema_tokens) }));
  };

  const control = (action: 'start' | 'stop' | 'restart', summary: string): Route =>
    route({
      method: 'POST',
      path: `/api/mcp/servers/{name}/${action}`,
      summary,
      params: serverParams,
      answers: { 200: mcpServerSchema },
      async handle({ params }) {
        const [server] = await priced([await mcp.control(params.name, action)]);
        return server;
      },
    });

  return [
    route({
      method: 'GET',
      path: '/api/mcp/servers',
      summary: 'MCP servers with their state, their tools and what these cost in every turn',
      answers: { 200: z.array(mcpServerSchema) },
      reads: true,
      handle: async () => priced(await mcp.servers()),
    }),
    route({
      method: 'GET',
      path: '/api/mcp/servers/{name}',
      summary: 'One MCP server',
      params: serverParams,
      answers: { 200: mcpServerSchema },
      reads: true,
      async handle({ params }) {
        const server = (await mcp.servers()).find((one) => one.name === params.name);
        if (server === undefined) {
          throw new ProxyError('not_found', 'There is no MCP server of this name.', {
            hint: 'GET /api/mcp/servers lists them; [mcp.servers.<name>] in the configuration adds one.',
            details: { field: 'name' },
          });
        }
        const [view] = await priced([server]);
        return view;
      },
    }),
    route({
      method: 'POST',
      path: '/api/mcp/servers/{name}/call',
      summary: 'Calls a tool; what the tool says is its failure is a 200 with success false',
      params: serverParams,
      body: mcpCallBodySchema,
      bodyLimit: CALL_BODY_LIMIT,
      answers: { 200: mcpAnswerSchema },
      async handle({ params, body, reply }) {
        const gone = new AbortController();
        const onClose = () => {
          if (!reply.raw.writableFinished) gone.abort(new ProxyError('client_closed', 'The client is gone.'));
        };
        reply.raw.once('close', onClose);
        try {
          return await mcp.call(params.name, body.tool, body.arguments, gone.signal);
        } finally {
          reply.raw.off('close', onClose);
        }
      },
    }),
    control('start', 'Starts an MCP server, or reaches for it'),
    control('stop', 'Stops an MCP server: it is not started again until it is asked for'),
    control('restart', 'Stops an MCP server and starts it anew'),
    route({
      method: 'GET',
      path: '/api/mcp/calls',
      summary: 'Calls of MCP tools, newest first',
      query: callsQuery,
      answers: { 200: mcpCallPageSchema },
      reads: true,
      async handle({ query }) {
        const page = await store.listMcpCalls({
          limit: query.limit + 1,
          ...(query.server === undefined ? {} : { server: query.server }),
          ...(query.tool === undefined ? {} : { tool: query.tool }),
          ...(query.session_id === undefined ? {} : { sessionId: query.session_id }),
          ...(query.outcome === undefined ? {} : { outcome: query.outcome }),
          ...(query.after === undefined ? {} : { before: query.after }),
        });
        const items = page.slice(0, query.limit);
        return { items: items.map(toCallView), next: page.length > items.length ? items.at(-1)?.id : null };
      },
    }),
    route({
      method: 'GET',
      path: '/api/mcp/stats',
      summary: 'Calls of MCP tools, added up by server and tool',
      query: statsQuery,
      answers: { 200: mcpStatsSchema },
      reads: true,
      async handle({ query }) {
        const rows = await store.mcpTotals(
          query.session_id === undefined ? {} : { sessionId: query.session_id },
        );
        return {
          totals: rows.map((row) => ({
            server: row.server,
            tool: row.tool,
            calls: row.calls,
            errors: row.errors,
            refused: row.refused,
            arguments: { bytes: row.argumentBytes, tokens: row.argumentTokens },
            result: { bytes: row.resultBytes, tokens: row.resultTokens },
            total_ms: row.totalMs,
          })),
        };
      },
    }),
    route({
      method: 'GET',
      path: '/api/mcp/confirmations',
      summary: 'Calls that wait for a person to approve them',
      answers: { 200: z.array(mcpConfirmationSchema) },
      handle: () => mcp.confirmations(),
    }),
    route({
      method: 'POST',
      path: '/api/mcp/confirmations/{id}',
      summary: 'Approves a call that waits, or refuses it',
      params: confirmationParams,
      body: mcpDecisionSchema,
      answers: { 200: mcpDecisionSchema },
      handle({ params, body }) {
        if (mcp.decide(params.id, body.approve)) return { approve: body.approve };
        throw new ProxyError('not_found', 'No call of this id waits to be approved.', {
          hint: 'It was decided already, was given up, or waited too long.',
          details: { field: 'id' },
        });
      },
    }),
  ];
}
