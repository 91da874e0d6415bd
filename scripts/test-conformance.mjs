// `npm run test:conformance [-- --dir DIR --suite VERSIONS --spec VERSIONS --only PARTS --reference URL]`: runs the
// official MCP conformance suite against the built program's gateway and client; see docs/conformance.md.
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
  ['--import', 'tsx', 'tests/support/conformance/run-conformance.ts', ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
