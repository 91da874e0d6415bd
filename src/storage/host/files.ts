import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../port.ts';

/** What SQLite keeps beside a database in WAL mode. */
const BESIDE = ['-wal', '-shm'];
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * Makes the folder (0700) and the file (0600), and takes others' rights off files that are there; the umask
 * has no say. SQLite gives what it makes beside the file the file's own mode.
 * @throws StoreError `unwritable`
 */
export function prepareFiles(file: string): void {
  try {
    const made = mkdirSync(dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
    if (made !== undefined) chmodSync(dirname(file), PRIVATE_FOLDER);
    closeSync(openSync(file, 'a', PRIVATE_FILE));
    for (const path of [file, ...BESIDE.map((end) => file + end)]) {
      if (existsSync(path)) chmodSync(path, PRIVATE_FILE);
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new StoreError('unwritable', `The database ${file} cannot be written: ${detail}`, { cause: error });
  }
}

/**
 * Renames a damaged database and what belongs to it to `<file>.corrupt-<time>`; the new name.
 * @param now ms since 1970
 */
export function setAside(file: string, now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  let aside = `${file}.corrupt-${time}`;
  for (let n = 2; existsSync(aside); n++) aside = `${file}.corrupt-${time}-${n}`;
  for (const end of ['', ...BESIDE]) {
    if (existsSync(file + end)) renameSync(file + end, aside + end);
  }
  return aside;
}
