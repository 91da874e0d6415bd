import type { Definition } from '../definitions.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { makePiecePack } from './make-pack.ts';
import { openPiecePack, verifyPiecePack } from './pack.ts';
import { createPieceTokenizer } from './tokenizer.ts';
import type { PieceVocabulary } from './vocabulary.ts';

function openShared(shared: SharedArrayBuffer): Tokenizer {
  return createPieceTokenizer(openPiecePack(shared));
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
  golden: Definition['golden'],
): Definition {
  return {
    pack,
    sources,
    golden,
    cut: { after: AFTER_WORDS, prefix },
    make([file = new Uint8Array()]) {
      return makePiecePack(read(file));
    },
    verify(shared) {
      openPiecePack(shared);
      verifyPiecePack(shared);
    },
    open: openShared,
  };
}
