import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';

/** A variable and who set it. */
export interface Variable {
  value: string;
  /** `environment NAME`, `.env NAME` */
  from: string;
  /** The `.env` file that holds it, or null for the process's own. */
  file: string | null;
}

/** Variables by name; one that is set but empty counts as not set. */
export type Environment = (name: string) => Variable | null;

/** `.env` files are a few lines; anything larger is not one. */
const MAX_BYTES = 1024 * 1024;

function readDotEnv(path: string): Record<string, string | undefined> {
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > MAX_BYTES) return {};
    return parseEnv(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    throw error;
  }
}

/**
 * The process's environment before the `.env` files of `folders`, the first folder first. Throws what the file
 * system throws where a `.env` is there and cannot be read.
 */
export function environment(
  env: Readonly<Record<string, string | undefined>>,
  folders: readonly string[],
): Environment {
  const known = new Map<string, Variable>();
  for (const [name, value] of Object.entries(env)) {
    if (value) known.set(name, { value, from: `environment ${name}`, file: null });
  }
  for (const file of new Set(folders.map((folder) => resolve(folder, '.env')))) {
    for (const [name, value] of Object.entries(readDotEnv(file))) {
      if (value && !known.has(name)) known.set(name, { value, from: `.env ${name}`, file });
    }
  }
  return (name) => known.get(name) ?? null;
}
