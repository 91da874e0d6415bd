/** What a field of a `tokenizer.json` should be. */
export const KINDS = {
  space_mark: 'one that replaces spaces by ▁',
  id: 'an id',
  list: 'a list',
  text: 'a text',
  pair: 'a pair of texts',
  merge: 'two tokens that become one',
  token: 'a token of model.vocab',
} as const;

type Kind = keyof typeof KINDS;
export type KindTexts = Readonly<Record<Kind, string>>;

/** Why a file is not the vocabulary that it was said to be: parts of a sentence about the file, in English. */
export const MISFITS = {
  unknown_vocabulary: (name: string) => `there is no vocabulary ${name}`,
  too_large: (megabytes: number) => `it is larger than ${megabytes} MB`,
  other_tokens: (text: string, found: string, own: string) =>
    `it finds the tokens ${found} in ${text}, where the model's own are ${own}`,
  not_json: () => 'it is not JSON',
  not_bpe_json: () => 'it is not a `tokenizer.json` with a model of type BPE',
  other_field: (field: string, wanted: string, found: string) =>
    `its \`${field}\` is ${found}, not ${wanted}`,
  other_kind: (field: string, wanted: Kind, found: string) =>
    `its \`${field}\` is ${found}, not ${KINDS[wanted]}`,
  ids_shared: (tokens: number, ids: number) => `its \`model.vocab\` has ${tokens} tokens with ${ids} ids`,
  missing_field: (field: string) => `it has no \`${field}\``,
  other_value: (field: string) => `its \`${field}\` is another`,
  other_pieces: () => 'its `pre_tokenizer` splits texts in another way',
  other_normalizer: () => 'its `normalizer` changes texts in another way',
  token_count: (found: number, own: number) => `it has ${found} tokens, and the vocabulary has ${own}`,
  rank_missing: (rank: number) => `no token has rank ${rank}`,
  rank_twice: (rank: number) => `two tokens have rank ${rank}`,
  token_too_long: (rank: number) => `the token of rank ${rank} is too long`,
  token_twice: (rank: number) => `the token of rank ${rank} has another rank, too`,
  byte_missing: (byte: number) => `no token is the byte ${byte} alone`,
  byte_token_missing: (token: string) => `it has no token ${token}: not all bytes are there`,
  no_space_token: (token: string) => `it has no token ${token}, which stands for a space`,
  not_base64: () => 'a token in it is not in Base64',
  not_byte_level: () => 'a token in it is not written in byte level',
  not_a_line: (line: number) => `line ${line} is not a token in Base64, a space and a rank`,
  id_out_of_range: () => 'its `model.vocab` has an id out of range',
  merges_no_pairs: () => 'its `model.merges` are not pairs that make tokens',
  merges_unordered: () => 'its `model.merges` are not in the order of the tokens that they make',
  merges_other: (rank: number) =>
    `its \`model.merges\` do not make the token of rank ${rank} as its rank would`,
} as const;

export type Misfit = keyof typeof MISFITS;

/** Each {@link Misfit} in words, in whatever language. */
export type MisfitTexts = { readonly [K in Misfit]: (...values: Parameters<(typeof MISFITS)[K]>) => string };

/** A file that is not what it was said to be; the message is a part of a sentence for a person: `it is not JSON`. */
export class NotThisVocabulary<K extends Misfit = Misfit> extends Error {
  override name = 'NotThisVocabulary';
  /** What is wrong, as these texts say it. */
  readonly inWords: (texts: MisfitTexts) => string;

  constructor(misfit: K, ...values: Parameters<(typeof MISFITS)[K]>) {
    const inWords = (texts: MisfitTexts): string =>
      (texts[misfit] as (...all: (string | number)[]) => string)(...values);
    super(inWords(MISFITS));
    this.inWords = inWords;
  }
}
