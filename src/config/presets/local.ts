import type { Preset } from './preset.ts';

const local = {
  type: 'openai-compatible',
  endpoints: {},
  keyVariables: [],
  clientShape: null,
  includeUsage: true,
  listsModels: true,
  note: null,
  models: [],
} as const;

/** Providers on one's own machine: they need no key, and are on only where something names them. */
export const LOCAL: readonly Preset[] = [
  // https://docs.ollama.com/api/openai-compatibility and https://docs.ollama.com/faq (OLLAMA_HOST)
  {
    ...local,
    name: 'ollama',
    title: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    host: { variable: 'OLLAMA_HOST', port: 11_434 },
  },
  // https://lmstudio.ai/docs/developer/openai-compat; it defines no variable: LMSTUDIO_HOST is ours
  {
    ...local,
    name: 'lmstudio',
    title: 'LM Studio',
    baseUrl: 'http://127.0.0.1:1234/v1',
    host: { variable: 'LMSTUDIO_HOST', port: 1234 },
  },
];

/** The provider that answers offline, always there. */
export const TEST: Preset = {
  ...local,
  name: 'test',
  title: 'the built-in test provider',
  type: 'test',
  baseUrl: '',
  host: null,
  listsModels: false,
  models: [{ id: 'test-model', window: 128_000 }],
};
