import type { Vocabulary } from '../port.ts';
import type { Template } from '../templates/template.ts';

/** Models that read one vocabulary and one chat template. */
export interface Family {
  /** As people know them, for `kimi-proxy vocab list`; null where they are in another family's title. */
  title: string | null;
  /** Of a name as `modelName` gives it: whole words at its beginning. */
  names: RegExp;
  vocabulary: Vocabulary;
  /** False where the models' own vocabulary is another, or not published: this one only stands in for it. */
  own: boolean;
  template: Template;
  /**
   * Who is known to write conversations by this very template: everyone who serves the models (`all`), a server that
   * takes the template of the models' publisher (`publisher`), or nobody.
   */
  templateOf: 'all' | 'publisher' | 'nobody';
}

/** Names that begin with one of these words. The words are alternatives of a regular expression, without repetition. */
function family(
  title: string | null,
  words: string,
  vocabulary: Vocabulary,
  template: Template,
  templateOf: Family['templateOf'],
  own = true,
): Family {
  return { title, names: new RegExp(`^(?:${words})(?:[-.]|$)`), vocabulary, own, template, templateOf };
}

/**
 * Which model reads what: the first family that matches. Sources stand above each group; where a vocabulary is said to be
 * the same, the publisher's tokenizer files have the same ranks.
 */
export const FAMILIES: readonly Family[] = [
  // https://github.com/openai/harmony/blob/main/docs/format.md
  family('gpt-oss', 'gpt-oss', 'o200k_harmony', 'harmony', 'publisher'),
  // https://github.com/openai/tiktoken/blob/main/tiktoken/model.py (MODEL_PREFIX_TO_ENCODING, MODEL_TO_ENCODING)
  family('GPT-4o, 4.1, 4.5', 'gpt-4o|chatgpt-4o|gpt-4\\.1|gpt-4\\.5', 'o200k_base', 'openai', 'all'),
  // How conversations are written for the models that think is not published.
  family('GPT-5 and the o series', 'gpt-5|o1|o3|o4-mini', 'o200k_base', 'openai', 'nobody'),
  family(
    'GPT-4, GPT-3.5, embeddings',
    'gpt-4|gpt-3\\.5|gpt-35|text-embedding-ada-002|text-embedding-3|davinci-002|babbage-002',
    'cl100k_base',
    'openai',
    'all',
  ),

  // Distilled from R1 into others: the base model's vocabulary, R1's template
  // (https://huggingface.co/deepseek-ai/DeepSeek-R1#deepseek-r1-distill-models; https://ollama.com/library/deepseek-r1)
  family(
    'DeepSeek-R1-Distill-Qwen',
    'deepseek-r1-distill-qwen|deepseek-r1-0528-qwen3|deepseek-r1-(?:1\\.5b|7b|8b|14b|32b)',
    'qwen3',
    'deepseek',
    'nobody',
  ),
  family(
    'DeepSeek-R1-Distill-Llama',
    'deepseek-r1-distill-llama|deepseek-r1-70b',
    'llama3_1',
    'deepseek',
    'nobody',
  ),
  // https://huggingface.co/deepseek-ai/DeepSeek-V3 and its successors: one tokenizer, templates that differ. R1's begins
  // each answer with a thought; V3.2 has no template in its repository, but code of its own.
  family('DeepSeek V3.1', 'deepseek-v3\\.1|deepseek-v3p1', 'deepseek_v3', 'deepseek_v3_1', 'publisher'),
  family('DeepSeek V3, R1, V3.2', 'deepseek-v3\\.2|deepseek-v3p2', 'deepseek_v3', 'deepseek_v3_1', 'nobody'),
  family(null, 'deepseek-v3', 'deepseek_v3', 'deepseek', 'publisher'),
  family(null, 'deepseek-r1|r1', 'deepseek_v3', 'deepseek', 'nobody'),
  // https://api-docs.deepseek.com/quick_start/pricing: names of its own service, which now mean V3.2 or later.
  family(null, 'deepseek-chat|deepseek-reasoner', 'deepseek_v3', 'deepseek_v3_1', 'nobody'),
  family(null, 'deepseek', 'deepseek_v3', 'deepseek_v3_1', 'nobody', false),

  // https://qwenlm.github.io/blog/qwen2.5/ and https://huggingface.co/Qwen/Qwen3-8B: 151,643 ranks, the same in 2, 2.5 and 3;
  // only special tokens were added. From Qwen3.5 on the vocabulary is larger (https://huggingface.co/Qwen/Qwen3.5-27B).
  family(null, 'qwen3\\.\\d|qwen-3\\.\\d|qwen3p\\d', 'qwen3', 'qwen', 'nobody', false),
  // Closed models of the same names (https://www.alibabacloud.com/help/en/model-studio/models)
  family(
    null,
    'qwen3-max|qwen3-coder-plus|qwen3-coder-flash|qwen-max|qwen-plus|qwen-turbo|qwen-flash|qwen-coder|qwen-long',
    'qwen3',
    'qwen',
    'nobody',
    false,
  ),
  family('Qwen3-Coder', 'qwen3-coder|qwen-3-coder', 'qwen3', 'qwen_coder', 'publisher'),
  // The template of the models that only think begins each answer with a thought.
  family(
    'Qwen3',
    'qwen-?3-(?:\\d+b|\\d+b-a\\d+b)-thinking|qwen3-vl|qwen3-omni|qwen3-next',
    'qwen3',
    'qwen',
    'nobody',
  ),
  family(null, 'qwen3|qwen-3', 'qwen3', 'qwen', 'publisher'),
  // https://huggingface.co/Qwen/QwQ-32B
  family('QwQ', 'qwq', 'qwen3', 'qwen', 'nobody'),
  family('Qwen2.5', 'qwen2\\.5-coder|qwen2\\.5|qwen-2\\.5|qwen2p5', 'qwen3', 'qwen2', 'publisher'),
  family(null, 'qwen2|qwen-2', 'qwen3', 'qwen2', 'nobody'),

  // https://docs.mistral.ai/cookbook/concept-deep-dive-tokenization-templates lists the models of each tokenizer up to
  // Ministral 8B; https://github.com/mistralai/mistral-common has the later versions. Of tekken, only the ranks of
  // Mistral Nemo (240718) are built in, so that the later ones are counted by them as a guess.
  family(
    'Mistral 7B 0.1 and 0.2, Mixtral',
    'mistral-7b-instruct-v0\\.[12]|mistral-7b-v0\\.[12]|open-mistral-7b-v0\\.[12]|mixtral-8x7b|open-mixtral-8x7b|mixtral-8x22b-v0\\.1',
    'mistral_v1',
    'mistral',
    'nobody',
  ),
  family(
    'Mistral 7B 0.3, Mixtral 8x22B, Codestral 22B, Mistral Large and Small of 2024',
    'mistral-7b|open-mistral-7b|mixtral-8x22b|mixtral|open-mixtral-8x22b|codestral-22b|codestral-2405|mathstral|mistral-large-2402|mistral-large-2407|mistral-large-instruct-2407|mistral-small-2402|mistral-small-2409|mistral-small-instruct-2409|mistral-embed',
    'mistral_v3',
    'mistral',
    'publisher',
  ),
  // Mistral Large of November 2024: the same vocabulary, version 7.
  family(null, 'mistral-large-2411|mistral-large-instruct-2411', 'mistral_v3', 'mistral_v7', 'publisher'),
  family(
    'Mistral Nemo, Ministral 8B, Pixtral 12B',
    'mistral-nemo|open-mistral-nemo|ministral-8b-2410|ministral-8b-instruct-2410|ministral-3b-2410|pixtral-12b',
    'mistral_tekken',
    'mistral',
    'publisher',
  ),
  family(
    'Mistral’s later models',
    'mistral|ministral|magistral|codestral|devstral|pixtral|voxtral|labs-devstral|labs-mistral',
    'mistral_tekken',
    'mistral_v7',
    'nobody',
    false,
  ),

  // https://www.llama.com/docs/model-cards-and-prompt-formats/: 3, 3.1, 3.2 and 3.3 share 128,000 ranks; Llama 4 has others.
  family(null, 'llama-4|llama4|llama-guard-4', 'o200k_base', 'openai', 'nobody', false),
  // Fine-tuned by others, with templates of their own.
  family(null, 'llama-3\\.\\d-nemotron|llama3\\.\\d-nemotron', 'llama3_1', 'llama3', 'nobody'),
  family(
    'Llama 3',
    'llama-3\\.[123]|llama3\\.[123]|llama-v3p[123]|llama3-[123]|llama-3-[123]',
    'llama3_1',
    'llama3',
    'publisher',
  ),
  // Llama 3's own template has no dates.
  family(null, 'llama-3|llama3|llama-guard-3', 'llama3_1', 'llama3', 'nobody'),

  // https://huggingface.co/google/gemma-3-27b-it: 262,144 pieces. Gemma 2's are others, and so may be Gemini's, which are
  // not published (https://ai.google.dev/gemini-api/docs/tokens).
  family('Gemma 3', 'gemma-3|gemma3|gemma-3n|gemma3n', 'gemma3', 'gemma', 'publisher'),
  family(null, 'gemma|gemma2|gemma4|gemini|learnlm', 'gemma3', 'gemma', 'nobody', false),

  // https://huggingface.co/moonshotai/Kimi-K2-Instruct. Kimi-K2.6, Kimi-K3 and Kimi-Linear have the same `tiktoken.model`, byte
  // for byte; templates differ.
  family(
    'Kimi K2',
    'kimi-k2-instruct|kimi-k2-0711|kimi-k2-0905|kimi-k2-turbo|kimi-k2-base',
    'kimi_k2',
    'kimi',
    'publisher',
  ),
  family('Kimi K2 Thinking, K2.5 and later, K3', 'kimi-k2-thinking', 'kimi_k2', 'kimi_thinking', 'publisher'),
  family(
    null,
    'kimi-k2\\.\\d|kimi-k2p\\d|kimi-k3|k3|kimi-linear|kimi-for-coding|kimi-latest|kimi-thinking|kimi-dev',
    'kimi_k2',
    'kimi_thinking',
    'nobody',
  ),
  family(null, 'kimi-k2', 'kimi_k2', 'kimi', 'publisher'),
  // Before K2, and what is to come: not published.
  family(null, 'moonshot-v1|kimi|kimi-vl', 'kimi_k2', 'kimi', 'nobody', false),
];
