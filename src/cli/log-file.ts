import {
  closeSync,
  copyFileSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { errorCode } from './messages/index.ts';

/** A log may grow to this many bytes … */
export const LOG_MAX_BYTES = 10 * 1024 * 1024;
/** … and this many older ones are kept beside it (`.1` is the youngest). */
export const LOG_KEPT = 3;

/** Opens the log for appending, for this user alone; the descriptor is for a child's output. */
export function openLog(path: string): number {
  return openSync(path, 'a', 0o600);
}

/**
 * Moves a log that has grown too large aside: copied and emptied, because the program (and its threads) hold it
 * open for appending. True where it did.
 */
export function rotateLog(path: string, maxBytes: number = LOG_MAX_BYTES, kept: number = LOG_KEPT): boolean {
  if (sizeOf(path) <= maxBytes) return false;
  rmSync(`${path}.${kept}`, { force: true });
  for (let age = kept - 1; age >= 1; age--) {
    if (sizeOf(`${path}.${age}`) >= 0) renameSync(`${path}.${age}`, `${path}.${age + 1}`);
  }
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
  return true;
}

/** Bytes of a file; -1 where there is none. */
export function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return -1;
    throw error;
  }
}

/** The bytes from `from` up to `to`. */
export function readRange(path: string, from: number, to: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(to - from);
    const got = readSync(file, bytes, 0, bytes.length, from);
    return bytes.subarray(0, got);
  } finally {
    closeSync(file);
  }
}

const STEP = 64 * 1024;
const NEWLINE = 10;

/** The last lines of a file, read from its end; `end` is where it ended then. */
export function lastLines(path: string, lines: number): { bytes: Buffer; end: number } {
  const end = sizeOf(path);
  let from = end;
  let bytes: Buffer = Buffer.alloc(0);
  while (from > 0) {
    const next = Math.max(0, from - STEP);
    bytes = Buffer.concat([readRange(path, next, from), bytes]);
    from = next;
    const start = startOfLast(bytes, lines);
    if (start !== null) return { bytes: bytes.subarray(start), end };
  }
  return { bytes: lines === 0 ? Buffer.alloc(0) : bytes, end };
}

/** Where the last `lines` lines begin; null where there are not as many. A newline at the very end closes the last line. */
function startOfLast(bytes: Buffer, lines: number): number | null {
  if (lines === 0) return bytes.length;
  let seen = 0;
  for (let at = bytes.length - 2; at >= 0; at--) {
    if (bytes[at] === NEWLINE) seen += 1;
    if (seen === lines) return at + 1;
  }
  return null;
}
