// `npm test [-- unit|integration|e2e|file…]`: sets up what is missing, runs the tests, and ends with a line
// `N passed, N failed`. Unit and integration tests must reach 90 % of the lines of src/.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ROOT, SetupFailed, setUp } from './setup.mjs';

const LINES_PERCENT = 90;
const LAYERS = ['unit', 'integration', 'e2e'];
const asked = process.argv.slice(2);
const layers = asked.filter((word) => LAYERS.includes(word));
const filters = asked.filter((word) => !LAYERS.includes(word));
const all = asked.length === 0;
const chosen = (layers.length > 0 ? layers : LAYERS).filter(hasTests);

const scratch = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-tests-'));
let passed = 0;
let failed = 0;
try {
  await setUp();
  if (chosen.includes('e2e')) ensureBrowser();
  const inProcess = chosen.filter((layer) => layer !== 'e2e');
  if (inProcess.length > 0) {
    const coverage = all ? ['--coverage', `--coverage.thresholds.lines=${LINES_PERCENT}`] : [];
    await vitest(inProcess, coverage);
  }
  if (chosen.includes('e2e')) await vitest(['e2e', 'page'], []);
} catch (error) {
  if (!(error instanceof SetupFailed)) console.error(error);
  failed += 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function hasTests(layer) {
  const folder = path.join(ROOT, 'tests', layer);
  return (
    existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => name.endsWith('.test.ts'))
  );
}

/** Runs layers and adds to the totals. What fails outside a test (a file that does not load, coverage) counts as one failure. */
async function vitest(projects, options) {
  console.log(`\n== ${projects.join(', ')}`);
  const report = path.join(scratch, `${projects.join('-')}.json`);
  const code = await run([
    path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(filters.length > 0 ? ['--passWithNoTests'] : []),
    ...options,
    ...filters,
  ]);
  let failures = 0;
  if (existsSync(report)) {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    passed += result.numPassedTests;
    const withoutTests = result.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    );
    failures = result.numFailedTests + withoutTests.length;
  }
  failed += code !== 0 && failures === 0 ? 1 : failures;
}

function run(args) {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  const pass = (signal) => child.kill(signal);
  process.on('SIGTERM', pass);
  process.on('SIGINT', pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? 128 + constants.signals[signal]));
  });
}
