import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ADDABLE,
  BUILT_IN,
  modelsOf,
  type Template,
  type Vocabulary,
  vocabularyFor,
} from '../../../src/tokens/index.ts';

const all = () => true;

/** Models by what counts for them where every vocabulary is there; whether that is exact. */
const EXPECTED: [Vocabulary, Template, boolean, string[]][] = [
  [
    'cl100k_base',
    'openai',
    true,
    [
      'gpt-4',
      'gpt-4-0613',
      'gpt-4-turbo',
      'gpt-4-32k',
      'gpt-3.5-turbo-0125',
      'gpt-35-turbo',
      'text-embedding-3-small',
      'text-embedding-ada-002',
      'openai/gpt-4-turbo',
      'ft:gpt-3.5-turbo:org::id',
    ],
  ],
  [
    'o200k_base',
    'openai',
    true,
    [
      'gpt-4o',
      'gpt-4o-mini-2024-07-18',
      'GPT-4o',
      'gpt-4.1-nano',
      'chatgpt-4o-latest',
      'openai/gpt-4.1',
      'ft:gpt-4o-mini:org::id',
    ],
  ],
  // Models that think: their format is not published.
  [
    'o200k_base',
    'openai',
    false,
    ['gpt-5', 'gpt-5.2-codex', 'o1', 'o3-mini', 'o4-mini', 'openai/gpt-5:online'],
  ],
  [
    'o200k_harmony',
    'harmony',
    true,
    [
      'gpt-oss-120b',
      'openai/gpt-oss-20b',
      'gpt-oss:20b',
      'openai.gpt-oss-120b-1:0',
      'unsloth/gpt-oss-20b-GGUF',
    ],
  ],
  [
    'qwen3',
    'qwen',
    true,
    [
      'qwen3:32b',
      'qwen/qwen3-32b',
      'Qwen/Qwen3-235B-A22B-Instruct-2507',
      'qwen-3-32b',
      'hf.co/unsloth/Qwen3-30B-A3B-GGUF:Q4_K_M',
      'qwen3-8b@latest',
    ],
  ],
  [
    'qwen3',
    'qwen',
    false,
    ['qwq:32b', 'Qwen/QwQ-32B', 'qwen3-235b-a22b-thinking-2507', 'qwen-max', 'qwen3.5-27b'],
  ],
  [
    'qwen3',
    'qwen_coder',
    true,
    [
      'qwen/qwen3-coder-480b-a35b-instruct',
      'qwen3-coder:30b',
      'qwen.qwen3-coder-480b-a35b-v1:0',
      'qwen/qwen3-coder:free',
    ],
  ],
  ['qwen3', 'qwen2', true, ['Qwen/Qwen2.5-Coder-32B-Instruct', 'qwen2.5:7b', 'qwen-2.5-72b-instruct']],
  ['qwen3', 'deepseek', false, ['deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', 'deepseek-r1:8b']],
  ['llama3_1', 'deepseek', false, ['deepseek-r1-distill-llama-70b', 'deepseek-r1:70b']],
  ['deepseek_v3', 'deepseek', true, ['Pro/deepseek-ai/DeepSeek-V3', 'deepseek-v3-0324']],
  ['deepseek_v3', 'deepseek', false, ['deepseek-ai/DeepSeek-R1', 'deepseek-r1:671b', 'us.deepseek.r1-v1:0']],
  [
    'deepseek_v3',
    'deepseek_v3_1',
    true,
    ['deepseek-ai/deepseek-v3.1', 'accounts/fireworks/models/deepseek-v3p1'],
  ],
  ['deepseek_v3', 'deepseek_v3_1', false, ['deepseek-chat', 'deepseek-reasoner', 'deepseek/deepseek-v3.2']],
  ['mistral_v1', 'mistral', false, ['mistralai/Mistral-7B-Instruct-v0.2', 'mixtral-8x7b-instruct']],
  [
    'mistral_v3',
    'mistral',
    true,
    ['mistralai/Mistral-7B-Instruct-v0.3', 'open-mixtral-8x22b', 'codestral-2405'],
  ],
  ['mistral_v3', 'mistral_v7', true, ['mistral-large-2411']],
  [
    'mistral_tekken',
    'mistral',
    true,
    ['open-mistral-nemo', 'mistral-nemo:12b', 'ministral-8b-2410', 'pixtral-12b-2409'],
  ],
  [
    'mistral_tekken',
    'mistral_v7',
    false,
    [
      'mistral-large-latest',
      'codestral-latest',
      'devstral:24b',
      'magistral-medium-latest',
      'ministral-3b-latest',
      'mistral-small-2503',
    ],
  ],
  [
    'llama3_1',
    'llama3',
    true,
    [
      'llama-3.1-8b-instant',
      'llama3.1-8b',
      'meta-llama/Llama-3.3-70B-Instruct',
      'meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo',
      'us.meta.llama3-1-70b-instruct-v1:0',
      'accounts/fireworks/models/llama-v3p1-70b-instruct',
    ],
  ],
  ['llama3_1', 'llama3', false, ['llama3:8b', 'nvidia/llama-3.1-nemotron-70b-instruct', 'llama3-8b-8192']],
  ['gemma3', 'gemma', true, ['gemma3:27b', 'google/gemma-3-27b-it', 'gemma-3n-e4b-it']],
  [
    'gemma3',
    'gemma',
    false,
    ['models/gemini-2.5-pro', 'gemini-2.0-flash', 'gemma2:9b', 'google/gemma-2-9b-it'],
  ],
  [
    'kimi_k2',
    'kimi',
    true,
    ['moonshotai/kimi-k2-instruct', 'kimi-k2-0905-preview', 'moonshotai/kimi-k2:free'],
  ],
  ['kimi_k2', 'kimi', false, ['moonshot-v1-128k']],
  ['kimi_k2', 'kimi_thinking', true, ['moonshotai/Kimi-K2-Thinking']],
  [
    'kimi_k2',
    'kimi_thinking',
    false,
    ['kimi-for-coding', 'kimi-k2.5', 'moonshotai/kimi-k2.6', 'k3-256k', 'kimi-k3'],
  ],
  [
    'o200k_base',
    'openai',
    false,
    [
      'claude-sonnet-4-5',
      'anthropic.claude-3-5-sonnet-20241022-v2:0',
      'x-ai/grok-4',
      'zai-org/GLM-4.6',
      'minimax-m2',
      'meta-llama/llama-4-scout',
      'test-model',
      'gpt-40',
      'o10',
      'my-gpt-4',
      'my-qwen3-like-claude',
      'qwen',
      'qwen33b',
      'llama31',
      'kimik2',
      '/',
      '',
    ],
  ],
];

describe('what counts for a model', () => {
  for (const [vocabulary, template, exact, models] of EXPECTED) {
    test.each(models)(`%s: ${vocabulary}, ${template}${exact ? '' : ', a guess'}`, (model) => {
      expect(vocabularyFor(model, { available: all })).toEqual({ vocabulary, template, exact });
    });
  }

  test('nobody knows a model without a name', () => {
    expect(vocabularyFor(null)).toEqual({ vocabulary: 'o200k_base', template: 'openai', exact: false });
  });

  test('a vocabulary that is not there is stood in for, and asked for', () => {
    expect(vocabularyFor('kimi-for-coding')).toEqual({
      vocabulary: 'o200k_base',
      template: 'openai',
      exact: false,
      wants: 'kimi_k2',
    });
    expect(vocabularyFor('llama3.1-8b')).toMatchObject({ vocabulary: 'cl100k_base', wants: 'llama3_1' });
    expect(vocabularyFor('gemma3:4b')).toMatchObject({ vocabulary: 'o200k_base', wants: 'gemma3' });
    const gemini = vocabularyFor('gemini-2.5-pro');
    expect(gemini).toEqual({ vocabulary: 'o200k_base', template: 'openai', exact: false });
    expect(vocabularyFor('qwen3:8b', { available: () => false })).not.toHaveProperty('wants');
  });

  test('an open model is exact only where the provider is known to take its own template', () => {
    const exact = (provider: string | null) => vocabularyFor('qwen3-32b', { provider }).exact;
    for (const provider of ['vllm', 'sglang', 'lmstudio', 'llamacpp']) expect(exact(provider)).toBe(true);
    for (const provider of ['ollama', 'groq', 'cerebras', 'openrouter', 'mine', '__proto__', null])
      expect(exact(provider)).toBe(false);
    expect(vocabularyFor('gpt-4o', { provider: 'openrouter' }).exact).toBe(true);
  });

  test('every vocabulary has models, and every model of a title its own vocabulary', () => {
    for (const vocabulary of [...BUILT_IN, ...ADDABLE])
      expect(modelsOf(vocabulary).length, vocabulary).toBeGreaterThan(0);
  });

  test('any name has an answer; a long one is nobody’s', () => {
    const known: string[] = [...BUILT_IN, ...ADDABLE];
    const words = fc.constantFrom(
      'qwen3',
      'gpt-4',
      ':',
      '/',
      '-',
      '.',
      '0',
      '@',
      'b',
      '\u0000',
      '__proto__',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 60 }).map((all) => all.join('')),
        ),
        (name) => {
          const choice = vocabularyFor(name, { available: all });
          expect(known).toContain(choice.vocabulary);
          expect(vocabularyFor(name, { available: all })).toEqual(choice);
        },
      ),
    );
    for (const start of ['qwen3-', 'us.', 'llama-3-', '/', 'deepseek-r1-'])
      expect(vocabularyFor(start.repeat(200_000), { available: all })).toMatchObject({ exact: false });
    expect(vocabularyFor(`qwen3-${'1'.repeat(500_000)}`, { available: all }).vocabulary).toBe('o200k_base');
  });
});
