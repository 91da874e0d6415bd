import * as z from 'zod';
import type { OwnTool } from '../../mcp/index.ts';
import { type OwnToolDeps, ownTool } from './own-tool.ts';

const SESSIONS = 10;

/** Lists the newest sessions. */
export function sessionsTool(deps: OwnToolDeps): OwnTool {
  const { sessions, store } = deps;
  return ownTool(deps, {
    name: 'sessions',
    title: 'List sessions',
    description: 'Lists the newest sessions with their tokens and cost.',
    input: z.strictObject({ limit: z.number().int().min(1).max(50).optional() }),
    async answer({ limit = SESSIONS }) {
      const newest = await sessions.list({ limit });
      const rows = await Promise.all(
        newest.map(({ id }) => store.totals('session', { from: null, to: null, sessionId: id })),
      );
      return {
        sessions: newest.map((session, at) => {
          const sums = rows[at]?.[0];
          return {
            id: session.id,
            name: session.name,
            project: session.project,
            last_turn_at: session.last_turn_at,
            requests: session.exchanges,
            input: sums?.input ?? null,
            output: sums?.output ?? null,
            cost_usd: sums?.costUsd ?? null,
            unpriced: sums?.unpriced ?? 0,
          };
        }),
      };
    },
  });
}
