import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Definition } from './definition.ts';
import { definitionOf, openTokenizer } from './definitions.ts';
import { fromSource, isAddable, type PackFolders, packFile } from './pack-files.ts';
import type { Vocabulary } from './port.ts';
import type { Tokenizer } from './tokenizer.ts';

async function readPack(file: string, definition: Definition): Promise<SharedArrayBuffer> {
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
    definition.verify(shared);
    return shared;
  } finally {
    await handle.close();
  }
}

function definitionAndFile(
  vocabulary: Vocabulary,
  folders?: PackFolders,
): { definition: Definition; file: string } {
  const definition = definitionOf(vocabulary);
  if (definition === null) throw new Error(`there is no vocabulary ${vocabulary}`);
  const file = packFile(vocabulary, folders);
  if (file === null) throw new Error(`the vocabulary ${vocabulary} was not added`);
  return { definition, file };
}

/** From source, what is built in is made where it is missing. */
export function hasPack(vocabulary: Vocabulary, folders?: PackFolders): boolean {
  const file = packFile(vocabulary, folders);
  return file !== null && ((fromSource && !isAddable(vocabulary)) || existsSync(file));
}

/**
 * A vocabulary in memory that every thread can use without a copy. Rejects where the file is missing or damaged. From
 * source, what is built in is made where it is missing or of another format.
 */
export async function loadPack(vocabulary: Vocabulary, folders?: PackFolders): Promise<SharedArrayBuffer> {
  const { definition, file } = definitionAndFile(vocabulary, folders);
  try {
    return await readPack(file, definition);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!fromSource || isAddable(vocabulary) || (code !== 'ENOENT' && code !== 'OTHER_FORMAT')) throw error;
    const { makePackFile } = await import('./make-packs.ts');
    await makePackFile(vocabulary, file);
    return await readPack(file, definition);
  }
}

/** Counts and encodes in this thread, however long a text is. Rejects as {@link loadPack} does. */
export async function loadTokenizer(vocabulary: Vocabulary, folders?: PackFolders): Promise<Tokenizer> {
  return openTokenizer(vocabulary, await loadPack(vocabulary, folders));
}
