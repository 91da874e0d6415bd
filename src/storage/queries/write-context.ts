import type { Kysely } from 'kysely';
import type { NodeTable, Tables } from '../schema.ts';
import type { NodeParameters } from './batch.ts';
import { bulkStatement, listStatement, placeholders } from './bulk.ts';
import { bump, compileLinks } from './links.ts';
import { type BlockContext, createBlockWriter } from './write-blocks.ts';

const NODE_COLUMNS = [
  'id',
  'parent_id',
  'block_hash',
  'role',
  'depth',
  'envelope',
  'message',
  'children',
  'exchange_id',
  'loose_parent',
  'loose_block',
] as const satisfies readonly (keyof NodeTable)[];

/** What a batch holds of contexts, and by which exchanges they are named. */
export interface ContextBatch extends Omit<BlockContext, 'uses'> {
  nodes: readonly NodeParameters[];
  /** The head of each exchange that has one, by the exchange's id. */
  heads: ReadonlyMap<string, string>;
}

/** Writes what is new of contexts. Gives the exchanges that the node of their head names: no other is loose. */
export type ContextWriter = (trx: Kysely<Tables>, batch: ContextBatch) => Promise<ReadonlySet<string>>;

/**
 * Everything that the batch touches is read first: so each row is written once, with what uses it, and what it
 * uses is noted there (see schema.ts). The transaction has to be the only one that writes.
 */
export function createContextWriter(db: Kysely<Tables>): ContextWriter {
  const writeBlocks = createBlockWriter(db);
  const links = compileLinks(db);
  const statements = compile(db);

  return async (trx, { nodes, heads, ...blocks }) => {
    const wanted = new Set<string>(heads.values());
    for (const node of nodes) {
      wanted.add(node[0]);
      if (node[1] !== null) wanted.add(node[1]);
    }
    /** Which exchange each node names. */
    const there = new Map<string, string | null>();
    for (const row of await statements.find(trx, wanted)) there.set(row.id, row.exchange_id);

    const fresh = new Map<string, NodeParameters>();
    for (const node of nodes) if (!there.has(node[0])) fresh.set(node[0], node);

    const naming = new Map<string, string>();
    const named = new Set<string>();
    for (const [exchange, head] of heads) {
      const name = naming.get(head) ?? there.get(head) ?? null;
      if (name !== null) {
        if (name === exchange) named.add(exchange);
      } else if (fresh.has(head) || there.has(head)) {
        naming.set(head, exchange);
        named.add(exchange);
      }
    }

    const uses = new Map<string, number>();
    for (const node of fresh.values()) bump(uses, node[2]);
    const stored = await writeBlocks(trx, { ...blocks, uses });

    const children = new Map<string, number>();
    for (const [, parent] of fresh.values()) if (parent !== null) bump(children, parent);
    if (fresh.size > 0) {
      const rows = Array.from(fresh.values(), ([id, parent, hash, role, depth, envelope, message]) => {
        const looseParent = parent === null || fresh.has(parent) || there.has(parent) ? null : parent;
        const looseBlock = stored.has(hash) ? null : hash;
        const count = children.get(id) ?? 0;
        return [
          id,
          parent,
          hash,
          role,
          depth,
          envelope,
          message,
          count,
          naming.get(id) ?? null,
          looseParent,
          looseBlock,
        ];
      });
      await statements.insert(trx, rows);
    }
    for (const id of fresh.keys()) {
      children.delete(id);
      naming.delete(id);
    }
    if (children.size > 0) await links.children(trx, children);
    for (const [head, exchange] of naming) await statements.name(trx, head, exchange);
    return named;
  };
}

function compile(db: Kysely<Tables>) {
  const name = db.updateTable('nodes').set({ exchange_id: '' }).where('id', '=', '').compile();
  return {
    find: listStatement((ids) =>
      db.selectFrom('nodes').select(['id', 'exchange_id']).where('id', 'in', ids).compile(),
    ),
    insert: bulkStatement((rows) =>
      db
        .insertInto('nodes')
        .values(placeholders<NodeTable>(NODE_COLUMNS, rows))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .compile(),
    ),
    name: (trx: Kysely<Tables>, id: string, exchange: string) =>
      trx.executeQuery({ ...name, parameters: [exchange, id] }),
  };
}
