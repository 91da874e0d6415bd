// `npm run test:crash [-- COUNT [SEED]]`: kills the built program under load with SIGKILL, 1,000 times where COUNT
// does not say otherwise, and checks after each start that nothing was lost.
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
  ['--import', 'tsx', 'tests/support/crash/run-crash.ts', ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
