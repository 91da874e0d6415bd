// What `npm start`, `npm test` and other scripts have in common: Node's version, the dependencies, the build.
// Plain Node, no dependencies: it runs before there are any, and on any Node, so that it can say what it needs.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const NODE_NEEDED = [20, 20];
const modules = path.join(ROOT, 'node_modules');
const dist = path.join(ROOT, 'dist');
const installStamp = path.join(modules, '.installed');
const buildStamp = path.join(dist, '.built');
const bundler = path.join(modules, 'esbuild', 'lib', 'main.js');
const lockFile = path.join(ROOT, 'package-lock.json');
const setupLock = path.join(modules, '.setup.lock');

const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
const french = /^fr(?![a-z])/i.test(locale);
const say = (english, inFrench) => process.stderr.write(`${french ? inFrench : english}\n`);

/** Thrown where the set-up cannot go on; what is to be said has been said. */
export class SetupFailed extends Error {
  constructor(exitCode) {
    super('set-up failed');
    this.exitCode = exitCode;
  }
}

/** Throws {@link SetupFailed}, after one sentence, where Node is too old. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor >= NODE_NEEDED[1])) return;
  const needed = NODE_NEEDED.join('.');
  say(
    `Kimi Proxy Dashboard needs Node ${needed} or later; this is Node ${version}. Install a newer one from https://nodejs.org.`,
    `Kimi Proxy Dashboard demande Node ${needed} ou plus récent ; celui-ci est Node ${version}. En installer un plus récent depuis https://nodejs.org.`,
  );
  throw new SetupFailed(1);
}

/** Installs and builds what is missing or out of date. Cheap (a few ms) where nothing is. */
export async function setUp() {
  checkNode();
  if (isInstalled() && isBuilt()) return;
  await alone(async () => {
    if (!isInstalled()) await install();
    if (!isBuilt()) await build();
  });
}

/** The same, but ends this process where it fails. */
export async function setUpOrExit() {
  try {
    await setUp();
  } catch (error) {
    if (!(error instanceof SetupFailed)) throw error;
    process.exit(error.exitCode);
  }
}

/**
 * Sets up what is missing, then runs a TypeScript file, by its path in the project, with this process's own arguments.
 * This process ends as that one does, and signals end both.
 */
export async function runSource(file) {
  await setUpOrExit();
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

/** By the lock file's hash at the last install; where npm was run by hand, by npm's own record of it. */
function isInstalled() {
  if (!existsSync(bundler)) return false;
  const stamp = readOrEmpty(installStamp);
  if (stamp !== '') return stamp === hashOfFile(lockFile);
  const npmRecord = path.join(modules, '.package-lock.json');
  return existsSync(npmRecord) && statSync(npmRecord).mtimeMs >= statSync(lockFile).mtimeMs;
}

async function install() {
  say('Installing dependencies…', 'Installation des dépendances…');
  const npm = process.env.npm_execpath;
  const options = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev'];
  if (npm?.endsWith('.js')) await run(process.execPath, [npm, ...options]);
  else await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', options);
  writeFileSync(installStamp, hashOfFile(lockFile));
}

function isBuilt() {
  return readOrEmpty(buildStamp) === sourcesHash();
}

/** Builds beside `dist` and puts it in its place whole: a program that starts meanwhile sees the old one or the new one. */
async function build() {
  say('Building…', 'Construction…');
  const hash = sourcesHash();
  const fresh = `${dist}.new-${process.pid}`;
  const old = `${dist}.old-${process.pid}`;
  try {
    await run(process.execPath, [path.join(ROOT, 'scripts', 'bundle.mjs'), fresh]);
    await run(process.execPath, [
      path.join(ROOT, 'scripts', 'vocabularies.mjs'),
      path.join(fresh, 'vocabularies'),
    ]);
    writeFileSync(path.join(fresh, '.built'), hash);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(fresh, dist);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

/** Path, size and time of each source and of what builds them: 2 ms for 200 files. */
function sourcesHash() {
  const hash = createHash('sha256');
  for (const name of ['tsconfig.json', 'package.json', 'package-lock.json']) {
    addStat(hash, path.join(ROOT, name));
  }
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(file);
      else addStat(hash, file);
    }
  };
  for (const folder of ['src', 'web']) walk(path.join(ROOT, folder));
  for (const name of [
    'bundle.mjs',
    'bundle-web.mjs',
    'lean-packages.mjs',
    'licenses.mjs',
    'vocabularies.mjs',
  ])
    addStat(hash, path.join(ROOT, 'scripts', name));
  return hash.digest('hex');
}

function addStat(hash, file) {
  const { size, mtimeMs } = statSync(file);
  hash.update(`${path.relative(ROOT, file)}\0${size}\0${mtimeMs}\n`);
}

function hashOfFile(file) {
  return createHash('sha256').update(readOrEmpty(file)).digest('hex');
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Of several set-ups at once one works, the others wait for it. A lock whose process is gone is taken over. */
async function alone(work) {
  mkdirSync(modules, { recursive: true });
  let told = false;
  for (;;) {
    try {
      writeFileSync(setupLock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readOrEmpty(setupLock));
    if (!isAlive(holder) && isOlderThan(setupLock, 1_000)) {
      const gone = `${setupLock}.${process.pid}`;
      try {
        renameSync(setupLock, gone);
        rmSync(gone, { force: true });
      } catch (error) {
        if (error.code !== 'ENOENT') throw error;
      }
      continue;
    }
    if (!told) say('Waiting for another set-up to end…', "Attente de la fin d'une autre installation…");
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return await work();
  } finally {
    rmSync(setupLock, { force: true });
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isOlderThan(file, ms) {
  try {
    return Date.now() - statSync(file).mtimeMs > ms;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Runs a program in the project's folder and waits for it; its output goes to standard error. Signals end it, too.
 * Throws {@link SetupFailed} where it fails.
 */
async function run(file, args) {
  const { spawn } = await import('node:child_process');
  const child = spawn(file, args, { cwd: ROOT, stdio: ['ignore', 2, 2], shell: file.endsWith('.cmd') });
  const pass = (signal) => child.kill(signal);
  process.on('SIGTERM', pass);
  process.on('SIGINT', pass);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status, signal) => resolve(status ?? 128 + constants.signals[signal]));
    });
    if (code !== 0) throw new SetupFailed(code);
  } finally {
    process.off('SIGTERM', pass);
    process.off('SIGINT', pass);
  }
}
