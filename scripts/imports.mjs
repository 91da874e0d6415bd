// `npm run imports`: who may import whom (.dependency-cruiser.cjs). Fails, too, where nothing was looked at:
// with a TypeScript that it does not know, dependency-cruiser finds no module and calls that a success.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './setup.mjs';

const folders = ['src', 'web', 'tests', 'bench'].filter((folder) => existsSync(path.join(ROOT, folder)));
const { stdout, stderr, status } = spawnSync(
  process.execPath,
  [
    path.join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    ...['--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
    ...folders,
  ],
  { cwd: ROOT, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
);

if (!stdout.startsWith('{')) {
  console.error(stderr || stdout || `dependency-cruiser ended with ${status}`);
  process.exit(1);
}
const { modules, summary } = JSON.parse(stdout);
const own = modules.filter((module) => /^(src|web|tests|bench)\/.*\.tsx?$/.test(module.source)).length;
for (const { rule, from, to } of summary.violations)
  console.error(`${rule.severity} ${rule.name}: ${from} → ${to}`);
console.log(`${own} modules, ${summary.totalDependenciesCruised} imports, ${summary.error} forbidden`);
if (own === 0) console.error('No module was looked at: the import rules have not been checked.');
process.exit(own === 0 || summary.error > 0 ? 1 : 0);
