import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sqlite, sqliteDialect } from '../../../src/storage/dialects/sqlite.ts';
import { setAside } from '../../../src/storage/host/files.ts';
import { openReader, openWriter } from '../../../src/storage/host/local.ts';
import { createKyselyStore } from '../../../src/storage/kysely-store.ts';
import { MIGRATIONS } from '../../../src/storage/migrations/index.ts';
import { migrate } from '../../../src/storage/migrations/migrate.ts';
import type { Tables } from '../../../src/storage/schema.ts';
import { batchOf, exchangeOf, idOf, sessionOf, tempFolder } from '../../support/store.ts';

const mode = (path: string) => statSync(path).mode & 0o777;

async function open(file: string, busyTimeoutMs = 50) {
  const opened = await openWriter({ file, busyTimeoutMs, now: () => Date.UTC(2026, 10, 22, 1, 2, 3) });
  onTestFinished(() => opened.store.close());
  return opened;
}

describe('the files of the store', () => {
  it('are readable by their owner alone, whatever the umask', async () => {
    const folder = tempFolder();
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const file = join(folder, 'data', 'deep', 'k.sqlite');
    const { store } = await open(file);
    await store.write(batchOf({ exchanges: [exchangeOf({ id: 'e' })] }));
    expect(mode(join(folder, 'data', 'deep'))).toBe(0o700);
    expect([file, `${file}-wal`, `${file}-shm`].map(mode)).toEqual([0o600, 0o600, 0o600]);
  });

  it('are usable under a umask that takes everything away', async () => {
    const folder = tempFolder();
    const before = process.umask(0o777);
    onTestFinished(() => void process.umask(before));
    const file = join(folder, 'data', 'k.sqlite');
    await open(file);
    expect([mode(join(folder, 'data')), mode(file), mode(`${file}-wal`)]).toEqual([0o700, 0o600, 0o600]);
  });

  it('lose the rights of others that an earlier run had left', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    await (await openWriter({ file, busyTimeoutMs: 50 })).store.close();
    chmodSync(file, 0o644);
    await open(file);
    expect(mode(file)).toBe(0o600);
  });

  it('leave the rights of a folder that was there', async () => {
    const folder = join(tempFolder(), 'mine');
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    await open(join(folder, 'k.sqlite'));
    expect(mode(folder)).toBe(0o755);
  });
});

describe('a database that cannot be opened', () => {
  it('is refused with one sentence where its path is invalid', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    const opening = openWriter({ file: join(folder, 'file', 'db.sqlite'), busyTimeoutMs: 10 });
    await expect(opening).rejects.toMatchObject({ name: 'StoreError', code: 'unwritable' });
    await expect(opening).rejects.toThrow(/^The database .*db\.sqlite cannot be written: .*$/);
  });

  it('is refused where its path is a folder', async () => {
    await expect(openWriter({ file: tempFolder(), busyTimeoutMs: 10 })).rejects.toMatchObject({
      code: 'unwritable',
    });
  });

  it('is refused, and left alone, where a newer version wrote it', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    await (await openWriter({ file, busyTimeoutMs: 50 })).store.close();
    const raw = new DatabaseSync(file);
    raw.exec("insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')");
    raw.exec('pragma wal_checkpoint(truncate)');
    raw.close();
    const bytes = readFileSync(file);
    const opening = openWriter({ file, busyTimeoutMs: 50 });
    await expect(opening).rejects.toMatchObject({ name: 'StoreError', code: 'newer' });
    await expect(opening).rejects.toThrow(file);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('is set aside with what belongs to it, and a fresh one begun, where it is damaged', async () => {
    const folder = tempFolder();
    const file = join(folder, 'k.sqlite');
    writeFileSync(file, 'not a database, for certain'.repeat(100));
    const { store, notices } = await open(file);
    await store.write(batchOf({ exchanges: [exchangeOf({ id: 'e' })] }));
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(`${file}.corrupt-20261122T010203Z`);
    expect(readFileSync(`${file}.corrupt-20261122T010203Z`, 'utf8')).toMatch(/^not a database/);
  });

  it('is set aside together with the files beside it', () => {
    const folder = tempFolder();
    const file = join(folder, 'k.sqlite');
    for (const end of ['', '-wal', '-shm']) writeFileSync(file + end, end);
    const aside = setAside(file, Date.UTC(2026, 10, 22, 1, 2, 3));
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([
      aside,
      `${aside}-shm`,
      `${aside}-wal`,
    ]);
    expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('-wal');
  });

  it('is set aside under another name where that one is taken', async () => {
    const folder = tempFolder();
    const file = join(folder, 'k.sqlite');
    writeFileSync(`${file}.corrupt-20261122T010203Z`, 'earlier');
    writeFileSync(file, 'not a database, for certain'.repeat(100));
    await open(file);
    expect(readdirSync(folder)).toContain('k.sqlite.corrupt-20261122T010203Z-2');
    expect(readFileSync(`${file}.corrupt-20261122T010203Z`, 'utf8')).toBe('earlier');
  });

  it('is set aside where its pages are garbage behind a good header', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    await (await openWriter({ file, busyTimeoutMs: 50 })).store.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 100);
    writeFileSync(file, bytes);
    expect((await open(file)).notices).toHaveLength(1);
  });
});

describe('migrations', () => {
  const later = {
    name: '0999-note',
    up: async (db: Kysely<Tables>) => {
      await db.schema.alterTable('sessions').addColumn('note', 'text').execute();
    },
  };

  function raw(file: string): Kysely<Tables> {
    const db = new Kysely<Tables>({ dialect: sqliteDialect({ file }) });
    onTestFinished(() => db.destroy());
    return db;
  }

  it('bring an older database to the newest step and keep what it holds', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    const older = await openWriter({ file, busyTimeoutMs: 50 });
    await older.store.write(batchOf({ exchanges: [exchangeOf({ id: 'e1' })] }));
    await older.store.close();
    const db = raw(file);
    await migrate(db, sqlite, file, [...MIGRATIONS, later]);
    expect((await sql<{ note: null }>`select note from sessions`.execute(db)).rows).toEqual([]);
    expect(await createKyselyStore(db, sqlite, { place: file }).getExchange('e1')).not.toBeNull();
  });

  it('change nothing where a step fails', async () => {
    const db = raw(join(tempFolder(), 'k.sqlite'));
    const failing = {
      name: '0998-fails',
      up: async (inner: Kysely<Tables>) => {
        await later.up(inner);
        throw new Error('half way');
      },
    };
    await migrate(db, sqlite, 'it');
    await expect(migrate(db, sqlite, 'it', [...MIGRATIONS, failing])).rejects.toThrow('half way');
    await migrate(db, sqlite, 'it', [...MIGRATIONS, later]);
  });

  it('have names that sort in their order', () => {
    const names = MIGRATIONS.map((migration) => migration.name);
    expect(names).toEqual(names.toSorted());
  });
});

describe('a store in trouble', () => {
  it('says that the database is locked while another program writes, and writes again after', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    const { store } = await open(file, 20);
    const other = new DatabaseSync(file);
    onTestFinished(() => other.close());
    other.exec('begin immediate');
    const batch = batchOf({ exchanges: [exchangeOf({ id: 'e1' })] });
    await expect(store.write(batch)).rejects.toMatchObject({ name: 'StoreError', code: 'locked' });
    expect(await store.healthy()).toBe(false);
    other.exec('commit');
    await store.write(batch);
    expect(await store.healthy()).toBe(true);
  });

  it('says that the disk is full, writes nothing of the batch, and works again when there is room', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    const db = new Kysely<Tables>({ dialect: sqliteDialect({ file }) });
    onTestFinished(() => db.destroy());
    await migrate(db, sqlite, file);
    const store = createKyselyStore(db, sqlite, { place: `The database ${file}` });
    await sql`pragma max_page_count = 40`.execute(db);
    const batch = batchOf({
      exchanges: Array.from({ length: 500 }, (_, n) => exchangeOf({ id: idOf(n), model: 'm'.repeat(200) })),
    });
    await expect(store.write(batch)).rejects.toMatchObject({ code: 'full' });
    await expect(store.write(batch)).rejects.toThrow(/^The disk that holds The database .* is full\.$/);
    expect((await store.stats()).exchanges).toBe(0);
    await sql`pragma max_page_count = 100000`.execute(db);
    await store.write(batch);
    expect((await store.stats()).exchanges).toBe(500);
  });

  it('keeps in memory what a statement would take back', async () => {
    const db = new Kysely<Tables>({ dialect: sqliteDialect({ file: join(tempFolder(), 'k.sqlite') }) });
    onTestFinished(() => db.destroy());
    const { rows } = await sql<{ temp_store: number }>`pragma temp_store`.execute(db);
    expect(rows).toEqual([{ temp_store: 2 }]);
  });

  it('refuses to write through a reader', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    await open(file);
    const reader = openReader({ file, busyTimeoutMs: 10 });
    onTestFinished(() => reader.close());
    await expect(reader.write(batchOf({ exchanges: [exchangeOf({ id: 'e' })] }))).rejects.toMatchObject({
      code: 'unwritable',
    });
  });

  it('counts a session right even for an exchange that an earlier run had written', async () => {
    const file = join(tempFolder(), 'k.sqlite');
    const first = await openWriter({ file, busyTimeoutMs: 50 });
    const session = await sessionOf(first.store);
    const exchange = exchangeOf({ id: 'e1', sessionId: session.id });
    await first.store.write(batchOf({ exchanges: [exchange] }));
    await first.store.close();
    const { store } = await open(file);
    const again = [exchange, exchangeOf({ id: 'e2', sessionId: session.id }), exchangeOf({ id: 'e3' })];
    await store.write(batchOf({ exchanges: again }));
    expect((await store.getSession(session.id))?.exchanges).toBe(2);
  });
});
