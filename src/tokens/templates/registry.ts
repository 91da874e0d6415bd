import type { Vocabulary } from '../port.ts';
import { toolPlan } from '../tools.ts';
import { deepseekBlock, deepseekOverhead, deepseekV31Overhead } from './deepseek.ts';
import { gemmaBlock, gemmaOverhead } from './gemma.ts';
import { harmonyBlock, harmonyOverhead } from './harmony.ts';
import { kimiBlock, kimiOverhead, kimiThinkingOverhead } from './kimi.ts';
import { llamaBlock, llamaOverhead } from './llama.ts';
import { mistralBlock, mistralOverhead, mistralV7Overhead } from './mistral.ts';
import { openaiOverhead } from './openai.ts';
import { guess, textPlan } from './plan.ts';
import { qwen2Overhead, qwenBlock, qwenCoderOverhead, qwenOverhead } from './qwen.ts';
import type { BlockRule, OverheadRule, Template } from './template.ts';

/**
 * What stands between a call's name and its arguments is not published: the content has a line feed there. Nor is what
 * becomes of reasoning.
 */
const openaiBlock =
  (vocabulary: Vocabulary): BlockRule =>
  ({ kind, content }) => {
    if (kind === 'tool_schema') return toolPlan(content, vocabulary);
    const exactly = kind === 'text' || kind === 'system' || kind === 'tool_result';
    return exactly ? textPlan(content) : guess(textPlan(content));
  };

/** How each vocabulary's models read one block: all their templates share it, or say that they are a guess. */
export const BLOCK_RULES: Record<Vocabulary, BlockRule> = {
  cl100k_base: openaiBlock('cl100k_base'),
  o200k_base: openaiBlock('o200k_base'),
  o200k_harmony: harmonyBlock,
  qwen3: qwenBlock,
  deepseek_v3: deepseekBlock,
  mistral_tekken: mistralBlock,
  mistral_v1: mistralBlock,
  mistral_v3: mistralBlock,
  llama3_1: llamaBlock,
  gemma3: gemmaBlock,
  kimi_k2: kimiBlock,
};

export const OVERHEAD_RULES: Record<Template, OverheadRule> = {
  openai: openaiOverhead,
  harmony: harmonyOverhead,
  qwen: qwenOverhead,
  qwen2: qwen2Overhead,
  qwen_coder: qwenCoderOverhead,
  deepseek: deepseekOverhead,
  deepseek_v3_1: deepseekV31Overhead,
  mistral: mistralOverhead,
  mistral_v7: mistralV7Overhead,
  llama3: llamaOverhead,
  gemma: gemmaOverhead,
  kimi: kimiOverhead,
  kimi_thinking: kimiThinkingOverhead,
};
