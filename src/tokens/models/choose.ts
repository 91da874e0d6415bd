import { isAddable, type Vocabulary } from '../port.ts';
import type { Template } from '../templates/template.ts';
import { FAMILIES, type Family } from './families.ts';
import { modelName } from './name.ts';

/** Which vocabulary and chat template count for a model, and whether totals made with them are true. */
export interface VocabularyChoice {
  vocabulary: Vocabulary;
  template: Template;
  /**
   * False where the vocabulary only stands in for another, or where the provider is not known to write conversations by
   * this template: totals are estimates then.
   */
  exact: boolean;
  /** The model's own vocabulary, which the user could add (`kimi-proxy vocab add`); absent where it is there or is none. */
  wants?: Vocabulary;
}

/** What else the choice goes by. */
export interface ChoiceFacts {
  /** The provider's name in the configuration; undefined where only the model counts. */
  provider?: string | null | undefined;
  /** Whether a vocabulary's pack is there; where it is not given, what the program brings with it is. */
  available?: ((vocabulary: Vocabulary) => boolean) | undefined;
}

const isBuiltIn = (vocabulary: Vocabulary): boolean => !isAddable(vocabulary);

/**
 * What counts for a vocabulary that is not there, the nearest by measurement: cl100k_base is off by 4 to 8 % for Llama 3,
 * o200k_base by 13 to 23 % for Gemma 3.
 */
const STAND_IN: Partial<Record<Vocabulary, Vocabulary>> = { llama3_1: 'cl100k_base' };
const ANY: Vocabulary = 'o200k_base';

/**
 * Providers that are known to take the template that a model's publisher put beside it, by the name in the configuration:
 * vLLM, SGLang, TGI, llama.cpp with `--jinja` and LM Studio. Ollama has templates of its own; what hosted providers do is
 * not published.
 */
const PUBLISHERS_TEMPLATE = new Set(['vllm', 'sglang', 'tgi', 'llamacpp', 'llama-cpp', 'lmstudio']);

function templateHolds({ templateOf }: Family, provider: string | null | undefined): boolean {
  if (templateOf === 'nobody') return false;
  return templateOf === 'all' || provider === undefined || PUBLISHERS_TEMPLATE.has(provider ?? '');
}

const chosen = new Map<string, Family | null>();
/** Names whose family is remembered; then all are forgotten. */
const MAX_CHOSEN = 1000;

function familyOf(providerModel: string | null): Family | null {
  const known = chosen.get(providerModel ?? '');
  if (known !== undefined) return known;
  const name = modelName(providerModel);
  const found = name === '' ? null : (FAMILIES.find(({ names }) => names.test(name)) ?? null);
  if (chosen.size >= MAX_CHOSEN) chosen.clear();
  if (name !== '') chosen.set(providerModel ?? '', found);
  return found;
}

/**
 * The vocabulary and template for a provider's model id, as in `gpt-4o-2024-08-06`, `openai/gpt-4.1`, `qwen3:32b` or
 * `Pro/deepseek-ai/DeepSeek-V3`. A model that is not known is counted with `o200k_base`, and the count is an estimate. Never
 * throws, and takes no longer for a name made to be slow.
 */
export function vocabularyFor(
  providerModel: string | null,
  { provider, available = isBuiltIn }: ChoiceFacts = {},
): VocabularyChoice {
  const family = familyOf(providerModel);
  if (family === null) return { vocabulary: ANY, template: 'openai', exact: false };
  const { vocabulary, own, template } = family;
  if (available(vocabulary)) {
    return { vocabulary, template, exact: own && templateHolds(family, provider) };
  }
  const standIn = { vocabulary: STAND_IN[vocabulary] ?? ANY, template: 'openai', exact: false } as const;
  return own && !isBuiltIn(vocabulary) ? { ...standIn, wants: vocabulary } : standIn;
}

/** The same for `GET /api/models`. */
export function vocabularyView(
  providerModel: string | null,
  facts: ChoiceFacts,
): { name: Vocabulary; exact: boolean; wants: Vocabulary | null } {
  const { vocabulary, exact, wants } = vocabularyFor(providerModel, facts);
  return { name: vocabulary, exact, wants: wants ?? null };
}

/** Models that read a vocabulary as their own, as people know them. */
export function modelsOf(vocabulary: Vocabulary): string[] {
  return FAMILIES.flatMap((each) =>
    each.vocabulary === vocabulary && each.own && each.title !== null ? [each.title] : [],
  );
}
