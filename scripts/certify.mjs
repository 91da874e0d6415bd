// `npm run certify [-- --dir DIR --only TOOLS --types TYPES --cases CASES …]`: runs real coding tools against the built
// program and prints what works; see docs/certification.md.
import { runSource } from './setup.mjs';

await runSource('tests/support/certify/run-certify.ts');
