import type { Definition } from '../definitions.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { makePiecePack } from './make-pack.ts';
import { openPiecePack, verifyPiecePack } from './pack.ts';
import { createPieceTokenizer } from './tokenizer.ts';
import type { PieceVocabulary } from './vocabulary.ts';

/** Texts with the ids that the vocabulary must give them. */
export type Golden = readonly (readonly [text: string, ids: readonly number[]])[];

function openShared(shared: SharedArrayBuffer): Tokenizer {
  return createPieceTokenizer(openPiecePack(shared));
}

function check(pack: Uint8Array, name: string, golden: Golden): void {
  const shared = new SharedArrayBuffer(pack.byteLength);
  new Uint8Array(shared).set(pack);
  const tokenizer = openShared(shared);
  for (const [text, ids] of golden) {
    const found = tokenizer.encode(text);
    if (found.join() !== ids.join())
      throw new Error(
        `not the vocabulary ${name}: ${JSON.stringify(text)} has the tokens ${found.slice(0, 8).join(' ')} in it, not ${ids.join(' ')}`,
      );
  }
}

/**
 * Neither Mistral's nor Gemma's vocabulary has a token with one of these behind a letter or digit, nor has Mistral's
 * one of a space and one of these, but for the space itself.
 */
const AFTER_WORDS = /[ \n，。、]/;

/**
 * A vocabulary of byte-pair encoding over characters. `golden` is checked when its pack is made; `prefix` says whether
 * a text is read as if a space stood before it.
 */
export function pieces(
  pack: string,
  sources: readonly string[],
  read: (file: Uint8Array) => PieceVocabulary,
  { prefix }: { prefix: boolean },
  golden: Golden,
): Definition {
  return {
    pack,
    sources,
    cut: { after: AFTER_WORDS, prefix },
    make([file = new Uint8Array()]) {
      const made = makePiecePack(read(file));
      check(made, pack, golden);
      return made;
    },
    verify(shared) {
      openPiecePack(shared);
      verifyPiecePack(shared);
    },
    open: openShared,
  };
}
