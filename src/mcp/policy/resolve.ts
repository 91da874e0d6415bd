import type { BigIntStats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import path from 'node:path';

/** As many as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40;

/** A folder that tools may touch: where it really is, and who it is to the file system. */
export interface AllowedFolder {
  real: string;
  id: string | null;
}

/** Where a path really leads, and through which links (where these are); or why nobody can tell. */
export type Place = { real: string; links: string[]; unknown: null } | { real: null; unknown: string };

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Null: nothing is there. */
async function look(file: string): Promise<BigIntStats | null | 'hidden'> {
  try {
    return await lstat(file, { bigint: true });
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : 'hidden';
  }
}

/** What is below `/proc` means something else to each process (`/proc/self/cwd`, `/proc/self/root`). */
function isMagic(file: string): boolean {
  return file === '/proc' || file.startsWith('/proc/');
}

function segmentsOf(text: string): string[] {
  return text
    .split(process.platform === 'win32' ? /[\\/]+/ : /\/+/)
    .filter((part) => part !== '' && part !== '.');
}

/**
 * Follows an absolute path as the kernel does, part by part: links are followed where they stand, so that
 * `link/..` is the parent of what the link leads to. What is not there yet is taken by its name; a link to nothing
 * leads where writing through it would create something. Only looks (`lstat`, `readlink`): opens nothing.
 */
export async function followPath(absolute: string): Promise<Place> {
  const root = path.parse(absolute).root;
  const rest = segmentsOf(absolute.slice(root.length));
  let at = root;
  const links: string[] = [];
  let there = true;
  while (rest.length > 0) {
    const name = rest.shift() as string;
    if (name === '..') {
      at = path.dirname(at);
      there = true;
      continue;
    }
    // Not path.join: it reads all of a long path again, part by part.
    const next = at.endsWith(path.sep) ? at + name : at + path.sep + name;
    if (isMagic(next)) return { real: null, unknown: 'leads through /proc' };
    const stats = there ? await look(next) : null;
    if (stats === 'hidden') return { real: null, unknown: 'cannot be looked at' };
    if (stats === null) there = false;
    else if (stats.isSymbolicLink()) {
      links.push(next);
      if (links.length > MOST_LINKS) return { real: null, unknown: 'is a loop of links' };
      let target: string;
      try {
        target = await readlink(next);
      } catch {
        return { real: null, unknown: 'cannot be looked at' };
      }
      const targetRoot = path.parse(target).root;
      rest.unshift(...segmentsOf(target.slice(targetRoot.length)));
      if (targetRoot !== '') at = path.resolve(targetRoot);
      continue;
    }
    at = next;
  }
  return { real: at, links, unknown: null };
}

function below(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

async function idOf(file: string): Promise<string | null> {
  const stats = await look(file);
  return stats === null || stats === 'hidden' ? null : `${stats.dev}:${stats.ino}`;
}

/** The folders where they really are; one that cannot be looked at allows nothing. */
export async function allowedFolders(folders: readonly string[]): Promise<AllowedFolder[]> {
  const found: AllowedFolder[] = [];
  for (const folder of folders) {
    const place = await followPath(path.resolve(folder));
    if (place.real !== null) found.push({ real: place.real, id: await idOf(place.real) });
  }
  return found;
}

/** Whether a path leads through a link that is within an allowed folder, where tools may put another. */
export function hasLinkWithin({ links }: { links: string[] }, allowed: readonly AllowedFolder[]): boolean {
  return links.some((link) => allowed.some((folder) => below(folder.real, link)));
}

/** Whether a path, as {@link followPath} gives it, is an allowed folder itself. */
export async function isFolderItself(real: string, allowed: readonly AllowedFolder[]): Promise<boolean> {
  if (allowed.some((folder) => folder.real === real)) return true;
  const id = await idOf(real);
  return id !== null && allowed.some((folder) => folder.id === id);
}

/**
 * Whether a path, as {@link followPath} gives it, is within an allowed folder: by its name, or by what the file
 * system says that the folders above it are (names that differ in case may be the same folder).
 */
export async function isWithin(real: string, allowed: readonly AllowedFolder[]): Promise<boolean> {
  if (allowed.some((folder) => below(folder.real, real))) return true;
  for (let at = real; ; at = path.dirname(at)) {
    const id = await idOf(at);
    if (id !== null && allowed.some((folder) => folder.id === id)) return true;
    if (at === path.dirname(at)) return false;
  }
}
