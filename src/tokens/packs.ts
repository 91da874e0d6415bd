import { constants, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Definition } from './definition.ts';
import { definitionOf, openTokenizer } from './definitions.ts';
import { firstOther } from './golden.ts';
import { fromSource, type PackFolders, packFile } from './pack-files.ts';
import { isAddable, type Vocabulary } from './port.ts';
import type { Tokenizer } from './tokenizer.ts';

/** No pack is larger, in bytes: the largest known one has some 20 MB. What else lies at its place is not read into memory. */
const MAX_PACK = 64 * 1024 * 1024;

async function readPack(file: string, definition: Definition): Promise<SharedArrayBuffer> {
  // A named pipe would otherwise be waited for until somebody writes to it.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat();
    const { size } = found;
    if (!found.isFile() || size > MAX_PACK) throw new Error(`${file} is not a vocabulary: remove it`);
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

function isFile(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    // What cannot be looked at, such as a link to itself, cannot be read.
    return false;
  }
}

/** From source, what is built in is made where it is missing. */
export function hasPack(vocabulary: Vocabulary, folders?: PackFolders): boolean {
  const file = packFile(vocabulary, folders);
  return file !== null && ((fromSource && !isAddable(vocabulary)) || isFile(file));
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

/**
 * A tokenizer of a pack. Throws where a pack that the user has is whole, but another vocabulary's: it does not find the
 * known tokens in the known texts.
 */
export function openChecked(vocabulary: Vocabulary, shared: SharedArrayBuffer): Tokenizer {
  const tokenizer = openTokenizer(vocabulary, shared);
  if (!isAddable(vocabulary)) return tokenizer;
  if (firstOther(tokenizer, definitionOf(vocabulary)?.golden ?? []) === null) return tokenizer;
  throw new Error(`the pack of ${vocabulary} is not the vocabulary ${vocabulary}: add it anew`);
}

/** Counts and encodes in this thread, however long a text is. Rejects as {@link loadPack} does. */
export async function loadTokenizer(vocabulary: Vocabulary, folders?: PackFolders): Promise<Tokenizer> {
  return openChecked(vocabulary, await loadPack(vocabulary, folders));
}
