import { type Kysely, sql } from 'kysely';
import type { Tables } from '../schema.ts';
import { chunks } from './bulk.ts';
import { ancestry } from './context.ts';
import { isSeen } from './is-seen.ts';

/** Where the contexts of sessions end that are deleted, but not yet for good; none where no session is. */
async function hiddenHeads(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db
    .selectFrom('exchanges')
    .select(['head_received', 'head_other'])
    .where('session_id', 'in', db.selectFrom('sessions').select('id').where('deleted_at', 'is not', null))
    .execute();
  return rows.flatMap((row) => [row.head_received ?? [], row.head_other ?? []].flat());
}

/** Whether more nodes have this block than these. */
async function hasMore(db: Kysely<Tables>, hash: string, nodes: number): Promise<boolean> {
  const block = await db.selectFrom('blocks').select('refs').where('hash', '=', hash).executeTakeFirst();
  const loose = await db
    .selectFrom('nodes')
    .select(({ fn }) => fn.countAll().as('number'))
    .where('loose_block', '=', hash)
    .executeTakeFirstOrThrow();
  return Number(block?.refs ?? 0) + Number(loose.number) > nodes;
}

/** Of these nodes, those at which the context of an exchange ends that can be seen, or that more nodes follow than these. */
async function leadingOut(db: Kysely<Tables>, followers: ReadonlyMap<string, number>): Promise<string[]> {
  const out: string[] = [];
  for (const part of chunks([...followers.keys()])) {
    const { rows } = await sql<{ id: string; followers: number; ends: number }>`
      select nodes.id,
        nodes.children + (select count(*) from nodes as loose where loose.loose_parent = nodes.id) as followers,
        case when exists (
          select 1 from exchanges where exchanges.id = nodes.exchange_id and ${isSeen('exchanges.session_id')}
        ) or exists (
          select 1 from exchanges where exchanges.head_loose = nodes.id and ${isSeen('exchanges.session_id')}
        ) or exists (
          select 1 from exchanges where exchanges.head_other = nodes.id and ${isSeen('exchanges.session_id')}
        ) then 1 else 0 end as ends
      from nodes where nodes.id in (${sql.join(part)})`.execute(db);
    for (const row of rows)
      if (row.ends === 1 || Number(row.followers) > (followers.get(row.id) ?? 0)) out.push(row.id);
  }
  return out;
}

/**
 * Whether a block is there to be seen: in a context that is not of deleted sessions alone. What it takes grows with the
 * contexts of the sessions that are deleted and can be brought back, which mostly are none.
 */
export async function isBlockSeen(db: Kysely<Tables>, hash: string): Promise<boolean> {
  const heads = await hiddenHeads(db);
  if (heads.length === 0) return true;
  const links = new Map((await ancestry(db, heads)).map((link) => [link.id, link]));
  const having = [...links.values()].filter(({ blockHash }) => blockHash === hash);
  if (having.length === 0 || (await hasMore(db, hash, having.length))) return true;
  const followers = new Map([...links.keys()].map((id) => [id, 0]));
  for (const { parentId } of links.values()) {
    if (parentId !== null && followers.has(parentId))
      followers.set(parentId, (followers.get(parentId) ?? 0) + 1);
  }
  // What leads out of the hidden contexts leads to others, which have all that is before it.
  const seen = new Set<string>();
  for (const id of await leadingOut(db, followers)) {
    for (let link = links.get(id); link !== undefined && !seen.has(link.id); ) {
      if (link.blockHash === hash) return true;
      seen.add(link.id);
      link = link.parentId === null ? undefined : links.get(link.parentId);
    }
  }
  return false;
}
