// `npm run test:conformance [-- --dir DIR --suite VERSIONS --spec VERSIONS --only PARTS --reference URL]`: runs the
// official MCP conformance suite against the built program's gateway and client; see docs/conformance.md.
import { runSource } from './setup.mjs';

await runSource('tests/support/conformance/run-conformance.ts');
