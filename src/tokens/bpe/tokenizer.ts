import type { Effort, Tokenizer } from '../tokenizer.ts';
import { END_BYTE } from './classes.ts';
import { hashOf } from './hash.ts';
import { createShortMerge, type Merge } from './merge.ts';
import { createLongMerge } from './merge-long.ts';
import { NO_RANK, type Pack } from './pack.ts';
import { createPieceCache } from './piece-cache.ts';
import { createRanks } from './ranks.ts';
import type { Scan } from './scans/parts.ts';

/** Measured: above it a tree of ranks is faster than looking at all of them for each merge, in bytes. */
const SHORT_BYTES = 96;
/** The memory for merging longer pieces is kept up to this length; beyond, it is made for the piece. */
const MEDIUM_BYTES = 4096;

/** See {@link Effort}. */
const LONG_WEIGHT = 4;

/** Texts up to so many UTF-16 units are written into a buffer that is kept. */
const SCRATCH_UNITS = 16 * 1024;

export interface BpeTokenizerOptions {
  /** Id of the token of rank 0; 0 where it is not given. */
  firstId?: number | undefined;
  /** What is done to a text before it is split. */
  normalize?: ((text: string) => string) | undefined;
}

/** Byte-pair encoding over the bytes of the pieces that `scan` finds. */
export function createBpeTokenizer(
  pack: Pack,
  scan: Scan,
  { firstId = 0, normalize }: BpeTokenizerOptions = {},
): Tokenizer {
  const ranks = createRanks(pack);
  const { rankOf, longest } = ranks;
  const short = createShortMerge(ranks, SHORT_BYTES);
  const medium = createLongMerge(ranks, MEDIUM_BYTES);
  const scratch = new Uint8Array(3 * SCRATCH_UNITS + 1);
  const cache = createPieceCache();
  /** Bytes of the text that was written last. */
  let size = 0;
  /** Effort that is left for it. */
  let left = Number.POSITIVE_INFINITY;

  function write(given: string): Uint8Array {
    const text = normalize === undefined ? given : normalize(given);
    const bytes = text.length <= SCRATCH_UNITS ? scratch : new Uint8Array(Buffer.byteLength(text) + 1);
    size = Buffer.from(bytes.buffer).write(text);
    bytes[size] = END_BYTE;
    return bytes;
  }

  function mergeFor(length: number): Merge {
    if (length <= SHORT_BYTES) return short;
    return length <= MEDIUM_BYTES ? medium : createLongMerge(ranks, length);
  }

  /** Number of tokens; 0 where the effort does not suffice. */
  function merge(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    left -= length > SHORT_BYTES ? LONG_WEIGHT * length : length;
    return left < 0 ? 0 : mergeFor(length).merge(bytes, from, to);
  }

  function countPiece(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    if (length === 1) return 1;
    if (length > longest) return merge(bytes, from, to);
    const hash = hashOf(bytes, from, to);
    if (rankOf(bytes, from, to, hash) !== NO_RANK) return 1;
    const known = cache.get(bytes, from, to, hash);
    if (known > 0) return known;
    const tokens = merge(bytes, from, to);
    cache.set(bytes, from, to, hash, tokens);
    return tokens;
  }

  function countAll(text: string): number | null {
    const bytes = write(text);
    const end = size;
    let tokens = 0;
    for (let at = 0; at < end; ) {
      const next = scan(bytes, at);
      const more = countPiece(bytes, at, next);
      if (more === 0) return null;
      tokens += more;
      at = next;
    }
    return tokens;
  }

  function countWithin(text: string, effort: Effort): number | null {
    left = effort.bytes;
    const tokens = countAll(text);
    effort.bytes = left;
    return tokens;
  }

  function count(text: string): number {
    left = Number.POSITIVE_INFINITY;
    return countAll(text) ?? 0;
  }

  function idOf(bytes: Uint8Array, from: number, to: number): number {
    return to - from > longest ? NO_RANK : rankOf(bytes, from, to, hashOf(bytes, from, to));
  }

  function encode(text: string): number[] {
    const bytes = write(text);
    const ids: number[] = [];
    for (let at = 0; at < size; ) {
      const end = scan(bytes, at);
      const whole = idOf(bytes, at, end);
      if (whole !== NO_RANK) ids.push(firstId + whole);
      else {
        const merging = mergeFor(end - at);
        merging.merge(bytes, at, end);
        const starts = merging.starts();
        for (const [i, start] of starts.entries())
          ids.push(firstId + idOf(bytes, at + start, at + (starts[i + 1] ?? end - at)));
      }
      at = end;
    }
    return ids;
  }

  return { count, countWithin, encode };
}
