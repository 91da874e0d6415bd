// `node scripts/vocabularies.mjs FOLDER`: makes the vocabularies' packs, which the build puts into `dist/vocabularies`.
// They are no part of the repository: they come from packages, whose licences go behind those in `LICENSES.txt`.
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { register } from 'tsx/esm/api';
import { licensesOf, packageOf } from './licenses.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/vocabularies.mjs FOLDER');
register();
const { makePackFiles } = await import('../src/tokens/make-packs.ts');
const sources = await makePackFiles(folder);
const { ORIGINS } = await import('../src/cli/vocab/sources.ts');
const origins = Object.entries(ORIGINS).map(([name, { from, licence }]) => `${name}: ${from} (${licence})`);
const licenses = licensesOf(sources.map((source) => packageOf(`node_modules/${source}`)));
appendFileSync(
  path.join(folder, '..', 'LICENSES.txt'),
  `\n\n${'='.repeat(80)}\n\nThe files in the folder vocabularies are made from these models' data, under their publishers' licences:\n\n${origins.join('\n')}\n\nThe data was taken from these packages:\n\n${licenses}\n`,
);
