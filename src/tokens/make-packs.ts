import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePack } from './bpe/make-pack.ts';
import { packFile } from './pack-files.ts';
import type { Vocabulary } from './port.ts';

/**
 * Writes a vocabulary's pack, from the ranks in the `tiktoken` package, which is there where this is built or tested.
 * The file appears whole: several processes may make it at once. Rejects where the package has no such vocabulary.
 */
export async function makePackFile(vocabulary: Vocabulary, file: string): Promise<void> {
  const ranks = fileURLToPath(import.meta.resolve(`tiktoken/encoders/${vocabulary}.json`));
  const { bpe_ranks } = JSON.parse(await readFile(ranks, 'utf8')) as { bpe_ranks: string };
  const pack = makePack(bpe_ranks);
  await mkdir(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await writeFile(unfinished, pack);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** All of them, into one folder. */
export async function makePackFiles(folder: string): Promise<void> {
  for (const vocabulary of ['cl100k_base', 'o200k_base'] as const)
    await makePackFile(vocabulary, packFile(folder, vocabulary));
}
