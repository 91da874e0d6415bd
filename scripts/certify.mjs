// `npm run certify [-- --dir DIR --only TOOLS --types TYPES --cases CASES …]`: runs real coding tools against the built
// program and prints what works; see docs/certification.md.
import { spawn } from 'node:child_process';
import { ROOT, SetupFailed, setUp } from './setup.mjs';

try {
  await setUp();
} catch (error) {
  if (!(error instanceof SetupFailed)) throw error;
  process.exit(error.exitCode);
}
const child = spawn(
  process.execPath,
  ['--import', 'tsx', 'tests/support/certify/run-certify.ts', ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
