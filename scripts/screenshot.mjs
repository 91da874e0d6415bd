// `npm run screenshot [-- FILE HASH]`: the README's picture.
import { runSource } from './setup.mjs';

await runSource('tests/support/browser/run-screenshot.ts');
