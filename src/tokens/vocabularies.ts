import type { Vocabulary } from './port.ts';

/** Which vocabulary counts for a model, and whether that is the model's own one. */
export interface VocabularyChoice {
  vocabulary: Vocabulary;
  /** False where the vocabulary only stands in for one that is not known here: its counts are estimates. */
  exact: boolean;
}

/**
 * Families of OpenAI models in the order of `tiktoken`'s `model.py` (MODEL_PREFIX_TO_ENCODING and
 * MODEL_TO_ENCODING), the longer prefix first.
 */
const OPENAI: [RegExp, Vocabulary][] = [
  [/^(?:gpt-4o|chatgpt-4o|gpt-4\.1|gpt-4\.5|gpt-5|o1|o3|o4-mini)(?:[-.:]|$)/, 'o200k_base'],
  [
    /^(?:gpt-4|gpt-3\.5|gpt-35|text-embedding-ada-002|text-embedding-3|davinci-002|babbage-002)(?:[-.:]|$)/,
    'cl100k_base',
  ],
];

/**
 * The vocabulary for a provider's model id, as in `gpt-4o-2024-08-06`, `openai/gpt-4.1` or `ft:gpt-4o-mini:org::1`.
 * A model that is not OpenAI's own is counted with `o200k_base`, and the count is an estimate. (`gpt-oss` reads
 * the same ranks, but its chat format has other marks, so its total is an estimate, too.)
 */
export function vocabularyFor(providerModel: string | null): VocabularyChoice {
  const name = (providerModel ?? '')
    .slice((providerModel ?? '').lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/^ft:/, '');
  for (const [family, vocabulary] of OPENAI) if (family.test(name)) return { vocabulary, exact: true };
  return { vocabulary: 'o200k_base', exact: false };
}
