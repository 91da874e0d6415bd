import type { Kysely } from 'kysely';
import type { StoredCalibration } from '../port.ts';
import type { Tables } from '../schema.ts';
import { clean } from './clean.ts';

/** All of them: there are as many as models were used. */
export async function calibrations(db: Kysely<Tables>): Promise<StoredCalibration[]> {
  const rows = await db.selectFrom('calibrations').selectAll().orderBy('updated_at', 'desc').execute();
  return rows.map((row) => ({
    provider: row.provider,
    model: row.model,
    vocabulary: row.vocabulary,
    data: row.data,
    updatedAt: row.updated_at,
  }));
}

/** Writes each in place of what there was for its provider, model and vocabulary. */
export async function saveCalibrations(db: Kysely<Tables>, all: readonly StoredCalibration[]): Promise<void> {
  if (all.length === 0) return;
  await db.transaction().execute(async (trx) => {
    for (const { provider, model, vocabulary, data, updatedAt } of all) {
      const values = { data, updated_at: updatedAt };
      await trx
        .insertInto('calibrations')
        .values({ provider: clean(provider), model: clean(model), vocabulary: clean(vocabulary), ...values })
        .onConflict((conflict) => conflict.columns(['provider', 'model', 'vocabulary']).doUpdateSet(values))
        .execute();
    }
  });
}
