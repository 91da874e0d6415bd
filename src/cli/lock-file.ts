import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { errorCode } from './messages/index.ts';
import { isSameProcess, type ProcessMark } from './process-mark.ts';

/** Who holds a data folder. */
export interface LockRecord extends ProcessMark {
  /** Random; tells one taking of the lock from another. */
  token: string;
  /** Where the program answers; null until it does. */
  url: string | null;
  version: string;
  /** ISO 8601. */
  startedAt: string;
}

export interface HeldLock {
  readonly record: LockRecord;
  /** Says where the program answers, for the other commands. */
  announce(url: string): void;
  /** Gives the folder free. */
  release(): void;
}

export type LockResult = { held: HeldLock } | { holder: LockRecord };

/** An unreadable lock file may be in the making on a file system without hard links: this long (ms). */
const HALF_WRITTEN_MS = 3_000;
const ATTEMPTS = 200;

/** Reads who holds the lock, dead or alive; null where nobody does. */
export function readLock(path: string): LockRecord | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
  return parse(text) ?? unreadable(path);
}

/** Who holds the lock and lives; null where nobody does. */
export function liveHolder(path: string): LockRecord | null {
  const record = readLock(path);
  return record !== null && isAlive(record) ? record : null;
}

/**
 * Takes the lock, or says who has it. Of any number of processes that try at once one gets it: the file comes
 * into being whole (hard link, which fails where there is one), and a lock whose holder is gone is replaced
 * only by who holds the lock *on that very lock* (`<path>.<token>`), which is taken in the same way.
 * Rejects with the file system's error where the folder cannot be written to.
 */
export function takeLock(
  path: string,
  mark: ProcessMark,
  about: { version: string; at: string },
): LockResult {
  const record: LockRecord = {
    pid: mark.pid,
    startTime: mark.startTime,
    token: randomBytes(8).toString('hex'),
    url: null,
    version: about.version,
    startedAt: about.at,
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (create(path, record)) return { held: holding(path, record) };
    const found = readLock(path);
    if (found === null) continue;
    if (isAlive(found)) return { holder: found };
    const guard = takeLock(`${path}.${found.token}`, mark, about);
    if ('holder' in guard) return { holder: guard.holder };
    try {
      if (readLock(path)?.token !== found.token) continue;
      replace(path, record);
      return { held: holding(path, record) };
    } finally {
      guard.held.release();
    }
  }
  throw new Error(`The lock ${path} changes hands all the time.`);
}

function holding(path: string, first: LockRecord): HeldLock {
  let record = first;
  return {
    get record() {
      return record;
    },
    announce(url) {
      record = { ...record, url };
      replace(path, record);
    },
    release() {
      if (readLock(path)?.token === record.token) rmSync(path, { force: true });
    },
  };
}

function create(path: string, record: LockRecord): boolean {
  const draft = `${path}.${record.token}.draft`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    return createWithoutLinks(path, record);
  } finally {
    rmSync(draft, { force: true });
  }
}

function createWithoutLinks(path: string, record: LockRecord): boolean {
  try {
    writeFileSync(path, JSON.stringify(record), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function replace(path: string, record: LockRecord): void {
  const draft = `${path}.${record.token}.draft`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  renameSync(draft, path);
}

function isAlive(record: LockRecord): boolean {
  return record.pid > 0 && isSameProcess(record);
}

function parse(text: string): LockRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { pid, startTime, token, url, version, startedAt } = value as Record<string, unknown>;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
  if (typeof token !== 'string' || !/^[0-9a-f]{16}$/.test(token)) return null;
  return {
    pid,
    token,
    startTime: typeof startTime === 'string' ? startTime : null,
    url: typeof url === 'string' ? url : null,
    version: typeof version === 'string' ? version : '',
    startedAt: typeof startedAt === 'string' ? startedAt : '',
  };
}

/** A file that is no lock: nobody's, once it is too old to be one that is being written. */
function unreadable(path: string): LockRecord | null {
  let age: number;
  try {
    age = Date.now() - statSync(path).mtimeMs;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const pid = age > HALF_WRITTEN_MS ? 0 : process.pid;
  return { pid, startTime: null, token: 'unreadable', url: null, version: '', startedAt: '' };
}
