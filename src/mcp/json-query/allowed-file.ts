import { closeSync, constants, fstatSync, openSync, realpathSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { QueryFailure, quoted, sizeText } from './failure.ts';

/** A file that may be read, open. */
export interface AllowedFile {
  fd: number;
  bytes: number;
  /** JSON Lines, by its name. */
  lines: boolean;
}

const MAX_PATH_CHARS = 4096;

function within(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return (
    relative === '' ||
    !(relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
  );
}

function realOrNull(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null;
  }
}

/** What the argument names, without a look at the disk: an absolute path, or one below a folder that is still to be found. */
function named(argument: string): string {
  if (argument.length > MAX_PATH_CHARS)
    throw new QueryFailure(`file_path has ${argument.length} characters; the most is ${MAX_PATH_CHARS}.`);
  if (argument.includes('\0'))
    throw new QueryFailure('file_path has a NUL character; give the path of a file.');
  if (/^file:/i.test(argument)) {
    try {
      return fileURLToPath(argument);
    } catch (error) {
      throw new QueryFailure(
        `file_path ${quoted(argument)} is no address of a local file; give an absolute path instead.`,
        { cause: error },
      );
    }
  }
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(argument))
    throw new QueryFailure(
      `file_path ${quoted(argument)} is an address; only local files can be read: give an absolute path.`,
    );
  if (argument === '~' || /^~[/\\]/.test(argument)) return path.join(homedir(), argument.slice(1));
  return argument;
}

/** The real path of the deepest part of a path that exists. */
function deepestReal(file: string): string | null {
  for (let part = file; ; ) {
    const real = realOrNull(part);
    if (real !== null) return real;
    const above = path.dirname(part);
    if (above === part) return null;
    part = above;
  }
}

function outside(argument: string, folders: readonly string[]): QueryFailure {
  const list = folders.map((folder) => quoted(folder)).join(', ');
  return new QueryFailure(
    `file_path ${quoted(argument)} is outside the folders that may be read (${list}), or a link leads out of them; name a file inside.`,
  );
}

interface Found {
  /** The path as it is asked for, absolute. */
  asked: string;
  /** The same without links. */
  real: string;
  /** The allowed folders without links. */
  folders: string[];
}

function find(argument: string, allowed: readonly string[]): Found {
  const folders = allowed.map(realOrNull).filter((folder) => folder !== null);
  if (folders.length === 0)
    throw new QueryFailure('None of the folders that may be read exists; the server needs another one.');
  const name = named(argument);
  const candidates = path.isAbsolute(name)
    ? [path.resolve(name)]
    : folders.map((folder) => path.resolve(folder, name));
  let inside = false;
  for (const asked of candidates) {
    const real = realOrNull(asked);
    if (real !== null && folders.some((folder) => within(folder, real))) return { asked, real, folders };
    // Of a path that leads out, nothing is said but that: not even whether there is a file.
    const deepest = real === null ? deepestReal(asked) : null;
    if (deepest !== null && folders.some((folder) => within(folder, deepest))) inside = true;
  }
  if (!inside) throw outside(argument, allowed);
  throw new QueryFailure(
    `There is no file ${quoted(argument)}${path.isAbsolute(name) ? '' : ' in the folders that may be read'}; check the spelling, or give an absolute path.`,
  );
}

const REASONS: Record<string, string> = {
  EACCES: 'it may not be read by this user',
  EPERM: 'it may not be read by this user',
  ELOOP: 'its links go round in a circle',
  ENXIO: 'it is no regular file',
  ENOENT: 'it has just gone',
};

function cannotOpen(argument: string, error: unknown): QueryFailure {
  const code = String((error as NodeJS.ErrnoException).code);
  return new QueryFailure(`The file ${quoted(argument)} cannot be opened: ${REASONS[code] ?? code}.`, {
    cause: error,
  });
}

const same = (a: Stats, b: Stats): boolean => a.dev === b.dev && a.ino === b.ino;

function check(
  argument: string,
  fd: number,
  { asked, folders }: Found,
  maxBytes: number,
  allowed: readonly string[],
) {
  const stats = fstatSync(fd);
  if (stats.isDirectory())
    throw new QueryFailure(`${quoted(argument)} is a folder; give the path of a JSON file in it.`);
  if (!stats.isFile())
    throw new QueryFailure(
      `${quoted(argument)} is no regular file (a device, pipe or socket); give a JSON file.`,
    );
  // Between looking and opening, a folder may have become a link: what is open must still be what the path leads to.
  const real = realOrNull(asked);
  const now = real === null ? undefined : statSync(real, { throwIfNoEntry: false });
  if (
    real === null ||
    now === undefined ||
    !folders.some((folder) => within(folder, real)) ||
    !same(stats, now)
  )
    throw outside(argument, allowed);
  if (stats.size > maxBytes)
    throw new QueryFailure(
      `The file has ${sizeText(stats.size)}; the most is ${sizeText(maxBytes)}. Split it, or query a smaller one.`,
    );
  return stats.size;
}

/**
 * Opens the file that `file_path` names: an absolute path, `~/…`, a `file://` address, or a path that is relative to one of
 * the allowed folders (the first that has it). Links are resolved in the path and in the folders before they are compared.
 * Throws a {@link QueryFailure}.
 */
export function openAllowed(argument: string, allowed: readonly string[], maxBytes: number): AllowedFile {
  const found = find(argument, allowed);
  let fd: number;
  try {
    // Not waiting for the other end of a pipe, and not following a link that came in the meantime.
    fd = openSync(found.real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    throw cannotOpen(argument, error);
  }
  try {
    const bytes = check(argument, fd, found, maxBytes, allowed);
    return { fd, bytes, lines: /\.(jsonl|ndjson)$/i.test(found.asked) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
