import { END_BYTE } from './classes.ts';
import { hashOf } from './hash.ts';
import { createShortMerge } from './merge.ts';
import { createLongMerge } from './merge-long.ts';
import { NO_RANK, type Pack } from './pack.ts';
import { createRanks } from './ranks.ts';
import { createCl100kScan, createO200kScan } from './scan.ts';
import type { Vocabulary } from '../port.ts';

export interface Tokenizer {
  /** Tokens of a text. Names of special tokens are ordinary text; half a surrogate pair is U+FFFD. */
  count(text: string): number;
  /** Their ids. */
  encode(text: string): number[];
}

/** Above it a piece is merged with a tree of ranks, below by looking at all of them, in bytes. */
const SHORT_BYTES = 96;

/** Texts up to so many UTF-16 units are written into a buffer that is kept. */
const SCRATCH_UNITS = 16 * 1024;

const scans = { cl100k_base: createCl100kScan, o200k_base: createO200kScan };

export function createTokenizer(vocabulary: Vocabulary, pack: Pack): Tokenizer {
  const scan = scans[vocabulary](pack);
  const ranks = createRanks(pack);
  const { rankOf, longest } = ranks;
  const { merge: mergeShort, starts: shortStarts } = createShortMerge(ranks, SHORT_BYTES);
  const mergeLong = createLongMerge(ranks);
  const scratch = Buffer.from(new ArrayBuffer(3 * SCRATCH_UNITS + 1));
  const scratchBytes = new Uint8Array(scratch.buffer);
  let size = 0;

  function bytesOf(text: string): Uint8Array {
    let buffer = scratch;
    let bytes = scratchBytes;
    if (text.length > SCRATCH_UNITS) {
      bytes = new Uint8Array(Buffer.byteLength(text) + 1);
      buffer = Buffer.from(bytes.buffer);
    }
    size = buffer.write(text);
    bytes[size] = END_BYTE;
    return bytes;
  }

  function countPiece(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    if (length === 1) return 1;
    if (length <= longest && rankOf(bytes, from, to, hashOf(bytes, from, to)) !== NO_RANK) return 1;
    return length <= SHORT_BYTES ? mergeShort(bytes, from, to) : mergeLong(bytes, from, to);
  }

  function count(text: string): number {
    const bytes = bytesOf(text);
    const end = size;
    let tokens = 0;
    for (let at = 0; at < end; ) {
      const next = scan(bytes, at);
      tokens += countPiece(bytes, at, next);
      at = next;
    }
    return tokens;
  }

  function encode(text: string): number[] {
    const bytes = bytesOf(text);
    const ids: number[] = [];
    for (let at = 0; at < size; ) {
      const next = scan(bytes, at);
      let starts: number[] = [0];
      if (next - at > SHORT_BYTES) {
        starts = [];
        mergeLong(bytes, at, next, starts);
      } else if (countPiece(bytes, at, next) > 1) {
        starts = [...shortStarts.subarray(0, mergeShort(bytes, at, next))];
      }
      for (const [i, start] of starts.entries()) {
        const from = at + start;
        const to = at + (starts[i + 1] ?? next - at);
        ids.push(rankOf(bytes, from, to, hashOf(bytes, from, to)));
      }
      at = next;
    }
    return ids;
  }

  return { count, encode };
}
