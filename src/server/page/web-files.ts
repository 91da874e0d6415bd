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

/** The files of a folder by name, with their bytes; none where it is not there. */
function filesIn(folder: string): Map<string, Buffer> {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(files.map(({ name }) => [name, readFileSync(path.join(folder, name))]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
}

/**
 * The page that `scripts/bundle-web.mjs` built into a folder. It is read whole, when it is first asked for, and kept (less
 * than 2 MB): a page that was opened goes on where the program is built anew meanwhile, and a name that is none of these
 * is none, whatever it looks like.
 */
export function openWebFiles(folder: URL): WebFiles {
  const root = fileURLToPath(folder);
  let read: { index: string | null; assets: Map<string, Buffer> } | null = null;
  const files = () => {
    read ??= {
      index: filesIn(root).get('index.html')?.toString('utf8') ?? null,
      assets: filesIn(path.join(root, 'assets')),
    };
    return read;
  };
  return {
    index: () => files().index,
    asset(name) {
      const { assets } = files();
      const type = TYPES[path.extname(name)];
      if (type === undefined || !assets.has(name)) return null;
      return { type, bytes: (coding) => assets.get(`${name}${ENDINGS[coding]}`) ?? null };
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
