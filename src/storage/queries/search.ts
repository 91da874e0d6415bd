import { type Kysely, sql } from 'kysely';
import { finderOf } from '../finder.ts';
import type { BlockHit, BlockSearch, BlockSlice } from '../mcp-port.ts';
import { unpackText } from '../packing.ts';
import type { StoredBlock } from '../port.ts';
import type { BlockTable, Tables } from '../schema.ts';
import { clean } from './clean.ts';
import { isSeen } from './is-seen.ts';
import { isBlockSeen } from './seen-blocks.ts';

/** Places of contexts, and exchanges, that one slice looks at: some ms. */
const PLACES = 400;
const EXCHANGES = 200;
/** Characters before and after the first place. */
const BEFORE = 60;
const AROUND = 200;
/** Characters of a prefix of a hash that is looked for. */
const SHORTEST_PREFIX = 8;

interface Begun {
  id: string;
  session_id: number | null;
  started_at: number;
  head: string | null;
}

interface Place extends Pick<BlockTable, 'hash' | 'kind' | 'tool' | 'bytes' | 'kept'> {
  node: string;
  parent: string | null;
  place: number;
  /** The exchange that ends here; null where none does. */
  ends: string | null;
}

/** The text around a place, cut between characters; an ellipsis stands for what is left out. */
export function snippetAt(text: string, at: number): string {
  const isLow = (index: number) => (text.charCodeAt(index) & 0xfc00) === 0xdc00;
  let from = Math.max(0, at - BEFORE);
  let to = Math.min(text.length, from + AROUND);
  if (from > 0 && isLow(from)) from -= 1;
  if (to < text.length && isLow(to)) to += 1;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`.toWellFormed();
}

/**
 * The places of a context from a node towards the root, down to where the context of another exchange (of that session)
 * ends: those are that one's. So each place is looked at with the exchange that brought it.
 */
async function placesOf(
  db: Kysely<Tables>,
  { from, exchange, session, most }: { from: string; exchange: string; session: number | null; most: number },
): Promise<Place[]> {
  const inSession = session === null ? sql`` : sql`and exchanges.session_id = ${session}`;
  const ends = sql`(
    select exchanges.id from exchanges where exchanges.id = nodes.exchange_id and exchanges.id <> ${exchange} ${inSession}
      and ${isSeen('exchanges.session_id')}
  )`;
  const { rows } = await sql<Place>`
    with recursive segment(node, parent, block_hash, place, ends) as (
      select nodes.id, nodes.parent_id, nodes.block_hash, 1, ${ends} from nodes where nodes.id = ${from}
      union all
      select nodes.id, nodes.parent_id, nodes.block_hash, segment.place + 1, ${ends}
      from segment join nodes on nodes.id = segment.parent
      where segment.place < ${most} and segment.ends is null
    )
    select segment.node, segment.parent, segment.place, segment.ends,
      segment.block_hash as hash, blocks.kind, blocks.tool, blocks.bytes, blocks.kept
    from segment left join blocks on blocks.hash = segment.block_hash
    order by segment.place`.execute(db);
  return rows;
}

async function contentOf(db: Kysely<Tables>, hash: string): Promise<string | null> {
  const row = await db
    .selectFrom('blocks')
    .select(['content', 'packing'])
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row === undefined || row.content === null ? null : unpackText(row.content, row.packing);
}

async function exchangesFrom(
  db: Kysely<Tables>,
  { session, exchange, node }: { session: number | null; exchange: string | null; node: string | null },
): Promise<Begun[]> {
  let query = db
    .selectFrom('exchanges')
    .select(({ fn }) => [
      'id',
      'session_id',
      'started_at',
      fn.coalesce('head_received', 'head_other').as('head'),
    ])
    .where(isSeen('session_id'))
    .orderBy('id', 'desc')
    .limit(EXCHANGES);
  if (session !== null) query = query.where('session_id', '=', session);
  if (exchange !== null) query = query.where('id', node === null ? '<' : '<=', exchange);
  return query.execute();
}

/**
 * A slice of a search through what exchanges brought to their contexts, the newest exchange first, each from its last
 * block to its first. A block that several contexts brought may be found with each.
 */
export async function searchBlocks(db: Kysely<Tables>, search: BlockSearch): Promise<BlockSlice> {
  const { kinds, limit, most } = search;
  const session = search.sessionId ?? null;
  const finder = finderOf(search.text);
  const [lastExchange = null, lastNode = null] = clean(search.cursor ?? null)?.split(':', 2) ?? [];
  const hits: BlockHit[] = [];
  const looked = new Set<string>();
  let bytes = 0;
  let places = 0;

  const exchanges = await exchangesFrom(db, { session, exchange: lastExchange, node: lastNode });
  for (const exchange of exchanges) {
    const resumed = exchange.id === lastExchange;
    const from = resumed ? lastNode : exchange.head;
    if (from === null) continue;
    const here = `${exchange.id}:`;
    const room = PLACES - places;
    if (room <= 0) return { hits, cursor: here + from };
    const segment = await placesOf(db, { from, exchange: exchange.id, session, most: room });
    places += Math.max(1, segment.length);
    for (const { ends, hash, kind, kept, node, tool, bytes: size } of segment) {
      // Where another exchange ends, its own part begins.
      if (ends !== null) break;
      if (!(kept > 0) || looked.has(hash) || (kinds !== undefined && !kinds.includes(kind))) continue;
      if (hits.length >= limit || (bytes > 0 && bytes + size > most)) return { hits, cursor: here + node };
      looked.add(hash);
      bytes += size;
      const content = await contentOf(db, hash);
      const at = content?.search(finder) ?? -1;
      if (content === null || at < 0) continue;
      hits.push({
        hash,
        kind,
        tool,
        bytes: size,
        snippet: snippetAt(content, at),
        exchangeId: exchange.id,
        sessionId: exchange.session_id,
        at: exchange.started_at,
      });
    }
    const last = segment.at(-1);
    const cut = segment.length >= room && last !== undefined && last.ends === null && last.parent !== null;
    if (cut) return { hits, cursor: here + last.parent };
  }
  const last = exchanges.at(-1);
  return { hits, cursor: last === undefined || exchanges.length < EXCHANGES ? null : last.id };
}

/** The block of this hash, or the only one whose hash begins so (from 8 characters on). */
export async function blockByHash(
  db: Kysely<Tables>,
  prefix: string,
): Promise<StoredBlock | 'ambiguous' | null> {
  let query = db
    .selectFrom('blocks')
    .select(['hash', 'kind', 'tool', 'bytes', 'content', 'packing'])
    .orderBy('hash')
    .limit(2);
  // Hashes are of letters, digits, - and _, all of which sort before ~.
  const isPrefix = prefix.length >= SHORTEST_PREFIX && /^[\w-]+$/.test(prefix);
  query = isPrefix
    ? query.where('hash', '>=', prefix).where('hash', '<', `${prefix}~`)
    : query.where('hash', '=', prefix);
  const rows = await query.execute();
  const row = rows.find(({ hash }) => hash === prefix) ?? rows[0];
  if (row === undefined) return null;
  if (rows.length > 1 && row.hash !== prefix) return 'ambiguous';
  if (!(await isBlockSeen(db, row.hash))) return null;
  return {
    hash: row.hash,
    kind: row.kind,
    tool: row.tool,
    bytes: row.bytes,
    content: row.content === null ? null : unpackText(row.content, row.packing),
  };
}
