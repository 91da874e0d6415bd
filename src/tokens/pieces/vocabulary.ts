import { NotThisVocabulary } from '../not-this-vocabulary.ts';

/** A vocabulary of byte-pair encoding over characters, as it is read from its file. */
export interface PieceVocabulary {
  /** Tokens' texts by id; null where an id has none, or where the token is not made by merging. */
  texts: readonly (string | null)[];
  /** Id of the token of each byte, for characters that are no token. */
  bytes: readonly number[];
  /** Two tokens that become one: the ids of both, the priority (the lower the sooner), the id of what they become. */
  merges: Int32Array;
  /** Texts that are a token wherever they stand, before anything is merged, with their ids; where several do, the longest. */
  added: ReadonlyMap<string, number>;
  /** Whether a text is read as if a space stood before it. */
  prefix: boolean;
}

/** Stands for a space in tokens' texts: U+2581. A text's own one is the same. */
export const SPACE_MARK = '▁';

/** Name of a byte's token. */
export function byteName(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

/** Ids of the bytes' tokens. Throws {@link NotThisVocabulary} where one is missing. */
export function byteTokens(idOf: (text: string) => number | undefined): number[] {
  return Array.from({ length: 256 }, (_, byte) => {
    const id = idOf(byteName(byte));
    if (id === undefined) throw new NotThisVocabulary('byte_token_missing', byteName(byte));
    return id;
  });
}
