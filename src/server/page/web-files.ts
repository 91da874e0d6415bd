import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a file may be sent; `plain` is how it is. */
export type Coding = 'br' | 'gzip' | 'plain';

/** A file of the page. Its name changes with its contents. */
export interface WebFile {
  type: string;
  /** Its bytes in a coding; null where it is not kept in it. */
  bytes(coding: Coding): Buffer | null;
}

/** The built page. */
export interface WebFiles {
  /** `index.html` as it was built; null where the page was not built. */
  index(): string | null;
  /** Null for a name that is none of its files. */
  asset(name: string): WebFile | null;
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const ENDINGS: Record<Coding, string> = { br: '.br', gzip: '.gz', plain: '' };

function namesIn(folder: string): Set<string> {
  try {
    return new Set(readdirSync(folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set();
    throw error;
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * The page that `scripts/bundle-web.mjs` built into a folder. What is in the folder is read once, when it is first asked
 * for, and kept: a name that was not there then is none, whatever it looks like.
 */
export function openWebFiles(folder: URL): WebFiles {
  const root = fileURLToPath(folder);
  const assets = path.join(root, 'assets');
  const names = once(() => namesIn(assets));
  const read = new Map<string, Buffer>();
  const bytesOf = (name: string): Buffer | null => {
    if (!names().has(name)) return null;
    let bytes = read.get(name);
    if (bytes === undefined) {
      bytes = readFileSync(path.join(assets, name));
      read.set(name, bytes);
    }
    return bytes;
  };
  return {
    index: once(() =>
      namesIn(root).has('index.html') ? readFileSync(path.join(root, 'index.html'), 'utf8') : null,
    ),
    asset(name) {
      const type = TYPES[path.extname(name)];
      if (type === undefined || !names().has(name)) return null;
      return { type, bytes: (coding) => bytesOf(`${name}${ENDINGS[coding]}`) };
    },
  };
}

/** The smallest coding that a client takes (`Accept-Encoding`); `;q=0` refuses one. */
export function chooseCoding(accepted: string | undefined): Coding {
  const offered = (accepted ?? '').split(',').map((part) =>
    part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/),
  );
  const takes = (name: string): boolean =>
    offered.some(
      ([coding, ...parameters]) => coding === name && !parameters.some((one) => /^q=0(?:\.0*)?$/.test(one)),
    );
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : 'plain';
}
