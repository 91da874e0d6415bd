import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorBodySchema } from '../../contract/index.ts';
import { type Cli, CliError, type CommonFlags, warn } from '../cli.ts';
import { type Place, placeOf } from '../configuration.ts';
import { filesOf } from '../data-folder.ts';
import { oneLine } from '../explain.ts';
import { credentials } from '../health.ts';
import { liveHolder } from '../lock-file.ts';
import { errorCode, reasonOf } from '../messages/index.ts';
import { type ExportRequest, fromDatabase } from './export-database.ts';

/** Writes a session as CSV or JSON: from the running program, so that nothing is missing, else from the database. */
export async function exportSession(
  cli: Cli,
  flags: CommonFlags & ExportRequest & { output?: string },
): Promise<number> {
  const place = placeOf(cli, flags);
  const url = liveHolder(filesOf(place.dataDir).lock)?.url ?? null;
  const text =
    url === null ? await fromDatabase(cli, place.dataDir, flags) : await fromProgram(cli, url, place, flags);
  if (flags.output === undefined) await toStandardOutput(cli, text);
  else await toFile(cli, path.resolve(cli.cwd, flags.output), text);
  return 0;
}

async function fromProgram(cli: Cli, url: string, place: Place, wanted: ExportRequest): Promise<Readable> {
  const text = cli.messages.export;
  const query = wanted.session === undefined ? '' : `?session_id=${wanted.session}`;
  const answer = await fetch(`${url}/api/export/${wanted.format}${query}`, {
    headers: credentials(place),
  }).catch((error: unknown) => {
    throw new CliError(cli.messages.status.silentAt(url), 1, { cause: error });
  });
  if (answer.ok && answer.body !== null) return Readable.fromWeb(answer.body);
  if (answer.status === 404) {
    throw new CliError(wanted.session === undefined ? text.noSession : text.unknownSession(wanted.session));
  }
  const body = errorBodySchema.safeParse(await answer.json().catch(() => null));
  throw new CliError(
    text.refused(answer.status, cli.messages.sentence(body.data?.error.message ?? answer.statusText)),
  );
}

/** A reader that takes no more (`| head`) ends the export without a complaint. */
async function toStandardOutput(cli: Cli, text: Readable): Promise<void> {
  try {
    await pipeline(text, cli.stdout, { end: false });
  } catch (error) {
    if (errorCode(error) !== 'EPIPE') throw cutOff(cli, error);
  }
}

/** Written beside the file and put in its place whole, for this user alone. */
async function toFile(cli: Cli, file: string, text: Readable): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    await pipeline(text, createWriteStream(draft, { mode: 0o600, flags: 'wx' }));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    const isFileSystem = errorCode(error) !== null && error instanceof Error && 'path' in error;
    if (!isFileSystem) throw cutOff(cli, error);
    throw new CliError(cli.messages.export.cannotWrite(file, reasonOf(cli.messages, error)), 1, {
      cause: error,
    });
  }
  warn(cli, cli.messages.export.written(file));
}

function cutOff(cli: Cli, error: unknown): CliError {
  return new CliError(cli.messages.export.cutOff(cli.messages.sentence(oneLine(error))), 1, { cause: error });
}
