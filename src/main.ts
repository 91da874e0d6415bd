#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { runCli, type StartProgram } from './cli/index.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// From Node 22.1 on: what V8 makes of these files is kept beside them; a later start takes a tenth less.
const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder: string) => unknown };
enableCompileCache?.(fileURLToPath(new URL('.compiled', import.meta.url)));

/** Only `start` needs the program itself, which takes a while to load; its database is opened meanwhile. */
const startProgram: StartProgram = async (config, context) => {
  const { databaseFile, openStore } = await import('./storage/index.ts');
  const [store, program] = await Promise.all([
    openStore({ dialect: 'sqlite', file: databaseFile(config.dataDir) }),
    import('./program.ts'),
  ]);
  return program.startProgram(config, { ...context, store });
};

const code = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  entry: fileURLToPath(import.meta.url),
  invokedAs: process.argv[1],
  version,
  startProgram,
});
process.exit(code);
