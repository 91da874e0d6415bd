import { createHash } from 'node:crypto';
import type { CharClasses } from './classes.ts';

/**
 * A vocabulary as one buffer that is read from a file and used as it is: a header, then flat arrays. Numbers are in
 * the byte order of the machine that made it, which the mark at the beginning tells.
 */
export interface Pack extends CharClasses {
  /** Tokens' bytes, in the order of their ranks. */
  bytes: Uint8Array;
  /** Where each token begins in `bytes`; one more than there are tokens. */
  offsets: Int32Array;
  /** Hash table with open addressing: a hash and a rank a slot; the rank is -1 where the slot is free. */
  slots: Int32Array;
  /** Ranks of tokens of two bytes, by both; {@link NO_RANK} where there is none. */
  pairs: Int32Array;
  /** Bytes of the longest token. */
  longest: number;
}

/** Greater than every rank. */
export const NO_RANK = 0x7fffffff;

/** Changes with the layout, the hash or the meaning of a class. */
export const PACK_FORMAT = 2;

/** `TOKN` in the byte order of this machine. */
const MARK = 0x4e4b4f54;
const DIGEST_BYTES = 32;
/** Mark, format, longest token, and the lengths of the arrays; then the digest of everything behind it. */
export const HEADER_BYTES = 16 * 4 + DIGEST_BYTES;

type Content = Omit<Pack, 'longest'>;

/** In this order: the widest come first, so that each begins at a multiple of its width. */
const ARRAYS: (keyof Content)[] = ['slots', 'offsets', 'pairs', 'byByte', 'blockOf', 'blocks', 'bytes'];
const WIDTHS: Record<keyof Content, number> = {
  slots: 4,
  offsets: 4,
  pairs: 4,
  byByte: 2,
  blockOf: 2,
  blocks: 2,
  bytes: 1,
};

/** SHA-256 of what stands behind the header. */
export function digestOf(body: Uint8Array): Uint8Array {
  return createHash('sha256').update(body).digest();
}

/** The file's bytes. */
export function writePack(content: Content, longest: number): Uint8Array {
  const parts = ARRAYS.map((name) => content[name]);
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    body.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  const header = new Int32Array(16);
  header.set([MARK, PACK_FORMAT, longest, ...parts.map((part) => part.length)]);
  const file = new Uint8Array(HEADER_BYTES + body.length);
  file.set(new Uint8Array(header.buffer));
  file.set(digestOf(body), header.byteLength);
  file.set(body, HEADER_BYTES);
  return file;
}

/** Views on the file's bytes, nothing copied. Throws where they are no whole pack; with a code, of another format. */
export function openPack(buffer: SharedArrayBuffer): Pack {
  if (buffer.byteLength < HEADER_BYTES) throw new Error('not a vocabulary: too short');
  const header = new Int32Array(buffer, 0, 16);
  if (header[0] !== MARK) throw new Error('not a vocabulary');
  if (header[1] !== PACK_FORMAT)
    throw Object.assign(new Error(`a vocabulary of format ${header[1]}, not ${PACK_FORMAT}`), {
      code: 'OTHER_FORMAT',
    });
  const places = {} as Record<keyof Content, [at: number, length: number]>;
  let end = HEADER_BYTES;
  for (const [i, name] of ARRAYS.entries()) {
    const length = header[3 + i] ?? 0;
    places[name] = [end, length];
    end += length * WIDTHS[name];
  }
  if (end !== buffer.byteLength) throw new Error('a damaged vocabulary: not of its own length');
  return {
    slots: new Int32Array(buffer, ...places.slots),
    offsets: new Int32Array(buffer, ...places.offsets),
    pairs: new Int32Array(buffer, ...places.pairs),
    byByte: new Uint16Array(buffer, ...places.byByte),
    blockOf: new Uint16Array(buffer, ...places.blockOf),
    blocks: new Uint16Array(buffer, ...places.blocks),
    bytes: new Uint8Array(buffer, ...places.bytes),
    longest: header[2] ?? 0,
  };
}

/** Throws where any byte is not as it was written. Some 15 ms for the largest pack. */
export function verifyPack(buffer: SharedArrayBuffer): void {
  const digest = new Uint8Array(buffer, HEADER_BYTES - DIGEST_BYTES, DIGEST_BYTES);
  const actual = digestOf(new Uint8Array(buffer, HEADER_BYTES));
  if (Buffer.compare(actual, digest) !== 0) throw new Error('a damaged vocabulary');
}
