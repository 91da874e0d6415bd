import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import { type Dialect, type Kysely, SqliteAdapter, SqliteDialect, type SqliteStatement, sql } from 'kysely';
import type { StoreErrorCode } from '../port.ts';
import type { Tables } from '../schema.ts';
import type { SqlDialect } from './dialect.ts';

/** Prepared statements kept; the store has some 100 shapes, and seven that come for each number of rows up to 32. */
const STATEMENTS = 384;
const PAGES_PER_RECLAIM = 200;

export interface SqliteOptions {
  file: string;
  readOnly?: boolean;
  /** How long a lock that another process holds is waited for. */
  busyTimeoutMs?: number;
}

/** SQLite can take back what changes the schema; Kysely leaves it out because of foreign keys, which we have not. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

/** A Kysely dialect over the interface of `node:sqlite`: one connection, statements prepared once. */
export function sqliteDialect(options: SqliteOptions): Dialect {
  return new TransactionalSqliteDialect({
    database: async () => {
      const db = openDatabase(options);
      const statements = new Map<string, SqliteStatement>();
      return {
        close: () => {
          // The connection lives on in the driver until its statements are collected: nothing may be left to it.
          statements.clear();
          if (options.readOnly !== true) db.exec('pragma wal_checkpoint(truncate)');
          db.close();
        },
        prepare: (text: string) => {
          const known = statements.get(text);
          if (known !== undefined) return known;
          if (text === 'rollback') return rollback(db);
          // A transaction that only turns out to write later cannot wait for a lock, so it says so at once.
          const ownText = text === 'begin' && options.readOnly !== true ? 'begin immediate' : text;
          const statement = wrap(db.prepare(ownText));
          if (statements.size >= STATEMENTS) {
            const oldest = statements.keys().next();
            if (!oldest.done) statements.delete(oldest.value);
          }
          statements.set(text, statement);
          return statement;
        },
      };
    },
  });
}

function openDatabase({ file, readOnly = false, busyTimeoutMs = 2000 }: SqliteOptions) {
  const db = new DatabaseSync(file, { readOnly, timeout: busyTimeoutMs });
  try {
    if (!readOnly) {
      // Takes effect in an empty database alone, and writes to any other.
      if (isEmpty(db)) db.exec('pragma auto_vacuum = incremental');
      db.exec('pragma journal_mode = wal');
      db.exec('pragma synchronous = normal');
      // A statement of many rows keeps what it would take back, should it fail: past 64 KB that went to a file in
      // /var/tmp, half of all writes (measured with strace).
      db.exec('pragma temp_store = memory');
      // 8 MB: the indexes over hashes are read and written all over.
      db.exec('pragma cache_size = -8000');
      // Pages of 4 KB. A checkpoint stands in the way of the next tick: 1000 pages take some 20 ms, 16,000 spare a
      // tenth of the writer's time and take ten times as long, in which what has ended is not yet on disk.
      db.exec('pragma wal_autocheckpoint = 1000');
      db.exec('pragma journal_size_limit = 16777216');
    }
    db.prepare('select count(*) from sqlite_master').get();
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

function isEmpty(db: InstanceType<typeof DatabaseSync>): boolean {
  return db.prepare('pragma page_count').get().page_count === 0;
}

function wrap(statement: StatementSyncInstance): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters),
    run: (parameters) => statement.run(...parameters),
    iterate: (parameters) => statement.iterate(...parameters),
  };
}

/** A full disk ends a transaction by itself; rolling it back again would hide why. */
function rollback(db: InstanceType<typeof DatabaseSync>): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    run: () => {
      if (db.isTransaction) db.exec('rollback');
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: () => [][Symbol.iterator](),
  };
}

/** Primary result codes, https://sqlite.org/rescode.html */
const CODES: Record<number, StoreErrorCode> = {
  3: 'unwritable',
  5: 'locked',
  6: 'locked',
  8: 'unwritable',
  11: 'corrupt',
  13: 'full',
  14: 'unwritable',
  26: 'corrupt',
};

/** What SQLite does in its own way. */
export const sqlite: SqlDialect = {
  name: 'sqlite',
  bytesType: 'blob',
  autoIdType: 'integer',
  autoId: (column) => column.primaryKey().autoIncrement(),
  async size(db: Kysely<Tables>) {
    const pages = await pragma(db, 'page_count');
    const free = await pragma(db, 'freelist_count');
    const size = await pragma(db, 'page_size');
    return { used: (pages - free) * size, file: pages * size };
  },
  async reclaim(db: Kysely<Tables>) {
    const before = await pragma(db, 'freelist_count');
    if (before === 0) return false;
    await sql`pragma incremental_vacuum(${sql.lit(PAGES_PER_RECLAIM)})`.execute(db);
    const after = await pragma(db, 'freelist_count');
    return after > 0 && after < before;
  },
  errorCode(error: unknown): StoreErrorCode | null {
    if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
    return typeof error.errcode === 'number' ? (CODES[error.errcode & 0xff] ?? 'failed') : null;
  },
};

async function pragma(
  db: Kysely<Tables>,
  name: 'page_count' | 'freelist_count' | 'page_size',
): Promise<number> {
  const { rows } = await sql<Record<string, number>>`pragma ${sql.raw(name)}`.execute(db);
  return rows[0]?.[name] ?? 0;
}
