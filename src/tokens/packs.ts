import { open } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPack, type Pack, verifyPack } from './bpe/pack.ts';
import { createTokenizer, type Tokenizer } from './bpe/tokenizer.ts';
import type { Vocabulary } from './port.ts';

/** Run by tsx or vitest: nothing need have been built then. */
const fromSource = import.meta.url.endsWith('.ts');

/** Where the build puts the vocabularies: beside what it bundles, which is all of this code. The only place that knows. */
export function vocabularyFolder(): string {
  return fileURLToPath(new URL(fromSource ? '../../dist/vocabularies' : './vocabularies', import.meta.url));
}

export function packFile(folder: string, vocabulary: Vocabulary): string {
  return path.join(folder, `${vocabulary}.bin`);
}

/** A vocabulary in memory that every thread can use without a copy. */
export interface LoadedPack {
  shared: SharedArrayBuffer;
  pack: Pack;
}

async function readPack(file: string): Promise<LoadedPack> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const shared = new SharedArrayBuffer(size);
    const bytes = new Uint8Array(shared);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(bytes, at, size - at, at);
      if (bytesRead === 0) throw new Error('a damaged vocabulary: too short');
      at += bytesRead;
    }
    const pack = openPack(shared);
    verifyPack(shared);
    return { shared, pack };
  } finally {
    await handle.close();
  }
}

/** Rejects where the file is missing or damaged. From source it is made where it is missing or of another format. */
export async function loadPack(vocabulary: Vocabulary, folder = vocabularyFolder()): Promise<LoadedPack> {
  const file = packFile(folder, vocabulary);
  try {
    return await readPack(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!fromSource || (code !== 'ENOENT' && code !== 'OTHER_FORMAT')) throw error;
    const { makePackFile } = await import('./make-packs.ts');
    await makePackFile(vocabulary, file);
    return await readPack(file);
  }
}

/** Counts and encodes in this thread, however long a text is. Rejects as {@link loadPack} does. */
export async function loadTokenizer(vocabulary: Vocabulary, folder?: string): Promise<Tokenizer> {
  return createTokenizer(vocabulary, (await loadPack(vocabulary, folder)).pack);
}
