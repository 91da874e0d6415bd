import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Misread } from './formats/value.ts';
import { hasCode, putWhole } from './whole-file.ts';

/** A tool's configuration is written by hand: anything larger is something else. */
const MAX_BYTES = 1024 * 1024;
const BOM = '\uFEFF';

/** A file as it is on the disk. */
export interface Content {
  bytes: Buffer;
  /** Without a byte order mark. */
  text: string;
  /** Permission bits. */
  mode: number;
}

/** The file; null where there is none. Throws a {@link Misread} where it is nothing that may be edited. */
export function readContent(file: string): Content | null {
  try {
    const stat = lstatSync(file);
    if (stat.isSymbolicLink()) throw new Misread('symlink', file);
    if (!stat.isFile()) throw new Misread('notFile', file);
    if (stat.size > MAX_BYTES) throw new Misread('large', file);
    const bytes = readFileSync(file);
    return { bytes, text: textOf(bytes, file), mode: stat.mode & 0o777 };
  } catch (error) {
    if (error instanceof Misread) throw error;
    if (hasCode(error, 'ENOENT')) return null;
    throw new Misread('unreadable', file, { cause: error });
  }
}

function textOf(bytes: Buffer, file: string): string {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) throw new Misread('encoding', file);
  return text.startsWith(BOM) ? text.slice(1) : text;
}

/** An edited text as bytes, with the byte order mark that the file had. */
export function bytesOf(text: string, like: Content | null): Buffer {
  return Buffer.from((like?.bytes.toString('utf8', 0, 3) === BOM ? BOM : '') + text);
}

export function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** As {@link putWhole}, but throws a {@link Misread} where the file cannot be written. */
export function writeWhole(file: string, bytes: Buffer, mode: number): void {
  try {
    putWhole(file, bytes, mode);
  } catch (error) {
    throw new Misread('unwritable', file, { cause: error });
  }
}

/** Makes the folder of a file, for this user alone; the folders that were missing, the outermost first. */
export function makeFolderOf(file: string): string[] {
  const made: string[] = [];
  try {
    for (let folder = path.dirname(file); !isThere(folder); folder = path.dirname(folder))
      made.unshift(folder);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Misread('unwritable', file, { cause: error });
  }
  return made;
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}
