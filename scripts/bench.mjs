// Runs the benchmark: load generator and upstream on core 1, each contender alone on core 0, where that is possible.
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pinned = availableParallelism() > 1 && spawnSync('taskset', ['-c', '1', 'true']).status === 0;
const args = ['--import', 'tsx', 'bench/main.ts', '--root', root, ...process.argv.slice(2)];
const [command, ...rest] = pinned
  ? ['taskset', '-c', '1', process.execPath, ...args, '--pinned']
  : [process.execPath, ...args];

const child = spawn(command, rest, { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
