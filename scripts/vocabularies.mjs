// `node scripts/vocabularies.mjs FOLDER`: makes the vocabularies' packs, which the build puts into `dist/vocabularies`.
// They are no part of the repository: the ranks come from the `tiktoken` package.
import { register } from 'tsx/esm/api';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/vocabularies.mjs FOLDER');
register();
const { makePackFiles } = await import('../src/tokens/make-packs.ts');
await makePackFiles(folder);
