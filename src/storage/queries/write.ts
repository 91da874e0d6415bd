import type { Kysely } from 'kysely';
import { pack, packText } from '../packing.ts';
import type { BlockTable, BodyTable, CountTable, ExchangeTable, NodeTable, Tables } from '../schema.ts';
import type { BlockParameters, EncodedBatch } from './batch.ts';
import { bulkStatement, chunks, placeholders } from './bulk.ts';
import { EXCHANGE_COLUMNS } from './exchange-row.ts';
import type { Holds } from './holds.ts';

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
  return async (batch) => {
    holds.hold(batch.leaves);
    const exchanges = batch.exchanges.filter((row) => !holds.wasDeleted(String(row[0])));
    const bodies = batch.bodies.filter((row) => !holds.wasDeleted(row[0]));
    await db.transaction().execute(async (trx) => {
      if (exchanges.length > 0) {
        await detachFromGone(trx, batch.sessions, exchanges);
        await statements.exchanges(trx, exchanges);
      }
      if (batch.nodes.length > 0) await statements.nodes(trx, batch.nodes);
      if (batch.blocks.length > 0) {
        const better = await keepsMore(trx, batch.blocks);
        await statements.blocks(
          trx,
          better.map(([hash, kind, tool, bytes, kept, content]) => {
            const packed = content === null ? null : packText(content);
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
    for (const row of exchanges) holds.release(row[13], row[14]);
  };
}

function compileStatements(db: Kysely<Tables>) {
  return {
    exchanges: bulkStatement((rows) =>
      db
        .insertInto('exchanges')
        .values(placeholders<ExchangeTable>(EXCHANGE_COLUMNS, rows))
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((eb) => ({
            session_id: eb.ref('excluded.session_id'),
            agent_id: eb.ref('excluded.agent_id'),
            kind: eb.ref('excluded.kind'),
            started_at: eb.ref('excluded.started_at'),
            status: eb.ref('excluded.status'),
            client_name: eb.ref('excluded.client_name'),
            model: eb.ref('excluded.model'),
            provider: eb.ref('excluded.provider'),
            input: eb.ref('excluded.input'),
            output: eb.ref('excluded.output'),
            cache_read: eb.ref('excluded.cache_read'),
            cost_usd: eb.ref('excluded.cost_usd'),
            head_received: eb.ref('excluded.head_received'),
            head_other: eb.ref('excluded.head_other'),
            data: eb.ref('excluded.data'),
          })),
        )
        .compile(),
    ),
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

/**
 * Moves the sessions' newest turn on. An exchange whose session was deleted while it ran is kept without one.
 */
async function detachFromGone(
  trx: Kysely<Tables>,
  sessions: EncodedBatch['sessions'],
  exchanges: EncodedBatch['exchanges'],
): Promise<void> {
  for (const [id, lastTurnAt] of sessions) {
    const { numUpdatedRows } = await trx
      .updateTable('sessions')
      .set((eb) => ({
        last_turn_at: eb
          .case()
          .when(eb.fn.coalesce('last_turn_at', eb.lit(-1)), '<', lastTurnAt ?? -1)
          .then(lastTurnAt)
          .else(eb.ref('last_turn_at'))
          .end(),
      }))
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) continue;
    for (const row of exchanges) if (row[1] === id) row[1] = null;
  }
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
