import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type AllowedFolder, followPath, isWithin } from './resolve.ts';

const MOST_ENTRIES = 20_000;
const LONGEST_MS = 2000;
/** What a list of names for `tar -T` has another meaning for: it unquotes (`\056` is a dot) and reads line by line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const SPECIAL = /[\u0000-\u001f\u007f\\]/;

export interface WalkOptions {
  allowed: readonly AllowedFolder[];
  /** When the call must be decided, by `performance.now()`. */
  until: number;
  /** Levels below the folder that the tool goes into. */
  depth: number;
  /** `outward`: links that lead outside; `links`: any; `names`: those with line breaks, backslashes and the like. */
  looksFor: 'outward' | 'links' | 'names';
}

/**
 * What is wrong in a folder that a tool goes through: a link that leads outside, or a name that would be taken for
 * something else; or that there is too much in it to be sure (20,000 entries, 2 s). Links that lead to other folders
 * inside are gone into as well. Null: nothing, or it is no folder.
 */
export async function problemWithin(folder: string, options: WalkOptions): Promise<string | null> {
  const until = Math.min(options.until, performance.now() + LONGEST_MS);
  const queue = [{ folder, depth: 0 }];
  /** At which depth each was gone into: again only from nearer. */
  const seen = new Map<string, number>([[folder, 0]]);
  let entries = 0;
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const inside = await readdir(next.folder, { withFileTypes: true }).catch(() => []);
    for (const entry of inside) {
      entries += 1;
      if (entries > MOST_ENTRIES || performance.now() > until)
        return `has too much in it to be sure of its ${options.looksFor === 'names' ? 'names' : 'links'}: name a smaller folder`;
      const file = path.join(next.folder, entry.name);
      if (options.looksFor === 'names' && SPECIAL.test(entry.name))
        return `has a name with control characters or backslashes in it: ${JSON.stringify(entry.name.slice(0, 80))}`;
      let real = file;
      if (entry.isSymbolicLink()) {
        if (options.looksFor === 'names') continue;
        const shown = path.relative(folder, file).slice(0, 200);
        if (options.looksFor === 'links')
          return `has a link in it (${shown}) that may be somewhere else by the time that it is followed: name a folder without links, or make each operation a call of its own`;
        const place = await followPath(file);
        if (place.real === null || !(await isWithin(place.real, options.allowed)))
          return `has a link in it that leads outside (${shown}), and the tool may follow it: name a folder without it`;
        real = place.real;
      } else if (!entry.isDirectory()) continue;
      const depth = next.depth + 1;
      if (depth <= options.depth && (seen.get(real) ?? Number.POSITIVE_INFINITY) > depth) {
        seen.set(real, depth);
        queue.push({ folder: real, depth });
      }
    }
  }
  return null;
}
