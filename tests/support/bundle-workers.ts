import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.join(import.meta.dirname, '..', '..');
const WORKERS = {
  store: 'src/storage/host/worker.ts',
  tokens: 'src/tokens/worker.ts',
  'json-query': 'src/mcp/json-query/worker.ts',
};

/**
 * Before the tests: the threads of a program that runs from source, bundled once. Each program has three of them, and to
 * load their sources one by one takes each a second.
 */
export default async function bundleWorkers(): Promise<() => void> {
  // Within the checkout, so that packages are found from there.
  const parent = path.join(ROOT, 'node_modules', '.cache');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, 'kimi-proxy-workers-'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: WORKERS,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
  });
  process.env.KIMI_PROXY_SOURCE_WORKERS = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
