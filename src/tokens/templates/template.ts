import type { ChatBlock, CountableBlock, EndOf, Overhead, Plan } from './plan.ts';

/** How a model's server writes a conversation for the model. The marks count one token each, whatever the vocabulary. */
export const TEMPLATES = [
  'openai',
  'harmony',
  'qwen',
  'qwen2',
  'qwen_coder',
  'deepseek',
  'deepseek_v3_1',
  'mistral',
  'mistral_v7',
  'llama3',
  'gemma',
  'kimi',
  'kimi_thinking',
] as const;

export type Template = (typeof TEMPLATES)[number];

/** What a template adds around the blocks of a chat. */
export type OverheadRule = (blocks: readonly ChatBlock[], endOf: EndOf) => Overhead;

/** How one block is written. The same for all templates of a vocabulary, since its count is kept by the vocabulary. */
export type BlockRule = (block: CountableBlock) => Plan;
