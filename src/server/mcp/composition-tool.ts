import * as z from 'zod';
import { isoTime } from '../../exchange/index.ts';
import type { OwnTool } from '../../mcp/index.ts';
import { GAUGED_KINDS } from '../../sessions/index.ts';
import type { StoredExchange } from '../../storage/index.ts';
import { readComposition } from '../context/read-composition.ts';
import { type Asking, type OwnToolDeps, ownTool, QUOTED, sessionArgument, sessionMeant } from './own-tool.ts';

/** Tools, servers and blocks that are named, the heaviest first. */
const TOP = 10;
/** Characters of a hash that are told: enough for `recall`. */
const SHORT = 12;
const PREVIEW = 80;
/** Exchanges of a session that are looked at for one with a context. */
const LOOKED_BACK = 20;

const input = z.strictObject({
  session: sessionArgument,
  exchange: z.string().min(1).max(64).optional(),
});

/** The heaviest, and what the others weigh together. */
function top<T extends { tokens: number }, U>(items: T[], view: (item: T) => U) {
  const sorted = items.toSorted((a, b) => b.tokens - a.tokens);
  const rest = sorted.slice(TOP);
  return {
    top: sorted.slice(0, TOP).map(view),
    others: { number: rest.length, tokens: rest.reduce((sum, { tokens }) => sum + tokens, 0) },
  };
}

const rounded = (share: number | null) => (share === null ? null : Math.round(share * 1000) / 1000);

async function exchangeMeant(
  deps: OwnToolDeps,
  { session: named, exchange: id }: z.output<typeof input>,
  asking: Asking,
): Promise<StoredExchange> {
  if (id !== undefined) {
    const exchange = await deps.store.getExchange(id);
    if (exchange !== null) return exchange;
    throw new Error('exchange: there is none of this id; leave it out for the newest turn.');
  }
  const session = await sessionMeant(deps, named, asking);
  const newest = await deps.store.listExchanges({
    sessionId: session.id,
    kinds: GAUGED_KINDS,
    limit: LOOKED_BACK,
  });
  const exchange = newest.find(({ headSent, headReceived }) => (headSent ?? headReceived) !== null);
  if (exchange !== undefined) return exchange;
  throw new Error(`Session ${session.id} has no recorded context yet; the tool "sessions" lists others.`);
}

/** Tells what fills a context. */
export function compositionTool(deps: OwnToolDeps): OwnTool {
  return ownTool(deps, {
    name: 'composition',
    title: 'What fills the context',
    description:
      'What fills the context of the newest turn (or of an exchange): tokens by kind, tool and MCP server, the largest blocks with hashes for `recall`, repeats, and ages in turns.',
    input,
    async answer(args, asking) {
      const exchange = await exchangeMeant(deps, args, asking);
      const { parts, schemas, results, repeats, heaviest, ...whole } = await readComposition(
        deps,
        exchange,
        TOP,
      );
      const listed = heaviest.reduce((sum, { tokens }) => sum + tokens, 0);
      return {
        note: QUOTED,
        exchange: exchange.id,
        session: exchange.sessionId,
        at: isoTime(exchange.startedAt),
        model: exchange.model,
        tokens: whole.tokens,
        window: exchange.tokens.window,
        context_use: rounded(exchange.tokens.context_use),
        source: whole.source,
        blocks: whole.blocks,
        parts: parts.map(({ part, tokens, share, blocks, newest, oldest, repeated }) => ({
          part,
          tokens,
          share: rounded(share),
          blocks,
          age: { newest, oldest },
          repeated,
        })),
        schemas: {
          by_server: top(schemas.servers, ({ server, tools, tokens }) => ({ server, tools, tokens })),
          by_tool: top(schemas.tools, ({ name, tokens, calls }) => ({ tool: name, tokens, calls })),
          never_called: schemas.never_called,
        },
        results: top(results, ({ name, server, tokens, blocks }) => ({ tool: name, server, tokens, blocks })),
        repeats,
        largest: heaviest.map(({ hash, kind, role, tool, tokens, share, age, repeats: times, preview }) => ({
          hash: hash.slice(0, SHORT),
          kind,
          role,
          tool,
          tokens,
          share: rounded(share),
          age,
          times,
          begins: preview === null ? null : [...preview].slice(0, PREVIEW).join('').toWellFormed(),
        })),
        others: { blocks: whole.blocks - heaviest.length, tokens: Math.max(0, whole.tokens - listed) },
      };
    },
  });
}
