// Bundles the program: `node scripts/bundle.mjs FOLDER`. Types are not looked at here (`npm run typecheck` does).
//
//   main.js                      the command
//   program.js                   what serves
//   NAME-HASH.js                 what they share, and what is loaded only when it is asked for
//   storage/host/worker.js, …    each thread (`src/**/worker.ts`) in one file, at the place that it has in src/
//   web/                         the page: bundle-web.mjs
//   LICENSES.txt                 of the packages that are in these files; those of the vocabularies come behind them
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { bundleWeb } from './bundle-web.mjs';
import { leanPackages, NOT_BUNDLED } from './lean-packages.mjs';
import { licensesOf, packageOf } from './licenses.mjs';
import { ROOT } from './setup.mjs';

const SOURCES = path.join(ROOT, 'src');
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Which folder?');

/** A thread's file is named beside the file that starts it; that file's code is in one at the top of the folder. */
const threads = {
  name: 'threads',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      if (!file.startsWith(SOURCES) || !text.includes("URL('./worker.js', import.meta.url)")) return;
      const place = path.relative(SOURCES, path.dirname(file)).replaceAll(path.sep, '/');
      return { contents: text.replaceAll("'./worker.js'", `'./${place}/worker.js'`), loader: 'ts' };
    });
  },
};

const options = {
  absWorkingDir: ROOT,
  outbase: 'src',
  outdir: folder,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.20',
  external: NOT_BUNDLED,
  // Packages in CommonJS ask for Node's own modules this way.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  // Less to read at each start. Names stay, and lines stay short, so that a stack can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  legalComments: 'none',
  metafile: true,
};

const workers = readdirSync(SOURCES, { recursive: true })
  .filter((name) => path.basename(name) === 'worker.ts')
  .map((name) => path.join(SOURCES, name));

try {
  const [inWeb, ...results] = await Promise.all([
    bundleWeb(folder),
    esbuild.build({
      ...options,
      entryPoints: ['src/main.ts', 'src/program.ts'],
      splitting: true,
      chunkNames: '[name]-[hash]',
      plugins: [leanPackages, threads],
    }),
    esbuild.build({ ...options, entryPoints: workers, plugins: [leanPackages] }),
  ]);
  const inputs = results.flatMap((result) => Object.keys(result.metafile.inputs));
  const packages = inputs.map(packageOf).filter((name) => name !== null);
  writeFileSync(path.join(folder, 'LICENSES.txt'), licensesOf([...packages, ...inWeb]));
} catch (error) {
  // What is wrong was said by esbuild.
  if (error.errors === undefined) throw error;
  process.exitCode = 1;
}
