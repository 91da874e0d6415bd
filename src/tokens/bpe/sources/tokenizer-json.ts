import { NotThisVocabulary } from '../../not-this-vocabulary.ts';
import { checkTokens, isObject, type Json, type Merges, parseJson, type ReadTokens } from './tokens.ts';

export interface TokenizerJsonOptions {
  /** Number of tokens, less the special ones. */
  count: number;
  /** Id of the first token that is not special. */
  firstId: number;
  /** The patterns of its `Split`s, in their order. */
  patterns: readonly string[];
  /** Type of its normalizer; null where it has none. */
  normalizer: 'NFC' | null;
  /** Whether a piece that is a token is one, even where merging would not find it. */
  ignoreMerges: boolean;
}

/** By character: the byte that it stands for, or -1. What is printable stands for itself, the others for U+0100 and up. */
function byteAlphabet(): Int16Array {
  const bytes = new Int16Array(0x200).fill(-1);
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const itself = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    bytes[itself ? byte : next++] = byte;
  }
  return bytes;
}

const ALPHABET = byteAlphabet();

function bytesOf(token: string): Uint8Array {
  const bytes = Buffer.allocUnsafe(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = ALPHABET[token.charCodeAt(i)] ?? -1;
    if (byte < 0) throw new NotThisVocabulary('not_byte_level');
    bytes[i] = byte;
  }
  return bytes;
}

/** A merge is written as `left right` or `["left", "right"]`. */
function pairsOf(merges: unknown[], ranks: Map<string, number>): Int32Array {
  const found = new Int32Array(2 * merges.length);
  for (const [i, merge] of merges.entries()) {
    const parts = typeof merge === 'string' ? merge.split(' ') : listOf(merge);
    const [left, right] = parts;
    const rank = typeof left === 'string' && typeof right === 'string' ? ranks.get(left + right) : undefined;
    if (rank === undefined || parts.length !== 2) throw new NotThisVocabulary('merges_no_pairs');
    // In byte level a character is a byte.
    found.set([rank, (left as string).length], 2 * i);
  }
  return found;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function checkPreTokenizer(json: Json, patterns: readonly string[]): void {
  const pre = isObject(json.pre_tokenizer) ? listOf(json.pre_tokenizer.pretokenizers).filter(isObject) : [];
  const found = pre
    .filter((each) => each.type === 'Split')
    .map(({ pattern }) => (isObject(pattern) ? pattern.Regex : null));
  if (
    found.join('\0') !== patterns.join('\0') ||
    pre.at(-1)?.type !== 'ByteLevel' ||
    pre.length !== found.length + 1
  )
    throw new NotThisVocabulary('other_pieces');
}

function checkNormalizer({ normalizer }: Json, expected: string | null): void {
  const nothing =
    !isObject(normalizer) || (normalizer.type === 'Sequence' && listOf(normalizer.normalizers).length === 0);
  if ((nothing ? null : normalizer.type) !== expected) throw new NotThisVocabulary('other_normalizer');
}

/** Of a `tokenizer.json` of Hugging Face with byte-level BPE. */
export function tokenizerJson(options: TokenizerJsonOptions): ReadTokens {
  const { count, firstId, patterns, normalizer, ignoreMerges } = options;
  return (file) => {
    const json = parseJson(file);
    const model = isObject(json) && isObject(json.model) ? json.model : {};
    if (!isObject(json) || model.type !== 'BPE' || !isObject(model.vocab) || !Array.isArray(model.merges))
      throw new NotThisVocabulary('not_bpe_json');
    checkPreTokenizer(json, patterns);
    checkNormalizer(json, normalizer);
    if ((model.ignore_merges === true) !== ignoreMerges)
      throw new NotThisVocabulary('other_value', 'model.ignore_merges');
    const ranks = new Map<string, number>();
    const tokens: Uint8Array[] = [];
    for (const [token, id] of Object.entries(model.vocab)) {
      const rank = Number.isInteger(id) ? (id as number) - firstId : count;
      if (rank >= count) throw new NotThisVocabulary('id_out_of_range');
      if (rank < 0) continue;
      ranks.set(token, rank);
      tokens[rank] = bytesOf(token);
    }
    checkTokens(tokens, count);
    const merges: Merges = { pairs: pairsOf(model.merges, ranks), wholePieces: ignoreMerges };
    return { tokens, merges };
  };
}
