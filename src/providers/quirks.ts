import { isLoopback, type ProviderConfig } from '../config/index.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../protocols/index.ts';

interface Entry {
  /** Names of presets. */
  presets: readonly string[];
  /** Hosts of base URLs; what is below one (`eu.api.example.com`) counts, too. */
  hosts: readonly string[];
  /** The port by which a server on this machine is known. */
  port?: string;
  quirks: Partial<Quirks>;
}

/**
 * Kimi and Moonshot's platform.
 * - reasoning: the platform's guide (platform.moonshot.cn/docs/guide/use-kimi-k2-thinking-model); an empty text is
 *   refused like none (github.com/earendil-works/pi/issues/4251), a point is taken
 *   (github.com/anomalyco/opencode/issues/10996)
 * - thinking: platform.kimi.ai/docs/api/models-overview, platform.kimi.ai/docs/guide/use-reasoning-effort (K3)
 * - sampling: fixed on K2.5 and later (github.com/Warma10032/VideoAdGuard/issues/34, which quotes the documents)
 * - empty content beside calls: github.com/MoonshotAI/kimi-cli/issues/2621
 * - schemas: github.com/MoonshotAI/kimi-code/issues/2661
 * - forced tools: github.com/UKGovernmentBEIS/inspect_ai/pull/5152
 * - names of tools: begin with a letter or `_` (github.com/MoonshotAI/kimi-cli/issues/2531)
 * - going on from an assistant's message: platform.kimi.ai/docs/guide/use-partial-mode-feature-of-kimi-api
 */
const KIMI: Partial<Quirks> = {
  reasoningRequired: true,
  reasoningStandIn: '.',
  reasoningRequest: 'thinking',
  efforts: ['low', 'high', 'max'],
  reasoningModels: /\bk2\.[5-9]\b|\bk3\b|for-coding|thinking/,
  fixedSampling: /\bk2\.[5-9]\b|\bk3\b|for-coding/,
  forcedTools: 'kimi',
  maxTemperature: 1,
  options: ['user', 'prompt_cache_key', 'json_schema'],
  schemas: 'moonshot',
  toolNames: 'letter',
  prefill: 'partial',
  omitEmptyContent: true,
};

/**
 * - reasoning: must come back on turns that called tools, is passed over on others; `reasoning_effort` takes any of
 *   the six (api-docs.deepseek.com/guides/thinking_mode). An empty text is refused, a space taken
 *   (github.com/NousResearch/hermes-agent/pull/18263)
 * - forced tools: refused while it thinks (github.com/cloudwego/eino/issues/994)
 * - JSON, but no schema: api-docs.deepseek.com/guides/json_mode
 */
const DEEPSEEK: Partial<Quirks> = {
  reasoningRequired: true,
  reasoningStandIn: ' ',
  reasoningRequest: 'thinking',
  efforts: ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
  forcedTools: 'not_thinking',
  options: ['logprobs'],
};

/**
 * - ids of calls: "must be a-z, A-Z, 0-9, with a length of 9" (github.com/anomalyco/opencode/issues/1680)
 * - unknown fields: 422, extra_forbidden (github.com/mistralai/platform-docs-public/issues/7,
 *   github.com/Gitlawb/openclaude/issues/739); which are known: docs.mistral.ai/api/endpoint/chat
 * - `stream_options`: 422 (github.com/openai/openai-agents-python/issues/442); usage comes unasked
 * - reasoning: parts of the content (docs.mistral.ai/capabilities/reasoning), never `reasoning_content`
 *   (github.com/charmbracelet/crush/issues/1590), and only for models that think
 *   (github.com/suitenumerique/conversations/issues/402)
 * - efforts: `high` and `none`, of models whose reasoning can be adjusted (docs.mistral.ai/capabilities/reasoning/adjustable,
 *   docs.mistral.ai/inference/conversations/reasoning)
 * - `prompt_cache_key`: github.com/anomalyco/opencode/issues/50748
 * - order: "Unexpected role 'user' after role 'tool'" (github.com/zed-industries/zed/issues/37021), "Unexpected role
 *   'system' after role 'assistant'" (github.com/swarmauri/swarmauri-sdk/issues/162)
 * - `prefix` and contents of tools' messages: github.com/mistralai/client-ts, AssistantMessage, ToolMessage
 */
const MISTRAL: Partial<Quirks> = {
  reasoningField: 'thinking_parts',
  efforts: ['none', 'high'],
  reasoningModels: /magistral|mistral-small-(?:latest|2[6-9])|mistral-medium-(?:latest|3-5|2604)/,
  effortModels: /mistral-small|mistral-medium/,
  systemFirst: /./,
  toolCallIds: 'mistral',
  seedField: 'random_seed',
  maxTemperature: 1.5,
  asksUsage: false,
  refusedFields: [
    'stream_options',
    'store',
    'max_completion_tokens',
    'seed',
    'user',
    'safety_identifier',
    'service_tier',
    'verbosity',
    'logprobs',
    'top_logprobs',
    'logit_bias',
    'top_k',
    'reasoning',
    'thinking',
    'enable_thinking',
    'functions',
    'function_call',
    'modalities',
    'web_search_options',
  ],
  refusedMessageFields: [
    'reasoning_content',
    'reasoning',
    'reasoning_details',
    'refusal',
    'annotations',
    'audio',
  ],
  options: ['metadata', 'prompt_cache_key', 'json_schema'],
  toolImages: true,
  answerAfterTools: true,
  prefill: 'prefix',
};

/**
 * - reasoning, asked for and given back: openrouter.ai/docs/use-cases/reasoning-tokens
 * - marks: openrouter.ai/docs/features/prompt-caching; files by URL: openrouter.ai/docs/features/multimodal/pdfs
 * - other options: openrouter.ai/docs/api-reference/parameters
 * - ids over 40 characters are refused by OpenAI behind it (github.com/openclaw/openclaw/pull/875)
 */
const OPENROUTER: Partial<Quirks> = {
  reasoningField: 'reasoning',
  reasoningDetails: true,
  reasoningRequest: 'reasoning',
  efforts: ['minimal', 'low', 'medium', 'high', 'xhigh'],
  toolCallIds: 'openai',
  options: [
    'user',
    'metadata',
    'verbosity',
    'prompt_cache_key',
    'top_k',
    'logit_bias',
    'logprobs',
    'json_schema',
  ],
  fileUrls: true,
  cacheMarks: true,
};

/**
 * - refused with a 400: console.groq.com/docs/openai; `store`: github.com/fanenr/chatbot/issues/21
 * - reasoning: `reasoning_content` is refused (github.com/janhq/jan/issues/8136); `reasoning` is taken, but only by
 *   models that think (github.com/vercel/ai/pull/8057)
 * - efforts: console.groq.com/docs/reasoning
 * - "json mode cannot be combined with tool/function calling": github.com/vercel/ai/pull/16540; schemas: of some models
 *   alone (console.groq.com/docs/structured-outputs, as github.com/anotherai-dev/anotherai/issues/164 lists them)
 */
const GROQ: Partial<Quirks> = {
  reasoningField: 'reasoning',
  reasoningModels: /gpt-oss/,
  refusedFields: ['logprobs', 'top_logprobs', 'logit_bias', 'store'],
  refusedMessageFields: ['reasoning_content', 'reasoning_details', 'name'],
  options: ['user', 'json_schema'],
  formatOrTools: /./,
  schemaModels: /gpt-oss|kimi-k2|llama-4/,
};

/**
 * - refused with a 400: hexdocs.pm/req_llm/cerebras.html, after inference-docs.cerebras.ai/resources/openai
 * - `reasoning_content`: github.com/Kilo-Org/kilocode/issues/10375
 * - efforts: inference-docs.cerebras.ai/capabilities/reasoning
 * - "Tools with mixed values for 'strict' are not allowed": github.com/RooCodeInc/Roo-Code/issues/10334
 */
const CEREBRAS: Partial<Quirks> = {
  reasoningField: null,
  reasoningModels: /gpt-oss/,
  refusedFields: [
    'frequency_penalty',
    'presence_penalty',
    'logit_bias',
    'parallel_tool_calls',
    'service_tier',
  ],
  refusedMessageFields: ['reasoning_content', 'reasoning_details'],
  maxTokensField: 'max_completion_tokens',
  maxTemperature: 1.5,
  options: ['user', 'logprobs', 'json_schema'],
  strictAlike: true,
};

/**
 * - unknown fields: 400, extra_forbidden (github.com/sipeed/picoclaw/issues/1019)
 * - efforts: docs.nvidia.com/nim/large-language-models, "gpt-oss"
 */
const NVIDIA: Partial<Quirks> = {
  reasoningField: null,
  reasoningModels: /gpt-oss/,
  refusedFields: ['prompt_cache_key', 'store', 'verbosity', 'safety_identifier'],
  options: ['user', 'json_schema'],
};

/**
 * `enable_thinking` and `thinking_budget`: docs.siliconflow.com/en/api-reference/chat-completions/chat-completions; for
 * models that cannot switch it is refused (github.com/EatWorld/UmiOCR-AI-OCR-Plugin/issues/39).
 */
const SILICONFLOW: Partial<Quirks> = {
  reasoningRequest: 'enable_thinking',
  efforts: [],
  reasoningModels:
    /Qwen\/Qwen3(?!.*(?:Instruct|Thinking|Coder|VL|Omni))|DeepSeek-V3\.[1-9]|GLM-4\.[5-9]|Hunyuan-A13B/i,
  options: ['top_k', 'json_schema'],
};

/** docs.ollama.com/api/openai-compatibility; answers have `reasoning` (github.com/ollama/ollama, openai/openai.go). */
const OLLAMA: Partial<Quirks> = {
  reasoningField: 'reasoning',
  efforts: ['none', 'low', 'medium', 'high'],
  options: ['logprobs', 'json_schema'],
};

/** lmstudio.ai/docs/developer/openai-compat/chat-completions; efforts: lmstudio.ai/docs/developer/openai-compat. */
const LMSTUDIO: Partial<Quirks> = {
  efforts: ['none', 'low', 'medium', 'high'],
  options: ['top_k', 'logit_bias', 'json_schema'],
};

/**
 * - `max_tokens` is refused by models that think, `max_completion_tokens` taken by all; they refuse sampling, too
 *   (platform.openai.com/docs/guides/reasoning, community.openai.com/t/1110750)
 * - no field for reasoning: platform.openai.com/docs/api-reference/chat/create
 * - efforts: all of them, and by model what it takes (`protocols/openai/reasoning-models.ts`)
 * - ids of calls: at most 40 characters (github.com/vercel/ai/issues/5171)
 */
const OPENAI_THINKS = /^(?:o\d|gpt-5(?!.*chat)|gpt-[6-9]|codex)/;
const OPENAI: Partial<Quirks> = {
  reasoningField: null,
  reasoningModels: OPENAI_THINKS,
  efforts: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
  fixedSampling: OPENAI_THINKS,
  toolCallIds: 'openai',
  maxTokensField: 'max_completion_tokens',
  developerRole: true,
  options: [
    'user',
    'store',
    'metadata',
    'service_tier',
    'prompt_cache_key',
    'verbosity',
    'logit_bias',
    'logprobs',
    'json_schema',
  ],
  customTools: true,
  schemas: 'openai',
  isOpenAI: true,
};

/**
 * Gemini's OpenAI endpoint.
 * - signatures: ai.google.dev/gemini-api/docs/thought-signatures
 * - efforts: ai.google.dev/gemini-api/docs/openai
 * - unknown fields, "Cannot find field": github.com/MinLL/SkyrimNet-GamePlugin/issues/77 (`frequency_penalty`, `top_k`,
 *   `reasoning`), github.com/ed-donner/agents/issues/45 (`metadata`, `store`), github.com/leookun/cursor-byok/issues/112
 *   (`prompt_cache_key`); `reasoning_content` in messages: github.com/janhq/jan/issues/8136
 * - names of tools: begin with a letter or `_` (github.com/google-gemini/gemini-cli/issues/7878)
 * - JSON beside tools: refused before Gemini 3 (github.com/google-gemini/cookbook/issues/393)
 */
const GEMINI: Partial<Quirks> = {
  reasoningField: null,
  thoughtSignatures: true,
  efforts: ['minimal', 'low', 'medium', 'high'],
  reasoningModels: /gemini-(?:2\.5|[3-9])/,
  refusedFields: [
    'store',
    'metadata',
    'prompt_cache_key',
    'frequency_penalty',
    'top_k',
    'reasoning',
    'verbosity',
  ],
  refusedMessageFields: ['reasoning_content', 'reasoning_details'],
  options: ['json_schema'],
  toolNames: 'letter',
  formatOrTools: /gemini-[12]\b/,
};

/** Anthropic's OpenAI endpoint: platform.claude.com/docs/en/api/openai-sdk. */
const ANTHROPIC: Partial<Quirks> = {
  reasoningField: null,
  reasoningRequest: null,
  efforts: [],
  maxTemperature: 1,
  options: ['user'],
  isAnthropic: true,
};

const ENTRIES: readonly Entry[] = [
  { presets: ['kimi', 'moonshot'], hosts: ['kimi.com', 'moonshot.ai', 'moonshot.cn'], quirks: KIMI },
  { presets: ['deepseek'], hosts: ['api.deepseek.com'], quirks: DEEPSEEK },
  { presets: ['mistral'], hosts: ['api.mistral.ai', 'codestral.mistral.ai'], quirks: MISTRAL },
  { presets: ['openrouter'], hosts: ['openrouter.ai'], quirks: OPENROUTER },
  { presets: ['groq'], hosts: ['api.groq.com'], quirks: GROQ },
  { presets: ['cerebras'], hosts: ['api.cerebras.ai'], quirks: CEREBRAS },
  { presets: ['nvidia'], hosts: ['integrate.api.nvidia.com'], quirks: NVIDIA },
  { presets: ['siliconflow'], hosts: ['api.siliconflow.com', 'api.siliconflow.cn'], quirks: SILICONFLOW },
  { presets: ['ollama'], hosts: ['ollama.com'], port: '11434', quirks: OLLAMA },
  { presets: ['lmstudio'], hosts: [], port: '1234', quirks: LMSTUDIO },
  { presets: ['openai'], hosts: ['api.openai.com'], quirks: OPENAI },
  { presets: ['gemini'], hosts: ['generativelanguage.googleapis.com'], quirks: GEMINI },
  { presets: ['anthropic'], hosts: ['api.anthropic.com'], quirks: ANTHROPIC },
];

function matches({ hosts, port }: Entry, url: URL): boolean {
  const host = url.hostname.toLowerCase();
  if (port !== undefined && url.port === port && isLoopback(host)) return true;
  return hosts.some((known) => host === known || host.endsWith(`.${known}`));
}

function entryOf({ baseUrl, preset, type }: Asked): Entry | undefined {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  // Where it really goes says more than the preset that it began with.
  return (
    (url === null ? undefined : ENTRIES.find((entry) => matches(entry, url))) ??
    ENTRIES.find(({ presets }) => preset !== null && presets.includes(preset)) ??
    (type === 'kimi' ? ENTRIES[0] : undefined)
  );
}

/** The preset that a provider really is, by its address or its own preset; null where it is none that is known. */
export function knownAs(provider: Asked): string | null {
  return entryOf(provider)?.presets[0] ?? provider.preset;
}

type Asked = Pick<ProviderConfig, 'name' | 'type' | 'preset' | 'baseUrl'> & { includeUsage?: boolean };

/** Providers of a configuration that were asked about before: it is frozen, and each request asks. */
const known = new WeakMap<Asked, Quirks>();

/**
 * What differs in a provider from what its protocol's documents say: by the host of its base URL, its preset, or its
 * type. `includeUsage` false: it is not asked for usage in streams.
 */
export function quirksOf(provider: Asked): Quirks {
  const before = known.get(provider);
  if (before !== undefined) return before;
  const quirks = find(provider);
  known.set(provider, quirks);
  return quirks;
}

function find(provider: Asked): Quirks {
  const quirks = entryOf(provider)?.quirks ?? {};
  if (provider.type === 'anthropic' || provider.type === 'gemini')
    return { ...DEFAULT_QUIRKS, isAnthropic: quirks.isAnthropic === true };
  const asksUsage = provider.includeUsage !== false && quirks.asksUsage !== false;
  return { ...DEFAULT_QUIRKS, ...quirks, asksUsage };
}
