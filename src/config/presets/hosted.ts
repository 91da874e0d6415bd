import {
  ANTHROPIC_CREDENTIAL,
  CHATGPT_CREDENTIAL,
  KIMI_CREDENTIAL,
  OPENAI_CREDENTIAL,
} from './credentials.ts';
import type { Preset } from './preset.ts';

const hosted = {
  endpoints: {},
  host: null,
  clientShape: null,
  includeUsage: true,
  listsModels: true,
  note: null,
} as const;

/** Providers that are reached over the network with a key. The page that says so stands above each. */
export const HOSTED: readonly Preset[] = [
  // https://www.kimi.com/code/docs/ and
  // https://github.com/MoonshotAI/kimi-code/blob/main/docs/en/configuration/config-files.md
  {
    ...hosted,
    name: 'kimi',
    title: 'Kimi',
    type: 'kimi',
    baseUrl: 'https://api.kimi.com/coding/v1',
    // https://www.kimi.com/code/docs/en/third-party-tools/other-coding-agents.html
    endpoints: { 'anthropic-messages': 'https://api.kimi.com/coding/v1' },
    keyVariables: ['KIMI_API_KEY'],
    clientShape: KIMI_CREDENTIAL,
    models: [
      // 256K or 1M by the member's plan: the smaller is stated, `max_context_size` overrides it.
      { id: 'kimi-for-coding', window: 262_144 },
      { id: 'k3', window: 1_048_576 },
      { id: 'k3-256k', window: 262_144 },
    ],
  },
  // https://platform.kimi.ai/docs/overview and https://www.promptfoo.dev/docs/providers/moonshot/
  {
    ...hosted,
    name: 'moonshot',
    title: 'Moonshot',
    type: 'openai-compatible',
    baseUrl: 'https://api.moonshot.ai/v1',
    // https://platform.moonshot.ai/docs/guide/agent-support
    endpoints: { 'anthropic-messages': 'https://api.moonshot.ai/anthropic/v1' },
    keyVariables: ['MOONSHOT_API_KEY'],
    models: [
      { id: 'kimi-k3', window: 1_048_576 },
      { id: 'kimi-k2.7-code', window: 262_144 },
      { id: 'kimi-k2.6', window: 262_144 },
      { id: 'kimi-k2.5', window: 262_144 },
      { id: 'moonshot-v1-128k', window: 131_072 },
    ],
  },
  // https://docs.api.nvidia.com/nim/reference/ and https://docs.openclaw.ai/providers/nvidia
  {
    ...hosted,
    name: 'nvidia',
    title: 'NVIDIA',
    type: 'openai-compatible',
    baseUrl: 'https://integrate.api.nvidia.com/v1',
    keyVariables: ['NVIDIA_API_KEY', 'NVIDIA_NIM_API_KEY'],
    models: [
      { id: 'moonshotai/kimi-k2.5', window: 262_144 },
      { id: 'moonshotai/kimi-k2-instruct-0905', window: 262_144 },
      { id: 'nvidia/nemotron-3-super-120b-a12b', window: 262_144 },
      { id: 'deepseek-ai/deepseek-v3.1', window: 128_000 },
    ],
  },
  // https://docs.mistral.ai/api and https://mastra.ai/models/providers/mistral. It answers 422 to
  // `stream_options` (https://github.com/openai/openai-agents-python/issues/442) and reports usage unasked.
  {
    ...hosted,
    name: 'mistral',
    title: 'Mistral',
    type: 'openai-compatible',
    baseUrl: 'https://api.mistral.ai/v1',
    keyVariables: ['MISTRAL_API_KEY'],
    includeUsage: false,
    models: [
      { id: 'mistral-large-latest', window: null },
      { id: 'mistral-medium-2508', window: 262_144 },
      { id: 'mistral-small-latest', window: 128_000 },
      { id: 'codestral-latest', window: 256_000 },
      { id: 'magistral-medium-latest', window: 128_000 },
    ],
  },
  // https://openrouter.ai/docs/quickstart
  {
    ...hosted,
    name: 'openrouter',
    title: 'OpenRouter',
    type: 'openai-compatible',
    baseUrl: 'https://openrouter.ai/api/v1',
    // https://openrouter.ai/docs/guides/guides/claude-code-integration
    endpoints: { 'anthropic-messages': 'https://openrouter.ai/api/v1' },
    keyVariables: ['OPENROUTER_API_KEY'],
    models: [{ id: 'moonshotai/kimi-k3', window: 1_048_576 }],
  },
  // https://docs.siliconflow.com/en/userguide/quickstart and https://mastra.ai/models/providers/siliconflow
  {
    ...hosted,
    name: 'siliconflow',
    title: 'SiliconFlow',
    type: 'openai-compatible',
    baseUrl: 'https://api.siliconflow.com/v1',
    keyVariables: ['SILICONFLOW_API_KEY'],
    models: [
      { id: 'deepseek-ai/DeepSeek-V3', window: 163_840 },
      { id: 'deepseek-ai/DeepSeek-R1', window: 163_840 },
      { id: 'ByteDance-Seed/Seed-OSS-36B-Instruct', window: 262_144 },
    ],
  },
  // https://console.groq.com/docs/openai and https://mastra.ai/models/providers/groq
  {
    ...hosted,
    name: 'groq',
    title: 'Groq',
    type: 'openai-compatible',
    baseUrl: 'https://api.groq.com/openai/v1',
    keyVariables: ['GROQ_API_KEY'],
    models: [
      { id: 'openai/gpt-oss-120b', window: 131_072 },
      { id: 'openai/gpt-oss-20b', window: 131_072 },
      { id: 'llama-3.3-70b-versatile', window: 131_072 },
      { id: 'llama-3.1-8b-instant', window: 131_072 },
      { id: 'qwen/qwen3-32b', window: 131_072 },
    ],
  },
  // https://inference-docs.cerebras.ai/resources/openai and https://inference-docs.cerebras.ai/models/overview
  {
    ...hosted,
    name: 'cerebras',
    title: 'Cerebras',
    type: 'openai-compatible',
    baseUrl: 'https://api.cerebras.ai/v1',
    keyVariables: ['CEREBRAS_API_KEY'],
    // 65,536 without a paid plan.
    models: [{ id: 'gpt-oss-120b', window: 131_072 }],
  },
  // https://ai.google.dev/api, https://ai.google.dev/gemini-api/docs/openai (its endpoint for chat completions) and
  // https://mastra.ai/models/providers/google
  {
    ...hosted,
    name: 'gemini',
    title: 'Gemini',
    type: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    endpoints: { 'openai-chat': 'https://generativelanguage.googleapis.com/v1beta/openai' },
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    models: [
      { id: 'gemini-2.5-pro', window: 1_048_576 },
      { id: 'gemini-2.5-flash', window: 1_048_576 },
      { id: 'gemini-2.5-flash-lite', window: 1_048_576 },
    ],
  },
  // https://platform.openai.com/docs/api-reference and https://platform.openai.com/docs/models
  {
    ...hosted,
    name: 'openai',
    title: 'OpenAI',
    type: 'openai-responses',
    baseUrl: 'https://api.openai.com/v1',
    endpoints: { 'openai-chat': 'https://api.openai.com/v1' },
    keyVariables: ['OPENAI_API_KEY'],
    clientShape: OPENAI_CREDENTIAL,
    models: [
      { id: 'gpt-5', window: 400_000 },
      { id: 'gpt-5-mini', window: 400_000 },
      { id: 'gpt-5-nano', window: 400_000 },
      { id: 'gpt-4.1', window: 1_047_576 },
      { id: 'gpt-4o', window: 128_000 },
      { id: 'gpt-4o-mini', window: 128_000 },
    ],
  },
  // Codex's log-in with ChatGPT is of use at this address alone
  // (https://github.com/CaddyGlow/ccproxy-api/pull/8, https://github.com/nodetool-ai/nodetool/pull/3741).
  {
    ...hosted,
    name: 'chatgpt',
    title: 'ChatGPT',
    type: 'openai-responses',
    baseUrl: 'https://chatgpt.com/backend-api/codex',
    keyVariables: [],
    clientShape: CHATGPT_CREDENTIAL,
    listsModels: false,
    models: [],
  },
  // https://platform.claude.com/docs/en/api/overview and https://mastra.ai/models/providers/anthropic. Chat completions
  // are converted: of its own endpoint for them Anthropic says that it is not meant for production
  // (https://platform.claude.com/docs/en/api/openai-sdk).
  {
    ...hosted,
    name: 'anthropic',
    title: 'Anthropic',
    type: 'anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    keyVariables: ['ANTHROPIC_API_KEY'],
    clientShape: ANTHROPIC_CREDENTIAL,
    models: [
      { id: 'claude-opus-4-5', window: 200_000 },
      { id: 'claude-sonnet-4-5', window: 200_000 },
      { id: 'claude-haiku-4-5', window: 200_000 },
    ],
  },
  // https://api-docs.deepseek.com/ and https://mastra.ai/models/providers/deepseek
  {
    ...hosted,
    name: 'deepseek',
    title: 'DeepSeek',
    type: 'openai-compatible',
    baseUrl: 'https://api.deepseek.com/v1',
    // https://api-docs.deepseek.com/guides/anthropic_api
    endpoints: { 'anthropic-messages': 'https://api.deepseek.com/anthropic/v1' },
    keyVariables: ['DEEPSEEK_API_KEY'],
    models: [
      { id: 'deepseek-chat', window: 128_000 },
      { id: 'deepseek-reasoner', window: 128_000 },
    ],
  },
];
