import type { Definition } from '../definition.ts';
import { toShared } from '../shared.ts';
import { checkMerges } from './check-merges.ts';
import { makeCharClasses } from './classes.ts';
import { makePack } from './make-pack.ts';
import { openPack, verifyPack } from './pack.ts';
import type { Pattern } from './scans/parts.ts';
import type { ReadTokens } from './sources/tokens.ts';
import { createBpeTokenizer } from './tokenizer.ts';

export interface BpeOptions {
  /** Name of the pack's file, less `.bin`. */
  pack: string;
  pattern: Pattern;
  read: ReadTokens;
  /** Files in node_modules; none where only a user has them. */
  sources?: readonly string[];
  golden: Definition['golden'];
  /** Id of the token of rank 0. */
  firstId?: number;
  /** What is done to a text before it is split. */
  normalize?: (text: string) => string;
}

/** A vocabulary of byte-pair encoding over bytes. */
export function bpe(options: BpeOptions): Definition {
  const { pack, pattern, read, sources = [], golden, firstId, normalize } = options;
  return {
    pack,
    sources,
    golden,
    make([file = new Uint8Array()]) {
      const { tokens, merges } = read(file);
      const made = makePack(tokens, makeCharClasses(pattern.classify));
      if (merges !== undefined) checkMerges(openPack(toShared(made)), merges);
      return made;
    },
    verify(shared) {
      openPack(shared);
      verifyPack(shared);
    },
    open(shared) {
      const opened = openPack(shared);
      return createBpeTokenizer(opened, pattern.createScan(opened), { firstId, normalize });
    },
  };
}
