import { verifyPack } from '../bpe/pack.ts';
import type { Definition } from '../definition.ts';
import { makePiecePack } from './make-pack.ts';
import { openPiecePack } from './pack.ts';
import { createPieceTokenizer } from './tokenizer.ts';
import type { PieceVocabulary } from './vocabulary.ts';

export interface PiecesOptions {
  /** Name of the pack's file, less `.bin`. */
  pack: string;
  /** Whether a text is read as if a space stood before it, as the vocabulary says, too. */
  prefix: boolean;
  /** Throws `NotThisVocabulary` where the file is none. */
  read: (file: Uint8Array) => PieceVocabulary;
  /** Files in node_modules; none where only a user has them. */
  sources?: readonly string[];
  golden: Definition['golden'];
}

/**
 * Neither Mistral's nor Gemma's vocabulary has a token with one of these behind a letter or digit, nor has Mistral's
 * one of a space and one of these, but for the space itself.
 */
const AFTER_WORDS = /[ \n，。、]/;

/** A vocabulary of byte-pair encoding over characters. */
export function pieces({ pack, prefix, read, sources = [], golden }: PiecesOptions): Definition {
  return {
    pack,
    sources,
    golden,
    cut: { after: AFTER_WORDS, prefix },
    make: ([file = new Uint8Array()]) => makePiecePack(read(file)),
    verify(shared) {
      openPiecePack(shared);
      verifyPack(shared);
    },
    open: (shared) => createPieceTokenizer(openPiecePack(shared)),
  };
}
