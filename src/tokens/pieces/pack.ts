import { digestOf, HEADER_BYTES } from '../bpe/pack.ts';
import type { Joints } from './joints.ts';
import type { PairTable } from './pair-table.ts';

/**
 * A vocabulary over characters as one buffer that is read from a file and used as it is: a header, then flat arrays.
 * Numbers are in the byte order of the machine that made it, which the mark at the beginning tells.
 */
export interface PiecePack {
  /** Two tokens → priority, and the token that they become. */
  merges: PairTable;
  /** Token of each UTF-16 unit that is a character; -1 where it is none; -2 for halves of pairs. */
  units: Int32Array;
  /** Two halves of a pair → 0, and the character's token. */
  pairs: PairTable;
  /** Token of each byte. */
  bytes: Int32Array;
  /** Where a text can be cut. */
  joints: Joints;
  /** Tree of the texts that are a token before anything is merged: node and unit → its token or -1, and the next node. */
  added: PairTable;
  /** Bits by UTF-16 unit: whether such a text begins with it. */
  begins: Int32Array;
  /** Whether a text is read as if a space stood before it. */
  prefix: boolean;
}

/** Changes with the layout, or with what a number means. */
const PACK_FORMAT = 1;

/** `TOKP` in the byte order of this machine. */
const MARK = 0x504b4f54;
const HEADER_NUMBERS = 16;

type Arrays = Omit<PiecePack, 'prefix'>;
const ARRAYS: (keyof Arrays)[] = ['merges', 'units', 'pairs', 'bytes', 'joints', 'added', 'begins'];

/** The file's bytes. */
export function writePiecePack(pack: PiecePack): Uint8Array {
  const parts = ARRAYS.map((name) => pack[name]);
  const file = new Uint8Array(HEADER_BYTES + parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = HEADER_BYTES;
  for (const part of parts) {
    file.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  const header = new Int32Array(HEADER_NUMBERS);
  header.set([MARK, PACK_FORMAT, pack.prefix ? 1 : 0, ...parts.map((part) => part.length)]);
  file.set(new Uint8Array(header.buffer));
  file.set(digestOf(file.subarray(HEADER_BYTES)), header.byteLength);
  return file;
}

/** Views on the file's bytes, nothing copied. Throws where they are no whole pack; with a code, of another format. */
export function openPiecePack(buffer: SharedArrayBuffer): PiecePack {
  if (buffer.byteLength < HEADER_BYTES) throw new Error('not a vocabulary: too short');
  const header = new Int32Array(buffer, 0, HEADER_NUMBERS);
  if (header[0] !== MARK) throw new Error('not a vocabulary over characters');
  if (header[1] !== PACK_FORMAT)
    throw Object.assign(new Error(`a vocabulary of format ${header[1]}, not ${PACK_FORMAT}`), {
      code: 'OTHER_FORMAT',
    });
  const lengths = ARRAYS.map((_, i) => header[3 + i] ?? 0);
  const size = lengths.reduce((sum, length) => sum + 4 * length, HEADER_BYTES);
  if (lengths.some((length) => length < 0) || size !== buffer.byteLength)
    throw new Error('a damaged vocabulary: not of its own length');
  let end = HEADER_BYTES;
  const arrays = ARRAYS.map((name, i): [keyof Arrays, Int32Array] => {
    const view = new Int32Array(buffer, end, lengths[i]);
    end += view.byteLength;
    return [name, view];
  });
  return { ...(Object.fromEntries(arrays) as Record<keyof Arrays, Int32Array>), prefix: header[2] === 1 };
}
