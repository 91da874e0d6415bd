import { BASE } from '../bpe/hash.ts';
import type { Effort, Tokenizer } from '../tokenizer.ts';
import { createJointTest } from './joints.ts';
import { createLongMerge, createShortMerge, type SegmentMerge } from './merge.ts';
import type { PiecePack } from './pack.ts';
import { createPairLookup } from './pair-table.ts';
import { createSegmentCache, KEY_SIZE } from './segment-cache.ts';
import { SPACE_MARK } from './vocabulary.ts';

/** Measured: above it a tree of priorities is faster than looking at all of them for each merge, in characters. */
const SHORT = 96;
/** The memory for merging longer segments is kept up to this length; beyond, it is made for the segment. */
const MEDIUM = 4096;

/** Effort for a character of a segment longer than {@link SHORT}: it takes as much longer. */
const LONG_WEIGHT = 4;

const REPLACEMENT = 0xfffd;

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/**
 * Byte-pair encoding over characters, as sentencepiece and `tokenizers` run it: a character that is no token becomes
 * its bytes' tokens, and all neighbours of a text are merged, with no pattern that cuts it first. It is cut all the
 * same, where nothing can be merged across (see {@link Joints}), and each segment is merged by itself.
 */
export function createPieceTokenizer(pack: PiecePack): Tokenizer {
  const { merges, units, pairs, bytes, added, begins, prefix } = pack;
  const findMerge = createPairLookup(merges);
  const findPair = createPairLookup(pairs);
  const findAdded = createPairLookup(added);
  const joins = createJointTest(pack.joints);
  const short = createShortMerge(merges, SHORT);
  const medium = createLongMerge(merges, MEDIUM);
  const cache = createSegmentCache();
  const mark = units[SPACE_MARK.charCodeAt(0)] as number;
  const scratch = new Int32Array(MEDIUM);

  /** The segment: its characters' tokens, how many, their hash. */
  let segment = scratch;
  let size = 0;
  let hash = 0;
  /** Tokens before the segment. */
  let tokens = 0;
  /** Effort that is left; below 0 the counting ends. */
  let left = Number.POSITIVE_INFINITY;
  /** Takes the ids; null where they are only counted. */
  let ids: number[] | null = null;

  function put(token: number): void {
    if (size === segment.length) {
      const wider = new Int32Array(2 * size);
      wider.set(segment);
      segment = wider;
    }
    segment[size++] = token;
    hash = (Math.imul(hash, BASE) + token) | 0;
  }

  function mergeFor(length: number): SegmentMerge {
    if (length <= SHORT) return short;
    return length <= MEDIUM ? medium : createLongMerge(merges, length);
  }

  function countSegment(): number {
    if (size === 1) return 1;
    if (size === 2) return findMerge(segment[0] as number, segment[1] as number) === -1 ? 2 : 1;
    const known = size <= KEY_SIZE ? cache.get(segment, size, hash) : 0;
    if (known > 0) return known;
    left -= size > SHORT ? LONG_WEIGHT * size : size;
    if (left < 0) return 0;
    const count = mergeFor(size).merge(segment, size);
    if (size <= KEY_SIZE) cache.set(segment, size, hash, count);
    return count;
  }

  function endSegment(): void {
    if (size === 0) return;
    if (ids === null) tokens += countSegment();
    else {
      const merging = mergeFor(size);
      merging.merge(segment, size);
      for (const id of merging.result()) ids.push(id);
    }
    size = 0;
    hash = 0;
  }

  /** A token that nothing is merged with. */
  function single(id: number): void {
    endSegment();
    tokens++;
    ids?.push(id);
  }

  function putBytes(point: number): void {
    if (point < 0x80) {
      single(bytes[point] as number);
      return;
    }
    if (point < 0x800) single(bytes[0xc0 | (point >> 6)] as number);
    else {
      if (point < 0x10000) single(bytes[0xe0 | (point >> 12)] as number);
      else {
        single(bytes[0xf0 | (point >> 18)] as number);
        single(bytes[0x80 | ((point >> 12) & 0x3f)] as number);
      }
      single(bytes[0x80 | ((point >> 6) & 0x3f)] as number);
    }
    single(bytes[0x80 | (point & 0x3f)] as number);
  }

  function putCharacter(token: number): void {
    if (size > 0 && !joins(segment[size - 1] as number, token)) endSegment();
    put(token);
  }

  /** A character that is not one unit with a token. Takes one or two units, and says how many. */
  function putRare(text: string, at: number, unit: number): number {
    const low = text.charCodeAt(at + 1);
    const paired = unit >= 0xd800 && unit < 0xdc00 && isLow(low);
    const half = !paired && unit >= 0xd800 && unit < 0xe000;
    const slot = paired ? findPair(unit, low) : -1;
    const token = paired ? (pairs[slot + 3] as number) : half ? (units[REPLACEMENT] as number) : -1;
    if ((!paired || slot !== -1) && token >= 0) putCharacter(token);
    else if (paired) putBytes(text.codePointAt(at) ?? 0);
    else putBytes(half ? REPLACEMENT : unit);
    return paired ? 2 : 1;
  }

  /** Units of the longest added text that stands here; 0 where none does. */
  function putAdded(text: string, at: number): number {
    let node = 0;
    let longest = 0;
    let id = -1;
    for (let i = at; i < text.length; i++) {
      const slot = findAdded(node, text.charCodeAt(i));
      if (slot === -1) break;
      const token = added[slot + 2] as number;
      if (token >= 0) {
        id = token;
        longest = i + 1 - at;
      }
      node = added[slot + 3] as number;
    }
    if (longest > 0) single(id);
    return longest;
  }

  function run(text: string): void {
    tokens = 0;
    if (prefix && text !== '') put(mark);
    for (let at = 0; at < text.length && left >= 0; ) {
      const unit = text.charCodeAt(at);
      const taken = (((begins[unit >>> 5] as number) >>> (unit & 31)) & 1) === 0 ? 0 : putAdded(text, at);
      const token = units[unit] as number;
      if (taken > 0) at += taken;
      else if (token >= 0) {
        putCharacter(token);
        at++;
      } else at += putRare(text, at, unit);
    }
    endSegment();
    segment = scratch;
    size = 0;
    hash = 0;
  }

  function countWithin(text: string, effort: Effort): number | null {
    left = effort.bytes;
    run(text);
    effort.bytes = left;
    return left < 0 ? null : tokens;
  }

  function count(text: string): number {
    left = Number.POSITIVE_INFINITY;
    run(text);
    return tokens;
  }

  function encode(text: string): number[] {
    left = Number.POSITIVE_INFINITY;
    ids = [];
    try {
      run(text);
      return ids;
    } finally {
      ids = null;
    }
  }

  return { count, countWithin, encode };
}
