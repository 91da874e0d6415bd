import type { Kysely } from 'kysely';
import type { StoredSetting } from '../port.ts';
import type { Tables } from '../schema.ts';
import { clean } from './clean.ts';

/** All of them, by name. */
export async function settings(db: Kysely<Tables>): Promise<StoredSetting[]> {
  const rows = await db.selectFrom('settings').selectAll().orderBy('name').execute();
  return rows.map((row) => ({ name: row.name, value: row.value, updatedAt: row.updated_at }));
}

/** Writes one in place of what there was. */
export async function saveSetting(db: Kysely<Tables>, setting: StoredSetting): Promise<void> {
  const values = { value: clean(setting.value), updated_at: setting.updatedAt };
  await db
    .insertInto('settings')
    .values({ name: clean(setting.name), ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute();
}

/** Takes one back. */
export async function removeSetting(db: Kysely<Tables>, name: string): Promise<void> {
  await db.deleteFrom('settings').where('name', '=', clean(name)).execute();
}
