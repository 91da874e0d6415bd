import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Whether an error is the system's, of this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Puts a file in place whole: written beside it, then renamed. Throws the system's error where that cannot be done. */
export function putWhole(file: string, bytes: Uint8Array, mode: number): void {
  const draft = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    writeNew(draft, bytes, mode);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Writes a file that was not there; throws the system's error where there is one. */
export function writeNew(file: string, bytes: Uint8Array, mode: number): void {
  const handle = openSync(file, 'wx', mode);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  // The process's mask took bits away that the file had.
  chmodSync(file, mode);
}
