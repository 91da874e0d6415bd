// `npm start`: installs and builds what is missing, then serves in this very process, so that signals sent to it
// (and to npm, which runs it by `exec`) reach the program.
import { pathToFileURL } from 'node:url';
import { ROOT, setUpOrExit } from './setup.mjs';

await setUpOrExit();
await import(new URL('dist/main.js', `${pathToFileURL(ROOT).href}/`).href);
