// `npm run test:crash [-- COUNT [SEED]]`: kills the built program under load with SIGKILL, 1,000 times where COUNT
// does not say otherwise, and checks after each start that nothing was lost.
import { runSource } from './setup.mjs';

await runSource('tests/support/crash/run-crash.ts');
