import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { systemClock } from '../../exchange/index.ts';
import { type ExportFormat, exportText } from '../../server/index.ts';
import { createSessionDirectory } from '../../sessions/index.ts';
import { openReader, type Store, StoreError } from '../../storage/index.ts';
import { type Cli, CliError } from '../cli.ts';
import { filesOf } from '../data-folder.ts';
import { oneLine } from '../explain.ts';

export interface ExportRequest {
  format: ExportFormat;
  /** The current session where none is named. */
  session?: number;
}

/** How long a lock of another program on the database is waited for. */
const BUSY_MS = 2_000;

/** A session as text from the database of a program that does not run; the database stays as it is. */
export async function fromDatabase(cli: Cli, dataDir: string, wanted: ExportRequest): Promise<Readable> {
  const { database } = filesOf(dataDir);
  if (!existsSync(database)) throw new CliError(cli.messages.export.noDatabase(dataDir));
  const store = await openReader({ file: database, busyTimeoutMs: BUSY_MS });
  const session = await choose(cli, store, wanted).catch(async (error: unknown) => {
    await store.close();
    throw error instanceof StoreError
      ? new CliError(cli.messages.sentence(oneLine(error)), 1, { cause: error })
      : error;
  });
  const text = Readable.from(
    exportText(store, { session, choice: { sessionId: session.id } }, wanted.format, systemClock.now()),
  );
  text.once('close', () => store.close());
  return text;
}

async function choose(cli: Cli, store: Store, { session: id }: ExportRequest) {
  const sessions = await createSessionDirectory({
    store,
    clock: systemClock,
    onEvent: () => {},
    onFailure: (error) => {
      throw error;
    },
  });
  const session = id === undefined ? await sessions.current() : await sessions.get(id);
  if (session !== null) return session;
  const text = cli.messages.export;
  throw new CliError(id === undefined ? text.noSession : text.unknownSession(id));
}
