#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCli } from './cli/index.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// Only `start` needs the program itself, which takes a while to load.
const code = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  entry: fileURLToPath(import.meta.url),
  version,
  startProgram: async (config, context) => (await import('./program.ts')).startProgram(config, context),
});
process.exit(code);
