// `npm run bench:page`: what the dashboard costs its reader, in Chromium (bench/page/).
import { runSource } from './setup.mjs';

await runSource('bench/page/main.ts');
