import type { Kysely } from 'kysely';
import { pack, packText } from '../packing.ts';
import type { BodyTable, Tables } from '../schema.ts';
import type { BodyParameters, EncodedBatch } from './batch.ts';
import { bulkStatement, placeholders } from './bulk.ts';
import { AT, type ExchangeParameters } from './exchange-row.ts';
import type { Holds } from './holds.ts';
import { createMcpCallWriter } from './mcp-calls.ts';
import { createContextWriter } from './write-context.ts';
import { createExchangeWriter } from './write-exchanges.ts';

const BODY_COLUMNS = [
  'exchange_id',
  'envelope',
  'envelope_packing',
  'answer',
  'answer_packing',
  'answer_type',
  'headers',
  'headers_packing',
] as const;

/** Writes a batch in one transaction. */
export type BatchWriter = (batch: EncodedBatch) => Promise<void>;

/** The writer of batches on this connection. */
export function createBatchWriter(db: Kysely<Tables>, holds: Holds): BatchWriter {
  const writeBodies = compileBodies(db);
  const writeContext = createContextWriter(db);
  const writeMcpCalls = createMcpCallWriter(db);
  const exchangeWriter = createExchangeWriter(db);
  return async (batch) => {
    holds.hold(batch.leaves);
    const exchanges = batch.exchanges.filter((row) => !holds.wasDeleted(row[AT.id]));
    const bodies = batch.bodies.filter((row) => !holds.wasDeleted(row[0]));
    const heads = headsOf(exchanges);
    const { nodes, blocks, counts } = batch;
    await db.transaction().execute(async (trx) => {
      await exchangeWriter.leave(trx, exchanges);
      if (heads.size + nodes.length + blocks.length + counts.length > 0) {
        const named = await writeContext(trx, { nodes, blocks, counts, heads });
        for (const row of exchanges)
          row[AT.headLoose] = named.has(row[AT.id]) ? null : (heads.get(row[AT.id]) ?? null);
      }
      if (exchanges.length > 0) await exchangeWriter.write(trx, exchanges, batch.sessions);
      if (bodies.length > 0) await writeBodies(trx, bodies.map(packBodies));
      await writeMcpCalls(trx, batch.mcpCalls);
    });
    exchangeWriter.committed(exchanges);
    for (const row of exchanges) holds.release(row[AT.headReceived], row[AT.headOther]);
  };
}

/** The head as received of each exchange that has one. */
function headsOf(exchanges: readonly ExchangeParameters[]): Map<string, string> {
  const heads = new Map<string, string>();
  for (const row of exchanges) {
    const head = row[AT.headReceived];
    if (typeof head === 'string') heads.set(row[AT.id], head);
  }
  return heads;
}

function packBodies([id, envelope, answer, type, headers]: BodyParameters): unknown[] {
  const first = envelope === null ? null : pack(envelope);
  const second = answer === null ? null : pack(answer);
  const third = headers === null ? null : packText(headers);
  return [
    id,
    first?.bytes ?? null,
    first?.packing ?? 0,
    second?.bytes ?? null,
    second?.packing ?? 0,
    type,
    third?.bytes ?? null,
    third?.packing ?? 0,
  ];
}

function compileBodies(db: Kysely<Tables>) {
  return bulkStatement((rows) =>
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
          headers: eb.fn.coalesce('excluded.headers', 'bodies.headers'),
          headers_packing: eb
            .case()
            .when('excluded.headers', 'is', null)
            .then(eb.ref('bodies.headers_packing'))
            .else(eb.ref('excluded.headers_packing'))
            .end(),
        })),
      )
      .compile(),
  );
}
