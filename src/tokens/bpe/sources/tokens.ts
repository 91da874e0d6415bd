import { NotThisVocabulary } from '../../not-this-vocabulary.ts';

export interface Merges {
  /** The rank that a pair makes and the bytes of its left part, in turn. */
  pairs: Int32Array;
  /** Whether a piece that is a token is one, even where merging would not make it (`ignore_merges`). */
  wholePieces: boolean;
}

/** What a file says of a vocabulary. */
export interface SourceTokens {
  /** In the order of their ranks. */
  tokens: Uint8Array[];
  /** Where merging goes by a list of pairs, that list. */
  merges?: Merges;
}

/** Throws {@link NotThisVocabulary}. */
export type ReadTokens = (file: Uint8Array) => SourceTokens;

/** A token of more bytes than this is none of a real vocabulary; the longest known ones have some hundred. */
const MAX_TOKEN_BYTES = 4096;

/** Throws where a rank has no token, where a single byte has none, or where one is impossibly long. */
export function checkTokens(tokens: readonly (Uint8Array | undefined)[], expected: number): void {
  if (tokens.length !== expected) throw new NotThisVocabulary('token_count', tokens.length, expected);
  const single = new Set<number>();
  for (let rank = 0; rank < tokens.length; rank++) {
    const token = tokens[rank];
    if (token === undefined || token.length === 0) throw new NotThisVocabulary('rank_missing', rank);
    if (token.length > MAX_TOKEN_BYTES) throw new NotThisVocabulary('token_too_long', rank);
    if (token.length === 1) single.add(token[0] as number);
  }
  for (let byte = 0; byte < 256; byte++)
    if (!single.has(byte)) throw new NotThisVocabulary('byte_missing', byte);
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Throws where it is none. */
export function fromBase64(text: string): Uint8Array {
  if (!BASE64.test(text)) throw new NotThisVocabulary('not_base64');
  return Buffer.from(text, 'base64');
}

/** JSON of a file. Throws where it is none. */
export function parseJson(file: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString());
  } catch {
    throw new NotThisVocabulary('not_json');
  }
}

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
