import { open } from 'node:fs/promises';
import { openPack, type Pack, verifyPack } from './bpe/pack.ts';
import { createTokenizer, type Tokenizer } from './bpe/tokenizer.ts';
import { fromSource, packFile, vocabularyFolder } from './pack-files.ts';
import type { Vocabulary } from './port.ts';

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
