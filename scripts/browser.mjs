// The browser that the tests of the page drive: the system's Chromium. Only installed where tests need it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './setup.mjs';

const CHROMIUM = '/usr/bin/chromium';

/** Installs Debian's Chromium where a test imports playwright, there is none, and this user may. Else says what is missing. */
export function ensureBrowser() {
  if (!browserIsNeeded() || existsSync(process.env.CHROMIUM_PATH ?? CHROMIUM)) return;
  if (process.platform === 'linux' && process.getuid() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium for the tests of the page…');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-q'], options);
    spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], options);
  }
  if (!existsSync(CHROMIUM)) {
    console.error(`The tests of the page need Chromium at ${CHROMIUM}, or its path in CHROMIUM_PATH.`);
  }
}

function browserIsNeeded() {
  const folder = path.join(ROOT, 'tests', 'e2e');
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .some((name) => readFileSync(path.join(folder, name), 'utf8').includes('playwright'));
}
