import type { Tokenizer } from './tokenizer.ts';

/** How texts of a vocabulary without a pattern may be cut. */
export interface Cut {
  /** Characters that no token has behind a letter or digit. */
  after: RegExp;
  /** Whether a text is read as if a space stood before it. */
  prefix: boolean;
}

/** What a vocabulary is: all that differs from one to the next. */
export interface Definition {
  /** Name of its pack's file, less `.bin`. */
  pack: string;
  /** What the build makes the pack from: files in node_modules. None where only the user has it. */
  sources: readonly string[];
  /** Texts and their ids, by the model's own tokenizer. */
  golden: readonly (readonly [text: string, ids: readonly number[]])[];
  /** The pack, from the sources or from the one file that a user adds. Throws a sentence where they are none of it. */
  make(files: readonly Uint8Array[]): Uint8Array;
  /** Throws where the bytes are no whole pack; with the code `OTHER_FORMAT`, where they are one of another format. */
  verify(pack: SharedArrayBuffer): void;
  /** How a text that grows may be cut, where it is not as the vocabularies with a pattern have it. */
  cut?: Cut;
  /** Counts with a pack that was verified; nothing is copied. */
  open(pack: SharedArrayBuffer): Tokenizer;
}
