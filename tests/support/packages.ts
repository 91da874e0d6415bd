import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** The Node that other programs run on where ours is older than they need, from `node-PLATFORM-ARCH`. */
const NODE = { needed: [22, 19], version: '22.23.3' } as const;
/** The most that one installation may take. */
const INSTALL_LIMIT_MS = 15 * 60_000;

/** A folder of that name in the system's folder for what can be fetched again. */
export function cacheFolder(name: string): string {
  const caches =
    process.env.XDG_CACHE_HOME ||
    (process.platform === 'darwin'
      ? path.join(homedir(), 'Library', 'Caches')
      : process.platform === 'win32'
        ? (process.env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'))
        : path.join(homedir(), '.cache'));
  return path.join(caches, name);
}

async function installedVersion(folder: string, name: string): Promise<string | null> {
  const manifest = path.join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(manifest)) return null;
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version;
}

/** Installs a package from npm at one version into a folder of its own, unless it is there. */
export async function installPackage(folder: string, name: string, version: string): Promise<void> {
  if ((await installedVersion(folder, name)) === version) return;
  console.log(`Installing ${name}@${version} into ${folder}`);
  await mkdir(folder, { recursive: true });
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) await writeFile(manifest, '{"private":true}\n');
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--save-exact',
    `${name}@${version}`,
  ];
  const npm = spawn('npm', args, {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: INSTALL_LIMIT_MS,
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    npm.once('error', reject);
    npm.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`npm could not install ${name}@${version} (exit code ${code})`);
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [neededMajor, neededMinor] = NODE.needed;
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

/** The folder of a `node` that other programs run on: ours, or one that is installed from npm. */
export async function nodeFolder(folder: string): Promise<string> {
  if (isNewEnough(process.version)) return path.dirname(process.execPath);
  const name = `node-${process.platform}-${process.arch}`;
  const place = path.join(folder, 'node22');
  await installPackage(place, name, NODE.version);
  return path.join(place, 'node_modules', name, 'bin');
}
