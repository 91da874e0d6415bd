import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { putWhole } from '../../connect/index.ts';
import { addedFolder, packFile, type Vocabulary } from '../../tokens/index.ts';
import { type Cli, CliError } from '../cli.ts';
import { reasonOf } from '../messages/index.ts';

/** No vocabulary comes in a larger file, in bytes; the largest known one has 33 MB. */
const MAX_FILE = 128 * 1024 * 1024;

/** Where a vocabulary's pack is, or would be; null where there can be none. */
export function packOf(vocabulary: Vocabulary, dataDir: string): string | null {
  return packFile(vocabulary, { added: addedFolder(dataDir) });
}

/** Bytes of a pack; null where it is not there. */
export function sizeOf(file: string | null): number | null {
  return file === null ? null : (statSync(file, { throwIfNoEntry: false })?.size ?? null);
}

/** The file that a user names. Throws a sentence where it cannot be read, or can be no vocabulary. */
export function readGiven(cli: Cli, file: string): Buffer {
  const { vocab: text } = cli.messages;
  try {
    const found = statSync(file);
    if (!found.isFile()) throw new CliError(text.noFile(file));
    if (found.size > MAX_FILE) throw new CliError(text.fileTooLarge(file, MAX_FILE / 1024 / 1024));
    return readFileSync(file);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(text.cannotRead(file, reasonOf(cli.messages, error)), 1, { cause: error });
  }
}

function cannotWrite({ messages }: Cli, file: string, error: unknown): CliError {
  return new CliError(messages.export.cannotWrite(file, reasonOf(messages, error)), 1, { cause: error });
}

/** Makes the folder of the packs, for this user alone. Throws a sentence where it cannot. */
export function openFolder(cli: Cli, pack: string): void {
  const folder = path.dirname(pack);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw cannotWrite(cli, folder, error);
  }
}

/** Puts a pack in its place whole, for this user alone: a running program never sees half of it. */
export function writePack(cli: Cli, file: string, pack: Uint8Array): void {
  try {
    putWhole(file, pack, 0o600);
  } catch (error) {
    throw cannotWrite(cli, file, error);
  }
}

/** Takes a pack away; false where it was not there. */
export function removePack(cli: Cli, file: string): boolean {
  if (sizeOf(file) === null) return false;
  try {
    rmSync(file);
    return true;
  } catch (error) {
    const { messages } = cli;
    throw new CliError(messages.vocab.cannotRemove(file, reasonOf(messages, error)), 1, { cause: error });
  }
}
