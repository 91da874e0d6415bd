import { type Kysely, sql } from 'kysely';
import { pieceOf } from '../../exchange/index.ts';
import { unpackText } from '../packing.ts';
import type { BlockPiece, CalledTools, OutlineNode, TurnRef } from '../port.ts';
import type { Tables } from '../schema.ts';
import { chunks } from './bulk.ts';
import { chainNodes, countsByHash, toNode, withLinks } from './context.ts';
import { isBlockSeen } from './seen-blocks.ts';

/** Exchanges of a session that are looked at for the ends of its conversations, the newest first. */
const MAX_EXCHANGES = 2000;

/** Places that are walked for the tools of a session, and ends that they are walked from. */
const MAX_PLACES = 200_000;
const MAX_ENDS = 400;

/** The chain from the root to this node, without contents; empty where it is not known. */
export async function chainOutline(db: Kysely<Tables>, nodeId: string): Promise<OutlineNode[]> {
  const rows = await chainNodes(db, nodeId)
    .select(['chain.message', 'blocks.bytes', 'blocks.kept'])
    .execute();
  const counts = await countsByHash(
    db,
    rows.map((row) => row.block_hash),
  );
  return rows.map((row) => ({
    ...toNode(row),
    message: row.message,
    block: {
      hash: row.block_hash,
      kind: row.kind ?? 'other',
      tool: row.tool,
      bytes: row.bytes ?? 0,
      kept: row.kept ?? -1,
    },
    counts: counts.get(row.block_hash) ?? [],
  }));
}

/** What is kept of these blocks' contents, cut to `most` UTF-16 units each; blocks that are not there are left out. */
export async function contentsOf(
  db: Kysely<Tables>,
  hashes: string[],
  most = Number.POSITIVE_INFINITY,
): Promise<{ hash: string; content: string | null }[]> {
  const contents: { hash: string; content: string | null }[] = [];
  for (const part of chunks(hashes)) {
    const rows = await db
      .selectFrom('blocks')
      .select(['hash', 'content', 'packing'])
      .where('hash', 'in', part)
      .execute();
    for (const { hash, content, packing } of rows) {
      const text = content === null ? null : unpackText(content, packing);
      contents.push({ hash, content: text !== null && text.length > most ? text.slice(0, most) : text });
    }
  }
  return contents;
}

/** What is kept of a block from one UTF-16 unit on; null where it is not there. */
export async function blockPiece(
  db: Kysely<Tables>,
  hash: string,
  from: number,
  length: number,
): Promise<BlockPiece | null> {
  const row = await db
    .selectFrom('blocks')
    .select(['kind', 'tool', 'bytes', 'content', 'packing'])
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (row === undefined || !(await isBlockSeen(db, hash))) return null;
  const { kind, tool, bytes } = row;
  if (row.content === null) {
    return { hash, kind, tool, bytes, characters: null, whole: false, from, next: null, text: null };
  }
  const content = unpackText(row.content, row.packing);
  const whole = Buffer.byteLength(content) === bytes;
  return { hash, kind, tool, bytes, characters: content.length, whole, ...pieceOf(content, from, length) };
}

/** The turns of an agent before an exchange that have a context, the newest first. */
export async function turnsBefore(
  db: Kysely<Tables>,
  of: { sessionId: number; agentId: string | null; before: string; limit: number },
): Promise<TurnRef[]> {
  const rows = await db
    .selectFrom('exchanges')
    .select(({ fn }) => ['id', fn.coalesce('head_other', 'head_received').as('head')])
    .where('session_id', '=', of.sessionId)
    .where('agent_id', of.agentId === null ? 'is' : '=', of.agentId)
    .where('kind', '=', 'turn')
    .where('head_received', 'is not', null)
    .where('id', '<', of.before)
    .orderBy('id', 'desc')
    .limit(of.limit)
    .execute();
  return rows.map((row) => ({ exchangeId: row.id, head: row.head ?? '' }));
}

/** Where a session's conversations end: heads that nothing follows, and the newest of each agent, which a fork may follow. */
async function endsOf(db: Kysely<Tables>, sessionId: number): Promise<{ ends: string[]; complete: boolean }> {
  const rows = await db
    .selectFrom('exchanges')
    .innerJoin('nodes', (join) =>
      join.on(({ eb, fn }) =>
        eb('nodes.id', '=', fn.coalesce('exchanges.head_other', 'exchanges.head_received')),
      ),
    )
    .select(['nodes.id as head', 'nodes.depth', 'nodes.children', 'exchanges.agent_id'])
    .where('exchanges.session_id', '=', sessionId)
    .where('exchanges.head_received', 'is not', null)
    .orderBy('exchanges.id', 'desc')
    .limit(MAX_EXCHANGES)
    .execute();
  let complete = rows.length < MAX_EXCHANGES;
  let places = 0;
  const ends = new Set<string>();
  const agents = new Set<string | null>();
  for (const { head, depth, children, agent_id: agent } of rows) {
    const newest = !agents.has(agent);
    agents.add(agent);
    if ((children > 0 && !newest) || ends.has(head)) continue;
    if (ends.size > 0 && (places + depth > MAX_PLACES || ends.size >= MAX_ENDS)) {
      complete = false;
      continue;
    }
    places += depth;
    ends.add(head);
  }
  return { ends: [...ends], complete };
}

/**
 * How often each tool was called in a session, the most called first. A call is one however many contexts hold it: it
 * is told by its id and arguments, where it has no id by its place.
 */
export async function calledTools(db: Kysely<Tables>, sessionId: number): Promise<CalledTools> {
  const { ends, complete } = await endsOf(db, sessionId);
  if (ends.length === 0) return { tools: [], complete };
  const rows = await withLinks(db, ends)
    .selectFrom('links')
    .innerJoin('blocks', 'blocks.hash', 'links.block_hash')
    .innerJoin('nodes', 'nodes.id', 'links.id')
    .select([
      'blocks.tool',
      sql<number>`count(distinct links.block_hash || coalesce(nodes.envelope, links.id))`.as('calls'),
    ])
    .where('blocks.kind', '=', 'tool_call')
    .where('blocks.tool', 'is not', null)
    .groupBy('blocks.tool')
    .orderBy('calls', 'desc')
    .orderBy('blocks.tool')
    .execute();
  return {
    tools: rows.map(({ tool, calls }) => ({ tool: tool ?? '', calls: Number(calls) })),
    complete,
  };
}
