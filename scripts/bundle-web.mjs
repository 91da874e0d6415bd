// Builds the page into FOLDER/web: index.html, and assets with names that change with their contents, each also
// compressed (`.br`, `.gz`), so that nothing is compressed while it is served.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { packageOf } from './licenses.mjs';
import { ROOT } from './setup.mjs';

/** Smaller files do not get smaller. */
const LEAST_COMPRESSED = 512;

/** Builds into the folder and says which packages are in it (`node_modules/NAME`). */
export async function bundleWeb(folder) {
  const packages = new Set();
  const web = path.join(path.resolve(ROOT, folder), 'web');
  await build({
    configFile: path.join(ROOT, 'web', 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: web, emptyOutDir: true },
    plugins: [
      {
        name: 'packages',
        generateBundle(_options, bundle) {
          for (const chunk of Object.values(bundle)) {
            for (const module of chunk.type === 'chunk' ? Object.keys(chunk.modules) : []) {
              const found = packageOf(module);
              if (found !== null) packages.add(path.relative(ROOT, found));
            }
          }
        },
      },
    ],
  });
  for (const name of readdirSync(path.join(web, 'assets'))) compress(path.join(web, 'assets', name));
  return [...packages];
}

function compress(file) {
  const bytes = readFileSync(file);
  if (bytes.length < LEAST_COMPRESSED) return;
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
  );
}
