import { definitionOf } from './definitions.ts';
import { firstOther } from './golden.ts';
import { NotThisVocabulary } from './not-this-vocabulary.ts';
import type { Vocabulary } from './port.ts';
import { toShared } from './shared.ts';

/** Larger than any file that a vocabulary comes in, in bytes; the largest known one has 33 MB. */
const MAX_FILE = 128 * 1024 * 1024;

/**
 * A vocabulary's pack from the files that it comes in, which counts the definition's golden texts as the model does.
 * Throws {@link NotThisVocabulary} where the files are none of this vocabulary.
 */
export function buildPack(vocabulary: Vocabulary, files: readonly Uint8Array[]): Uint8Array {
  const definition = definitionOf(vocabulary);
  if (definition === null) throw new NotThisVocabulary('unknown_vocabulary', vocabulary);
  if (files.some((file) => file.length > MAX_FILE))
    throw new NotThisVocabulary('too_large', MAX_FILE / 1024 / 1024);
  const pack = definition.make(files);
  const other = firstOther(definition.open(toShared(pack)), definition.golden);
  if (other === null) return pack;
  const { text, found, ids } = other;
  throw new NotThisVocabulary('other_tokens', JSON.stringify(text), found.join(' '), ids.join(' '));
}

/**
 * The pack of a vocabulary from the file that a user has of it: a `tokenizer.json`, or Kimi's `tiktoken.model`.
 * Throws {@link NotThisVocabulary}, whose message says what is wrong, where the file is not of this vocabulary.
 */
export function packFrom(vocabulary: Vocabulary, file: Uint8Array): Uint8Array {
  return buildPack(vocabulary, [file]);
}
