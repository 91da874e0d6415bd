import { parseJson } from '../bpe/sources/tokens.ts';
import { type KINDS, NotThisVocabulary } from '../not-this-vocabulary.ts';
import { byteName, byteTokens, type PieceVocabulary, SPACE_MARK } from './vocabulary.ts';

type Fields = Record<string, unknown>;

/** No published vocabulary has a quarter as many. */
const MOST_TOKENS = 2 ** 21;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

const shown = (found: unknown): string => (JSON.stringify(found) ?? '').slice(0, 80);

function refuse(field: string, wanted: string, found: unknown): never {
  if (found === undefined) throw new NotThisVocabulary('missing_field', field);
  throw new NotThisVocabulary('other_field', field, wanted, shown(found));
}

function refuseKind(field: string, wanted: keyof typeof KINDS, found: unknown): never {
  if (found === undefined) throw new NotThisVocabulary('missing_field', field);
  throw new NotThisVocabulary('other_kind', field, wanted, shown(found));
}

/** Whether a pattern is that of one space. */
function isSpace(pattern: unknown): boolean {
  return fieldsOf(pattern).String === ' ';
}

/** Refuses what would be counted otherwise than it is here. */
function checkKind(file: Fields, model: Fields): void {
  const normalizer = fieldsOf(file.normalizer);
  if (normalizer.type !== 'Replace' || !isSpace(normalizer.pattern) || normalizer.content !== SPACE_MARK)
    refuseKind('normalizer', 'space_mark', file.normalizer);
  const { type, pattern } = fieldsOf(file.pre_tokenizer);
  // One that splits at spaces does nothing, since the normalizer leaves none.
  if ((file.pre_tokenizer ?? null) !== null && !(type === 'Split' && isSpace(pattern)))
    refuse('pre_tokenizer', 'null', file.pre_tokenizer);
  if (model.type !== 'BPE') refuse('model.type', '"BPE"', model.type);
  if (model.byte_fallback !== true) refuse('model.byte_fallback', 'true', model.byte_fallback);
  if ((model.dropout ?? null) !== null) refuse('model.dropout', 'null', model.dropout);
  if ((model.ignore_merges ?? false) !== false) refuse('model.ignore_merges', 'false', model.ignore_merges);
  for (const key of ['continuing_subword_prefix', 'end_of_word_suffix'])
    if ((model[key] ?? '') !== '') refuse(`model.${key}`, 'null', model[key]);
}

function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MOST_TOKENS;
}

function readIds(vocab: unknown): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [text, id] of Object.entries(fieldsOf(vocab))) {
    if (!isId(id)) refuseKind(`model.vocab[${JSON.stringify(text.slice(0, 40))}]`, 'id', id);
    ids.set(text, id);
  }
  const different = new Set(ids.values()).size;
  if (different !== ids.size) throw new NotThisVocabulary('ids_shared', ids.size, different);
  return ids;
}

/** A merge is written as `"a b"` or as `["a", "b"]`. */
function partsOf(merge: unknown): unknown[] {
  const parts: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
  return Array.isArray(parts) && parts.length === 2 ? (parts as unknown[]) : [];
}

function readMerges(merges: unknown, ids: ReadonlyMap<string, number>): Int32Array {
  if (!Array.isArray(merges)) refuseKind('model.merges', 'list', merges);
  const bytes = new Set(Array.from({ length: 256 }, (_, byte) => byteName(byte)));
  const entries = new Int32Array(4 * merges.length);
  for (const [rank, merge] of (merges as unknown[]).entries()) {
    const [left, right] = partsOf(merge);
    if (typeof left !== 'string' || typeof right !== 'string')
      refuseKind(`model.merges[${rank}]`, 'pair', merge);
    const [first, second, both] = [ids.get(left), ids.get(right), ids.get(left + right)];
    const fallback = bytes.has(left) || bytes.has(right);
    if (first === undefined || second === undefined || both === undefined || fallback)
      refuseKind(`model.merges[${rank}]`, 'merge', merge);
    entries.set([first, second, rank, both], 4 * rank);
  }
  return entries;
}

/** Added tokens that are matched in a text; the special ones' names are ordinary text. */
function readAdded(list: unknown, ids: ReadonlyMap<string, number>): Map<string, number> {
  if (!Array.isArray(list)) refuseKind('added_tokens', 'list', list);
  const added = new Map<string, number>();
  for (const [i, token] of (list as unknown[]).entries()) {
    const { content, special, ...rest } = fieldsOf(token);
    if (typeof content !== 'string' || content === '') refuseKind(`added_tokens[${i}]`, 'text', token);
    if (special === true) continue;
    const id = ids.get(content);
    if (id === undefined) refuseKind(`added_tokens[${i}]`, 'token', token);
    for (const flag of ['single_word', 'lstrip', 'rstrip', 'normalized'])
      if ((rest[flag] ?? false) !== false) refuse(`added_tokens[${i}].${flag}`, 'false', rest[flag]);
    added.set(content, id);
  }
  return added;
}

/**
 * The vocabulary of a `tokenizer.json` as Hugging Face's `tokenizers` writes it, of the kind of Gemma's: BPE over
 * characters with byte fallback, spaces as {@link SPACE_MARK}, no pattern. Throws
 * {@link NotThisVocabulary}, which names the field, where it is of another kind.
 */
export function readTokenizerJson(file: Uint8Array): PieceVocabulary {
  const json = fieldsOf(parseJson(file));
  const model = fieldsOf(json.model);
  checkKind(json, model);
  const ids = readIds(model.vocab);
  const texts: (string | null)[] = [];
  for (const [text, id] of ids) texts[id] = text;
  return {
    texts: Array.from(texts, (text) => text ?? null),
    bytes: byteTokens((text) => ids.get(text)),
    merges: readMerges(model.merges, ids),
    added: readAdded(json.added_tokens, ids),
    prefix: false,
  };
}
