import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Vocabulary } from '../../src/tokens/index.ts';
import { ORACLES } from '../support/oracles.ts';
import { check } from './check.ts';

const USAGE = `npm run test:tokens -- [--strings N] [--seed N] [--only ${Object.keys(ORACLES).join(',')}] [--jobs N]`;

const { values: options } = parseArgs({
  options: {
    strings: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    jobs: { type: 'string' },
    /** What this process is one of, where another started it. */
    one: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

function inAProcess(vocabulary: string): Promise<boolean> {
  const self = fileURLToPath(import.meta.url);
  const args = [
    '--import',
    'tsx',
    self,
    '--one',
    vocabulary,
    '--strings',
    options.strings,
    '--seed',
    options.seed,
  ];
  return new Promise((resolve) => {
    spawn(process.execPath, args, { stdio: 'inherit' }).on('exit', (code) => resolve(code === 0));
  });
}

async function run(): Promise<boolean> {
  const strings = Number(options.strings);
  const seed = Number(options.seed);
  if (!Number.isSafeInteger(strings) || strings < 0 || !Number.isSafeInteger(seed)) throw new Error(USAGE);
  if (options.one !== undefined) return (await check(options.one as Vocabulary, strings, seed)) === 0;
  const waiting = Object.entries(ORACLES).flatMap(([name, oracle]) => {
    if (options.only !== undefined) return options.only.split(',').includes(name) ? [name] : [];
    if (oracle.addedFrom?.() !== null) return [name];
    console.log(`${name}: skipped, its package is not there`);
    return [];
  });
  if (waiting.length === 0) throw new Error(USAGE);
  let well = true;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      well = (await inAProcess(next)) && well;
  };
  const jobs = Math.max(1, Number(options.jobs ?? availableParallelism()) || 1);
  await Promise.all(Array.from({ length: jobs }, worker));
  return well;
}

if (options.help) console.log(USAGE);
else
  run().then(
    (well) => {
      process.exitCode = well ? 0 : 1;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    },
  );
