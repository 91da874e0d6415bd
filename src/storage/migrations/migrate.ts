import { DEFAULT_MIGRATION_TABLE, type Kysely, type Migration, Migrator, sql } from 'kysely';
import type { SqlDialect } from '../dialects/dialect.ts';
import { StoreError } from '../port.ts';
import type { Tables } from '../schema.ts';
import { MIGRATIONS, type StoreMigration } from './index.ts';

/**
 * Brings the database to the newest known step.
 * @param place what a message calls the database (its file).
 * @throws StoreError `newer` where it has a step that this program does not know; nothing is changed then.
 */
export async function migrate(
  db: Kysely<Tables>,
  dialect: SqlDialect,
  place: string,
  migrations: readonly StoreMigration[] = MIGRATIONS,
): Promise<void> {
  const known = new Set(migrations.map((migration) => migration.name));
  const done = await stepsDone(db);
  const strange = done.find((name) => !known.has(name));
  if (strange !== undefined) {
    throw new StoreError(
      'newer',
      `${place} was written by a newer version of this program (it has step ${strange}): update the program, or use another data folder.`,
    );
  }
  if (done.length === migrations.length) return;
  const steps: Record<string, Migration> = {};
  for (const migration of migrations) {
    steps[migration.name] = { up: (inner: Kysely<Tables>) => migration.up(inner, dialect) };
  }
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => steps },
  }).migrateToLatest();
  if (error !== undefined) throw error;
}

async function stepsDone(db: Kysely<Tables>): Promise<string[]> {
  try {
    const { rows } = await sql<{
      name: string;
    }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
    return rows.map((row) => row.name);
  } catch (error) {
    // Looked at only now: it takes ten times as long as the question itself.
    const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
    if (tables.some((table) => table.name === DEFAULT_MIGRATION_TABLE)) throw error;
    return [];
  }
}
