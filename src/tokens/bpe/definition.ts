import type { Definition } from '../definitions.ts';
import type { CharClasses } from './classes.ts';
import { makePack } from './make-pack.ts';
import { openPack, verifyPack } from './pack.ts';
import type { Scan } from './scan.ts';
import { createBpeTokenizer } from './tokenizer.ts';

/** A vocabulary of byte-pair encoding over bytes. */
export function bpe(
  pack: string,
  scan: (classes: CharClasses) => Scan,
  sources: readonly string[],
): Definition {
  return {
    pack,
    sources,
    make: ([file = new Uint8Array()]) =>
      makePack((JSON.parse(Buffer.from(file).toString()) as { bpe_ranks: string }).bpe_ranks),
    verify(shared) {
      openPack(shared);
      verifyPack(shared);
    },
    open(shared) {
      const opened = openPack(shared);
      return createBpeTokenizer(opened, scan(opened));
    },
  };
}
