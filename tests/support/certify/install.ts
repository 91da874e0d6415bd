import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Tool } from './tool.ts';
import { NODE, VERSIONS } from './versions.ts';

/** Where the tools are kept where nothing else is said: the system's folder for what can be fetched again. */
export function defaultFolder(): string {
  const caches =
    process.env.XDG_CACHE_HOME ||
    (process.platform === 'darwin'
      ? path.join(homedir(), 'Library', 'Caches')
      : process.platform === 'win32'
        ? (process.env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'))
        : path.join(homedir(), '.cache'));
  return path.join(caches, 'kimi-proxy-certify');
}

async function installedVersion(folder: string, name: string): Promise<string | null> {
  const manifest = path.join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(manifest)) return null;
  return (JSON.parse(await readFile(manifest, 'utf8')) as { version: string }).version;
}

/** Installs a package at one version into a folder of its own, unless it is there. */
async function install(folder: string, name: string, version: string): Promise<void> {
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
  const npm = spawn('npm', args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
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

/** The folder of a `node` that every tool runs on: ours, or one that is installed from npm. */
export async function nodeFolder(folder: string): Promise<string> {
  if (isNewEnough(process.version)) return path.dirname(process.execPath);
  const name = `node-${process.platform}-${process.arch}`;
  const place = path.join(folder, 'node22');
  await install(place, name, NODE.version);
  return path.join(place, 'node_modules', name, 'bin');
}

/** Installs a tool unless it is there; gives the folder that holds its `node_modules`. */
export async function installTool(folder: string, tool: Tool): Promise<string> {
  const version = VERSIONS[tool.package];
  if (version === undefined) throw new Error(`${tool.package} has no version in versions.ts`);
  const place = path.join(folder, tool.name);
  await install(place, tool.package, version);
  return place;
}
