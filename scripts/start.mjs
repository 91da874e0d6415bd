// `npm start`: installs and builds what is missing, then serves in this very process, so that signals sent to it
// (and to npm, which runs it by `exec`) reach the program.
import { pathToFileURL } from 'node:url';
import { ROOT, SetupFailed, setUp } from './setup.mjs';

try {
  await setUp();
} catch (error) {
  if (!(error instanceof SetupFailed)) throw error;
  process.exit(error.exitCode);
}
await import(new URL('dist/main.js', `${pathToFileURL(ROOT).href}/`).href);
