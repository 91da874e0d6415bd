import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPack } from './build-pack.ts';
import { definitionOf } from './definitions.ts';
import { packFile } from './pack-files.ts';
import { BUILT_IN, type Vocabulary } from './port.ts';

/**
 * Writes a vocabulary's pack, from packages that are there where this is built or tested. The file appears whole:
 * several processes may make it at once. Rejects where the packages have no such vocabulary.
 */
export async function makePackFile(vocabulary: Vocabulary, file: string): Promise<void> {
  const definition = definitionOf(vocabulary);
  if (definition === null || definition.sources.length === 0)
    throw new Error(`nothing to make ${vocabulary} from`);
  const sources = definition.sources.map((source) =>
    readFile(fileURLToPath(new URL(`../../node_modules/${source}`, import.meta.url))),
  );
  const pack = buildPack(vocabulary, await Promise.all(sources));
  await mkdir(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await writeFile(unfinished, pack);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** All of them, into one folder. Resolves to the files in node_modules that they were made from. */
export async function makePackFiles(folder: string): Promise<string[]> {
  const made = new Set<string>();
  const sources: string[] = [];
  for (const vocabulary of BUILT_IN) {
    const file = packFile(vocabulary, { folder });
    if (file === null || made.has(file)) continue;
    made.add(file);
    await makePackFile(vocabulary, file);
    sources.push(...(definitionOf(vocabulary)?.sources ?? []));
  }
  return sources;
}
