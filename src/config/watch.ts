import { type FSWatcher, readFileSync, realpathSync, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type LoadOptions, loadConfig, searchedFiles } from './load.ts';
import { type Config, ConfigError } from './types.ts';

export interface WatchOptions extends LoadOptions {
  /** Milliseconds from a change until it is read, 100 by default: editors write in several steps. */
  settleMs?: number | undefined;
  /** Milliseconds between looks at what cannot be watched (a folder that is not there yet), 5,000 by default. */
  pollMs?: number | undefined;
}

export interface WatchHandlers {
  /** The files say something else now. */
  onConfig(config: Config): void;
  /** What they say now cannot be used: the old configuration stays. */
  onError(error: ConfigError): void;
}

export interface ConfigWatch {
  /** Stops watching; nobody is called any more. */
  close(): void;
}

const SETTLE_MS = 100;
/** How often a file that is gone or empty is looked at again before that is believed. */
const PATIENCE = 5;
const POLL_MS = 5000;

type Snapshot = ReadonlyMap<string, string | null>;

/** What a file holds; its size and time where it is no configuration; null where it is not there. */
function content(file: string): string | null {
  try {
    const stat = statSync(file);
    if (!stat.isFile() || stat.size > 1024 * 1024) return `${stat.size} ${stat.mtimeMs}`;
    return readFileSync(file, 'utf8');
  } catch {
    // Gone or not readable: loading it says which.
    return null;
  }
}

/** The folders in which a change to a file shows, links followed. */
function foldersOf(file: string): string[] {
  try {
    return [dirname(file), dirname(realpathSync(file))];
  } catch {
    // Not there yet; it may come.
    return [dirname(file)];
  }
}

function load(options: LoadOptions): Config | ConfigError {
  try {
    return loadConfig(options);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    return new ConfigError(error instanceof Error ? error.message : String(error));
  }
}

function snapshot(options: LoadOptions, last: Snapshot): Snapshot {
  try {
    return new Map(searchedFiles(options).map((file) => [file, content(file)]));
  } catch {
    // A `.env` that cannot be read; what can be seen are the files known so far.
    return new Map([...last.keys()].map((file) => [file, content(file)]));
  }
}

/** A configuration without the lines at which things stand. */
function meaning(config: Config): Omit<Config, 'origins'> {
  const { origins: _, ...rest } = config;
  return rest;
}

/** Whether a file that said something is gone or empty now, as while an editor writes it. */
function unfinished(before: Snapshot, now: Snapshot): boolean {
  return [...before].some(([file, text]) => text?.trim() && !now.get(file)?.trim());
}

/**
 * Watches the files that a configuration is made of: the configuration file, or the places where one may
 * appear, and the `.env` files. When what they say changes, `onConfig` gets the new configuration, or `onError`
 * why the old one has to stay; after an error `onConfig` hears of the repair even where nothing else changed.
 * Files that are replaced and links that are moved are seen; a file that is half written is waited for.
 *
 * @param config what is in use, as {@link loadConfig} gave it with the same options
 */
export function watchConfig(config: Config, options: WatchOptions, handlers: WatchHandlers): ConfigWatch {
  const watchers = new Map<string, FSWatcher>();
  let inUse = config;
  /** What is wrong with the files now, as it was told. */
  let failed: string | null = null;
  let known: Snapshot = new Map();
  let patience = PATIENCE;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;

  const schedule = (): void => {
    if (!closed) timer ??= setTimeout(look, options.settleMs ?? SETTLE_MS).unref();
  };

  const forget = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };

  const follow = (): void => {
    const folders = new Set([...known.keys()].flatMap(foldersOf));
    for (const folder of watchers.keys()) if (!folders.has(folder)) forget(folder);
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, schedule);
        watcher.on('error', () => forget(folder));
        watchers.set(folder, watcher);
      } catch {
        // Not there, or no watches left: looked at every few seconds instead.
        poll ??= setInterval(schedule, options.pollMs ?? POLL_MS).unref();
      }
    }
  };

  const deliver = (change: Config | ConfigError, before: Config): void => {
    if (change instanceof ConfigError) {
      const told = failed === change.message;
      failed = change.message;
      if (!told) handlers.onError(change);
      return;
    }
    const news = failed !== null || !isDeepStrictEqual(meaning(change), meaning(before));
    failed = null;
    inUse = change;
    if (news) handlers.onConfig(change);
  };

  function look(): void {
    timer = undefined;
    if (closed) return;
    const now = snapshot(options, known);
    // Some errors do not show in what the files hold: a link in a circle, a file that may not be read.
    if (failed === null && isDeepStrictEqual(now, known)) {
      patience = PATIENCE;
      return;
    }
    if (patience > 0 && unfinished(known, now)) {
      patience--;
      schedule();
      return;
    }
    patience = PATIENCE;
    known = now;
    follow();
    deliver(load(options), inUse);
  }

  known = snapshot(options, known);
  follow();
  // What changed between loading and watching; a flag may have set another log level than the files do.
  const now = load(options);
  const before = now instanceof ConfigError ? config : { ...config, logLevel: now.logLevel };
  const caughtUp = setImmediate(() => deliver(now, before));
  return {
    close() {
      closed = true;
      clearImmediate(caughtUp);
      clearTimeout(timer);
      clearInterval(poll);
      for (const folder of watchers.keys()) forget(folder);
    },
  };
}
