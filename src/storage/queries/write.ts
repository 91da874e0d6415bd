import type { Kysely } from 'kysely';
import { pack, packText } from '../packing.ts';
import type { BlockTable, BodyTable, CountTable, NodeTable, Tables } from '../schema.ts';
import type { BlockParameters, EncodedBatch } from './batch.ts';
import { bulkStatement, chunks, placeholders } from './bulk.ts';
import type { Holds } from './holds.ts';
import { createExchangeWriter } from './write-exchanges.ts';

const NODE_COLUMNS = ['id', 'parent_id', 'block_hash', 'role', 'depth', 'envelope'] as const;
const BLOCK_COLUMNS = ['hash', 'kind', 'tool', 'bytes', 'kept', 'content', 'packing'] as const;
const COUNT_COLUMNS = ['block_hash', 'vocabulary', 'tokens', 'exact'] as const;
const BODY_COLUMNS = [
  'exchange_id',
  'envelope',
  'envelope_packing',
  'answer',
  'answer_packing',
  'answer_type',
] as const;

/** Writes a batch in one transaction. */
export type BatchWriter = (batch: EncodedBatch) => Promise<void>;

/** The writer of batches on this connection. */
export function createBatchWriter(db: Kysely<Tables>, holds: Holds): BatchWriter {
  const statements = compileStatements(db);
  const exchangeWriter = createExchangeWriter(db);
  return async (batch) => {
    holds.hold(batch.leaves);
    const exchanges = batch.exchanges.filter((row) => !holds.wasDeleted(row[0]));
    const bodies = batch.bodies.filter((row) => !holds.wasDeleted(row[0]));
    await db.transaction().execute(async (trx) => {
      if (exchanges.length > 0) {
        await exchangeWriter.write(trx, exchanges, batch.sessions);
      }
      if (batch.nodes.length > 0) await statements.nodes(trx, batch.nodes);
      if (batch.blocks.length > 0) {
        const better = await keepsMore(trx, batch.blocks);
        await statements.blocks(
          trx,
          better.map(([hash, kind, tool, bytes, kept, content]) => {
            const packed =
              content === null ? null : typeof content === 'string' ? packText(content) : pack(content);
            return [hash, kind, tool, bytes, kept, packed?.bytes ?? null, packed?.packing ?? 0];
          }),
        );
      }
      if (batch.counts.length > 0) await statements.counts(trx, batch.counts);
      if (bodies.length > 0) {
        await statements.bodies(
          trx,
          bodies.map(([id, envelope, answer, type]) => {
            const first = envelope === null ? null : pack(envelope);
            const second = answer === null ? null : pack(answer);
            return [
              id,
              first?.bytes ?? null,
              first?.packing ?? 0,
              second?.bytes ?? null,
              second?.packing ?? 0,
              type,
            ];
          }),
        );
      }
    });
    exchangeWriter.committed(exchanges);
    for (const row of exchanges) holds.release(row[13], row[14]);
  };
}

function compileStatements(db: Kysely<Tables>) {
  return {
    nodes: bulkStatement((rows) =>
      db
        .insertInto('nodes')
        .values(placeholders<NodeTable>(NODE_COLUMNS, rows))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .compile(),
    ),
    blocks: bulkStatement((rows) =>
      db
        .insertInto('blocks')
        .values(placeholders<BlockTable>(BLOCK_COLUMNS, rows))
        .onConflict((conflict) =>
          conflict
            .column('hash')
            .doUpdateSet((eb) => ({
              kept: eb.ref('excluded.kept'),
              content: eb.ref('excluded.content'),
              packing: eb.ref('excluded.packing'),
            }))
            .whereRef('blocks.kept', '<', 'excluded.kept'),
        )
        .compile(),
    ),
    counts: bulkStatement((rows) =>
      db
        .insertInto('counts')
        .values(placeholders<CountTable>(COUNT_COLUMNS, rows))
        .onConflict((conflict) =>
          conflict
            .columns(['block_hash', 'vocabulary'])
            .doUpdateSet((eb) => ({ tokens: eb.ref('excluded.tokens'), exact: eb.ref('excluded.exact') }))
            .whereRef('counts.exact', '<', 'excluded.exact'),
        )
        .compile(),
    ),
    bodies: bulkStatement((rows) =>
      db
        .insertInto('bodies')
        .values(placeholders<BodyTable>(BODY_COLUMNS, rows))
        .onConflict((conflict) =>
          conflict.column('exchange_id').doUpdateSet((eb) => ({
            envelope: eb.fn.coalesce('excluded.envelope', 'bodies.envelope'),
            envelope_packing: eb
              .case()
              .when('excluded.envelope', 'is', null)
              .then(eb.ref('bodies.envelope_packing'))
              .else(eb.ref('excluded.envelope_packing'))
              .end(),
            answer: eb.fn.coalesce('excluded.answer', 'bodies.answer'),
            answer_packing: eb
              .case()
              .when('excluded.answer', 'is', null)
              .then(eb.ref('bodies.answer_packing'))
              .else(eb.ref('excluded.answer_packing'))
              .end(),
            answer_type: eb.fn.coalesce('excluded.answer_type', 'bodies.answer_type'),
          })),
        )
        .compile(),
    ),
  };
}

/** Those blocks of which less is kept so far: the others need not be packed. */
async function keepsMore(trx: Kysely<Tables>, blocks: BlockParameters[]): Promise<BlockParameters[]> {
  const kept = new Map<string, number>();
  for (const part of chunks(blocks)) {
    const rows = await trx
      .selectFrom('blocks')
      .select(['hash', 'kept'])
      .where(
        'hash',
        'in',
        part.map((block) => block[0]),
      )
      .execute();
    for (const row of rows) kept.set(row.hash, row.kept);
  }
  return blocks.filter((block) => {
    const before = kept.get(block[0]);
    if (before !== undefined && before >= block[4]) return false;
    kept.set(block[0], block[4]);
    return true;
  });
}
