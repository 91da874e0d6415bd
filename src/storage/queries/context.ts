import type { Kysely } from 'kysely';
import { unpackText } from '../packing.ts';
import type { ChainLink, StoredBlock, StoredCount, StoredNode } from '../port.ts';
import type { BlockTable, CountTable, NodeTable, Tables } from '../schema.ts';
import { chunks } from './bulk.ts';

const NODE = ['id', 'parent_id', 'block_hash', 'role', 'depth', 'envelope'] as const;

export function toNode(row: Pick<NodeTable, (typeof NODE)[number]>): StoredNode {
  return {
    id: row.id,
    parentId: row.parent_id,
    blockHash: row.block_hash,
    role: row.role,
    depth: row.depth,
    envelope: row.envelope,
  };
}

/** A block; `kind` is null where it is not there (a chain outlived it: it was cut off while it was written). */
function toBlock(
  hash: string,
  row: { [K in 'kind' | 'tool' | 'bytes' | 'content' | 'packing']: BlockTable[K] | null },
): StoredBlock {
  return {
    hash,
    kind: row.kind ?? 'other',
    tool: row.tool,
    bytes: row.bytes ?? 0,
    content: row.content === null ? null : unpackText(row.content, row.packing ?? 0),
  };
}

/**
 * Which of these nodes there are.
 * @param found hears of them before anything else is done on this connection: whoever asks goes on to write
 * only what follows them, so that they must not be deleted in between.
 */
export function knownNodes(
  db: Kysely<Tables>,
  ids: string[],
  found: (nodes: StoredNode[]) => void,
): Promise<StoredNode[]> {
  return db.connection().execute(async (connection) => {
    const nodes: StoredNode[] = [];
    for (const part of chunks(ids)) {
      const rows = await connection.selectFrom('nodes').select(NODE).where('id', 'in', part).execute();
      for (const row of rows) nodes.push(toNode(row));
    }
    found(nodes);
    return nodes;
  });
}

/** Counts of these blocks, from their rows and beside them; one of each vocabulary, exact where any is. */
export async function countsOf(
  db: Kysely<Tables>,
  hashes: string[],
  vocabulary?: string,
): Promise<StoredCount[]> {
  const counts = new Map<string, StoredCount>();
  for (const part of chunks(hashes)) {
    let onRows = db
      .selectFrom('blocks')
      .select(['hash as block_hash', 'vocabulary', 'tokens', 'exact'])
      .where('hash', 'in', part)
      .where('vocabulary', 'is not', null)
      .$narrowType<CountTable>();
    let beside = db.selectFrom('counts').selectAll().where('block_hash', 'in', part);
    if (vocabulary !== undefined) {
      onRows = onRows.where('vocabulary', '=', vocabulary);
      beside = beside.where('vocabulary', '=', vocabulary);
    }
    // What stands beside a row that has the same vocabulary came before the block, or is better.
    for (const row of [...(await beside.execute()), ...(await onRows.execute())]) {
      const key = `${row.block_hash} ${row.vocabulary}`;
      const before = counts.get(key);
      if (before !== undefined && (before.exact || row.exact !== 1)) continue;
      counts.set(key, {
        blockHash: row.block_hash,
        vocabulary: row.vocabulary,
        tokens: row.tokens,
        exact: row.exact === 1,
      });
    }
  }
  return [...counts.values()];
}

/** The places from the root to a node with what their blocks are, as a query to which further columns can be added. */
export function chainNodes(db: Kysely<Tables>, nodeId: string) {
  return db
    .withRecursive('chain', (cte) =>
      cte
        .selectFrom('nodes')
        .select([...NODE, 'message'])
        .where('id', '=', nodeId)
        .unionAll(
          cte
            .selectFrom('nodes')
            .innerJoin('chain', 'chain.parent_id', 'nodes.id')
            .select([
              'nodes.id',
              'nodes.parent_id',
              'nodes.block_hash',
              'nodes.role',
              'nodes.depth',
              'nodes.envelope',
              'nodes.message',
            ]),
        ),
    )
    .selectFrom('chain')
    .leftJoin('blocks', 'blocks.hash', 'chain.block_hash')
    .select([
      'chain.id',
      'chain.parent_id',
      'chain.block_hash',
      'chain.role',
      'chain.depth',
      'chain.envelope',
      'blocks.kind',
      'blocks.tool',
    ])
    .orderBy('chain.depth');
}

/** All counts of these blocks, by hash. */
export async function countsByHash(
  db: Kysely<Tables>,
  hashes: string[],
): Promise<Map<string, StoredCount[]>> {
  const counts = new Map<string, StoredCount[]>();
  for (const count of await countsOf(db, [...new Set(hashes)])) {
    const known = counts.get(count.blockHash);
    if (known === undefined) counts.set(count.blockHash, [count]);
    else known.push(count);
  }
  return counts;
}

/** The chain from the root to this node; empty where it is not known. */
export async function chain(
  db: Kysely<Tables>,
  nodeId: string,
): Promise<(StoredNode & { block: StoredBlock; counts: StoredCount[] })[]> {
  const rows = await chainNodes(db, nodeId)
    .select(['blocks.bytes', 'blocks.content', 'blocks.packing'])
    .execute();
  const counts = await countsByHash(
    db,
    rows.map((row) => row.block_hash),
  );
  return rows.map((row) => ({
    ...toNode(row),
    block: toBlock(row.block_hash, row),
    counts: counts.get(row.block_hash) ?? [],
  }));
}

/** Of these nodes, in their order, the first whose depths add up to no more than `most`. */
async function within(db: Kysely<Tables>, nodeIds: string[], most: number): Promise<string[]> {
  const depths = new Map<string, number>();
  for (const part of chunks(nodeIds)) {
    const rows = await db.selectFrom('nodes').select(['id', 'depth']).where('id', 'in', part).execute();
    for (const row of rows) depths.set(row.id, row.depth);
  }
  const kept: string[] = [];
  let sum = 0;
  for (const id of new Set(nodeIds)) {
    sum += depths.get(id) ?? 0;
    if (sum > most) break;
    kept.push(id);
  }
  return kept;
}

/** A query's table `links`: the places from the roots to any of these nodes. Where chains meet they are walked once. */
export function withLinks(db: Kysely<Tables>, nodeIds: readonly string[]) {
  return db.withRecursive('links', (cte) =>
    cte
      .selectFrom('nodes')
      .select(['id', 'parent_id', 'block_hash', 'depth'])
      .where('id', 'in', nodeIds)
      .union(
        cte
          .selectFrom('nodes')
          .innerJoin('links', 'links.parent_id', 'nodes.id')
          .select(['nodes.id', 'nodes.parent_id', 'nodes.block_hash', 'nodes.depth']),
      ),
  );
}

/** The places from the root to each of these nodes. */
export async function ancestry(
  db: Kysely<Tables>,
  nodeIds: string[],
  most: number = Number.POSITIVE_INFINITY,
): Promise<ChainLink[]> {
  const links = new Map<string, ChainLink>();
  const wanted = most === Number.POSITIVE_INFINITY ? nodeIds : await within(db, nodeIds, most);
  for (const part of chunks(wanted)) {
    const rows = await withLinks(db, part).selectFrom('links').selectAll().execute();
    for (const row of rows)
      links.set(row.id, {
        id: row.id,
        parentId: row.parent_id,
        blockHash: row.block_hash,
        depth: row.depth,
      });
  }
  return [...links.values()];
}
