import type { ProviderConfig } from '../config/index.ts';
import type { CacheRule } from '../contract/index.ts';
import { knownAs } from './quirks.ts';

type Rule = Omit<CacheRule, 'id' | 'known'>;

/** A rule for models whose id matches; the first that does is the one. Without `models`: for all others. */
interface Entry extends Partial<Rule> {
  models?: RegExp;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

const AUTOMATIC: Rule = {
  mode: 'automatic',
  min_tokens: 1024,
  step_tokens: 1,
  lifetime_s: { least: 5 * MINUTE, most: HOUR },
  keys: [],
  sources: [],
};

/**
 * By `cache_control`, in the order tools, system, messages; each use renews it; an hour where the request asks for it.
 * A change of `tool_choice` or of thinking leaves the messages uncached. The least lengths are those of the page as
 * docs.litellm.ai/docs/completion/prompt_caching lists them by model (2026-10).
 */
const ANTHROPIC: { base: Partial<Rule>; entries: Entry[] } = {
  base: {
    mode: 'breakpoints',
    lifetime_s: { least: 5 * MINUTE, most: 5 * MINUTE },
    keys: ['tool_choice', 'thinking'],
    sources: [
      'https://platform.claude.com/docs/en/build-with-claude/prompt-caching',
      'https://docs.litellm.ai/docs/completion/prompt_caching',
    ],
  },
  entries: [
    { models: /(?:opus|fable|mythos)-5/, min_tokens: 512 },
    { models: /haiku-4[-.]5|opus-4[-.][567]/, min_tokens: 4096 },
    { models: /haiku/, min_tokens: 2048 },
    { min_tokens: 1024 },
  ],
};

/**
 * By itself, from 1024 tokens on, in steps of 128; machines are chosen by the beginning and `prompt_cache_key`. In
 * memory for 5 to 10 minutes without use, an hour at most; with `prompt_cache_retention: "24h"`, or by default since
 * GPT-5.5, up to a day; since GPT-5.6 half an hour at least.
 */
const OPENAI: { base: Partial<Rule>; entries: Entry[] } = {
  base: {
    step_tokens: 128,
    lifetime_s: { least: 5 * MINUTE, most: DAY },
    keys: ['prompt_cache_key', 'prompt_cache_retention'],
    sources: [
      'https://developers.openai.com/api/docs/guides/prompt-caching',
      'https://raw.githubusercontent.com/openai/openai-cookbook/main/examples/Prompt_Caching_201.ipynb',
    ],
  },
  entries: [
    { models: /gpt-5\.[6-9]|gpt-[6-9]/, lifetime_s: { least: 30 * MINUTE, most: DAY } },
    { models: /^(?:gpt-4(?!o|\.[1-9])|gpt-3|text-|davinci|babbage)/, mode: 'none' },
    {},
  ],
};

/**
 * By itself. Of 2.5 and later; the least length by model. Nobody says for how long: OpenRouter has seen 3 to 5 minutes
 * on average (openrouter.ai/docs/guides/best-practices/prompt-caching), Vertex AI keeps it for a day at most.
 */
const GEMINI: { base: Partial<Rule>; entries: Entry[] } = {
  base: {
    min_tokens: 4096,
    lifetime_s: { least: 3 * MINUTE, most: DAY },
    sources: [
      'https://ai.google.dev/gemini-api/docs/caching',
      'https://openrouter.ai/docs/guides/best-practices/prompt-caching',
    ],
  },
  entries: [{ models: /gemini-(?:1|2\.0)/, mode: 'none' }, { models: /gemini-2\.5/, min_tokens: 2048 }, {}],
};

/**
 * Kimi for coding, measured: chunks of 256 tokens whatever is marked or keyed, gone between 5 and 30 minutes. Moonshot's
 * platform: 5 minutes, or an hour where `prompt_cache_options` asks for it.
 */
const KIMI: { base: Partial<Rule>; entries: Entry[] } = {
  base: {
    min_tokens: 256,
    step_tokens: 256,
    lifetime_s: { least: 5 * MINUTE, most: HOUR },
    sources: [
      'https://github.com/Leechael/pi-provider-kimi-code/blob/main/docs/caching.md',
      'https://forum.moonshot.ai/t/context-caching-upgrade-5-min-1-hour-ttl-options/613',
    ],
  },
  entries: [{ models: /for-coding/, lifetime_s: { least: 5 * MINUTE, most: 30 * MINUTE } }, {}],
};

/**
 * By itself, on disk: units of 64 tokens, since V4 whole prefixes at the ends of requests and at intervals; "a few hours
 * to a few days". Nothing shorter than a unit is kept.
 */
const DEEPSEEK: { base: Partial<Rule>; entries: Entry[] } = {
  base: {
    min_tokens: 64,
    step_tokens: 64,
    lifetime_s: { least: 2 * HOUR, most: DAY },
    sources: ['https://api-docs.deepseek.com/guides/kv_cache', 'https://api-docs.deepseek.com/news/news0802'],
  },
  entries: [{}],
};

/** By itself, of some models; two hours without use. The least length depends on the model: 128 to 1024. */
const GROQ: { base: Partial<Rule>; entries: Entry[] } = {
  base: {
    min_tokens: 128,
    lifetime_s: { least: 2 * HOUR, most: 2 * HOUR },
    sources: ['https://console.groq.com/docs/prompt-caching'],
  },
  entries: [{ models: /gpt-oss|kimi-k2/ }, { mode: 'none' }],
};

/** By itself, in blocks of 128 tokens (100 to 600); 5 minutes for sure, an hour at most. */
const CEREBRAS: { base: Partial<Rule>; entries: Entry[] } = {
  base: {
    min_tokens: 128,
    step_tokens: 128,
    sources: ['https://inference-docs.cerebras.ai/capabilities/prompt-caching'],
  },
  entries: [{}],
};

/** Blocks of 64 tokens; likelier with the same `prompt_cache_key`. Nobody says for how long. */
const MISTRAL: { base: Partial<Rule>; entries: Entry[] } = {
  base: {
    min_tokens: 64,
    step_tokens: 64,
    lifetime_s: null,
    keys: ['prompt_cache_key'],
    sources: ['https://docs.mistral.ai/studio-api/conversations/advanced/prompt-caching'],
  },
  entries: [{}],
};

type Family = { base: Partial<Rule>; entries: Entry[] };

/** By the names under which `quirks.ts` knows providers, and by makers in OpenRouter's ids. */
const FAMILIES: Record<string, Family> = {
  anthropic: ANTHROPIC,
  openai: OPENAI,
  chatgpt: OPENAI,
  gemini: GEMINI,
  google: GEMINI,
  kimi: KIMI,
  moonshotai: KIMI,
  deepseek: DEEPSEEK,
  groq: GROQ,
  cerebras: CEREBRAS,
  mistral: MISTRAL,
  mistralai: MISTRAL,
};

const OPENROUTER_PAGE = 'https://openrouter.ai/docs/guides/best-practices/prompt-caching';

function ruleOf(id: string, family: Family, model: string): CacheRule {
  const { models: _, ...entry } = family.entries.find(({ models }) => models?.test(model) ?? true) ?? {};
  return { id, known: true, ...AUTOMATIC, ...family.base, ...entry };
}

function familyNamed(name: string): Family | undefined {
  return Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined;
}

/** What most providers do, where nothing is known of one. */
function unknownRule(): CacheRule {
  return { id: 'unknown', known: false, ...AUTOMATIC, mode: 'unknown', lifetime_s: null };
}

/**
 * How a provider caches the beginnings of requests to a model (the provider's own id): by where it is reached, its
 * preset or its type; on OpenRouter by the model's maker, which it stays with. Each rule has the pages that say so.
 * For a provider of which nothing is known, `known` is false.
 */
export function cacheRuleFor(
  provider: Pick<ProviderConfig, 'name' | 'type' | 'preset' | 'baseUrl'>,
  model: string | null,
): CacheRule {
  const id = (model ?? '').toLowerCase();
  if (provider.type === 'test') {
    return { ...unknownRule(), id: 'test', known: true, mode: 'none' };
  }
  const name = knownAs(provider) ?? provider.type;
  if (name === 'openrouter') {
    const maker = id.slice(0, Math.max(0, id.indexOf('/'))).replace(/^~/, '');
    const family = familyNamed(maker);
    if (family === undefined) return { ...unknownRule(), id: 'openrouter', sources: [OPENROUTER_PAGE] };
    const rule = ruleOf(`openrouter/${maker}`, family, id.slice(maker.length + 1));
    return { ...rule, sources: [OPENROUTER_PAGE, ...rule.sources] };
  }
  const family = familyNamed(name);
  return family === undefined ? unknownRule() : ruleOf(name, family, id);
}
