#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCli } from './cli/index.ts';
import { startProgram } from './program.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  entry: fileURLToPath(import.meta.url),
  version,
  startProgram,
});
