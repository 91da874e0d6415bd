import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { ConfigError } from './types.ts';

/** A configuration is written by hand: anything larger is a mistake. */
const MAX_BYTES = 1024 * 1024;

/** Where to look, and who says so. */
export interface Candidate {
  /** Absolute. */
  file: string;
  /** `flag --config`, `environment KIMI_PROXY_CONFIG`; null for a usual place, where the file may be absent. */
  namedBy: string | null;
}

/** A path as a person writes it: `~/` is the home folder, the rest relative to `base`. */
export function expandPath(path: string, base: string, home: string): string {
  if (path === '~') return home;
  return path.startsWith('~/') ? join(home, path.slice(2)) : resolve(base, path);
}

/** An XDG base folder; relative values are to be ignored (XDG Base Directory Specification). */
export function xdgFolder(value: string | undefined, fallback: string): string {
  return value !== undefined && isAbsolute(value) ? value : fallback;
}

/** The places to look for the file, in order: the one that is named, or else the usual ones. */
export function candidates(options: {
  flag: string | undefined;
  variable: { value: string; from: string } | null;
  xdgConfigHome: string | undefined;
  cwd: string;
  home: string;
}): Candidate[] {
  const { cwd, home } = options;
  const named =
    options.flag !== undefined ? { value: options.flag, from: 'flag --config' } : options.variable;
  if (named !== null) return [{ file: expandPath(named.value, cwd, home), namedBy: named.from }];
  const xdg = join(xdgFolder(options.xdgConfigHome, join(home, '.config')), 'kimi-proxy', 'config.toml');
  return [
    { file: resolve(cwd, 'config.toml'), namedBy: null },
    { file: xdg, namedBy: null },
  ];
}

/** A path below the working directory is shown from there. */
export function shownPath(file: string, cwd: string): string {
  const below = relative(cwd, file);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? file : below;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

/**
 * The first candidate that is there, with its text; null where none is. Throws a {@link ConfigError} where a
 * named file is missing (`ENOENT`), or a file cannot be read.
 */
export function readFirst(
  places: readonly Candidate[],
  cwd: string,
): { file: string; text: string; mode: number } | null {
  for (const { file, namedBy } of places) {
    const shown = shownPath(file, cwd);
    const refuse = (why: string) => new ConfigError(`${shown} ${why}`, { file });
    try {
      const stat = statSync(file);
      if (!stat.isFile()) throw refuse('is not a file');
      if (stat.size > MAX_BYTES) throw refuse('is larger than 1 MB: this is not a configuration file');
      return { file, text: readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), mode: stat.mode };
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      const code = errorCode(error);
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw refuse(`cannot be read (${code})`);
      if (namedBy !== null) {
        throw new ConfigError(`there is no file ${file} (${namedBy})`, { file, code: 'ENOENT' });
      }
    }
  }
  return null;
}
