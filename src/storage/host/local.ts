import { Kysely } from 'kysely';
import { sqlite, sqliteDialect } from '../dialects/sqlite.ts';
import { createKyselyStore, type KyselyStore, toStoreError } from '../kysely-store.ts';
import { migrate } from '../migrations/migrate.ts';
import { StoreError } from '../port.ts';
import type { Tables } from '../schema.ts';
import { prepareFiles, setAside } from './files.ts';

export interface LocalOptions {
  file: string;
  busyTimeoutMs: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** How long a context is kept that no exchange names yet, in ms. */
  holdMs?: number;
}

/**
 * Opens the database for writing, in this thread: makes and migrates it where needed. A damaged one is set
 * aside, with a notice that says where, and a fresh one begun.
 * @throws StoreError `newer`, `unwritable`, `locked`, `full`
 */
export async function openWriter(options: LocalOptions): Promise<{ store: KyselyStore; notices: string[] }> {
  const { file, now = Date.now } = options;
  prepareFiles(file);
  try {
    return { store: await openMigrated(options), notices: [] };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'corrupt') throw error;
    const aside = setAside(file, now());
    prepareFiles(file);
    return {
      store: await openMigrated(options),
      notices: [`The database ${file} was damaged. It was set aside as ${aside}, and a fresh one begun.`],
    };
  }
}

async function openMigrated({ file, busyTimeoutMs, now, holdMs }: LocalOptions): Promise<KyselyStore> {
  const db = new Kysely<Tables>({ dialect: sqliteDialect({ file, busyTimeoutMs }) });
  const place = `The database ${file}`;
  try {
    await migrate(db, sqlite, place);
  } catch (error) {
    await closeAfterFailure(db);
    throw toStoreError(error, sqlite, place);
  }
  return createKyselyStore(db, sqlite, {
    place,
    ...(now === undefined ? {} : { now }),
    ...(holdMs === undefined ? {} : { holdMs }),
  });
}

/** Opening failed; where the file itself could not be opened, closing says the same once more. */
async function closeAfterFailure(db: Kysely<Tables>): Promise<void> {
  await Promise.allSettled([db.destroy()]);
}

/** Opens a migrated database for reading, in this thread. */
export function openReader({ file, busyTimeoutMs }: LocalOptions): KyselyStore {
  const db = new Kysely<Tables>({ dialect: sqliteDialect({ file, busyTimeoutMs, readOnly: true }) });
  return createKyselyStore(db, sqlite, { place: `The database ${file}` });
}
