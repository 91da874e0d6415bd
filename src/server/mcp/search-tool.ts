import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import { isoTime } from '../../exchange/index.ts';
import type { OwnTool } from '../../mcp/index.ts';
import type { BlockHit, StoredBlock } from '../../storage/index.ts';
import { type OwnToolDeps, ownTool, QUOTED, sessionArgument, sessionMeant } from './own-tool.ts';

/** Images are not text. */
const KINDS = ['system', 'tool_schema', 'text', 'reasoning', 'tool_call', 'tool_result', 'other'] as const;
const SEARCHED: StoredBlock['kind'][] = [...KINDS];

const HITS = 10;
/** Bytes of contents that one slice looks through, and ms after which an answer is given with what was found. */
const SLICE_BYTES = 1024 * 1024;
const PATIENCE_MS = 3000;

const input = z.strictObject({
  query: z.string().min(1, 'must not be empty').max(500),
  session: sessionArgument,
  kind: z.enum(KINDS).optional(),
  limit: z.number().int().min(1).max(50).optional(),
  cursor: z.string().max(200).optional(),
});

/** What a model asked here, and was answered, would be found with every search. */
const isOurs = ({ kind, tool }: BlockHit) =>
  (kind === 'tool_call' || kind === 'tool_result') && tool !== null && /kimi[-_]proxy/i.test(tool);

/** Searches in recorded conversations. */
export function searchTool(deps: OwnToolDeps): OwnTool {
  const { store, clock } = deps;
  return ownTool(deps, {
    name: 'search',
    title: 'Search conversations',
    description:
      'Finds text (a substring, any case) in recorded conversations, newest first, of all sessions unless one is named. `recall` reads a hit by its hash. Where `next_cursor` is given there is more to look through.',
    input,
    async answer({ query, session, kind, limit = HITS, cursor }, asking) {
      const within = session === undefined ? null : await sessionMeant(deps, session, asking);
      const hits = new Map<string, BlockHit>();
      const began = clock.monotonic();
      let next: string | null = cursor ?? null;
      do {
        asking.signal.throwIfAborted();
        const slice = await store.searchBlocks({
          text: query,
          kinds: kind === undefined ? SEARCHED : [kind],
          limit: limit - hits.size,
          most: SLICE_BYTES,
          ...(within === null ? {} : { sessionId: within.id }),
          ...(next === null ? {} : { cursor: next }),
        });
        for (const hit of slice.hits) if (!isOurs(hit) && !hits.has(hit.hash)) hits.set(hit.hash, hit);
        next = slice.cursor;
        // Others who read go first.
        await setImmediate();
      } while (next !== null && hits.size < limit && clock.monotonic() - began < PATIENCE_MS);
      return {
        note: QUOTED,
        hits: [...hits.values()].map(
          ({ hash, kind: of, tool, bytes, snippet, exchangeId, sessionId, at }) => ({
            hash,
            kind: of,
            tool,
            bytes,
            session: sessionId,
            exchange: exchangeId,
            at: isoTime(at),
            snippet,
          }),
        ),
        next_cursor: next,
      };
    },
  });
}
