import { afterAll, describe, expect, test } from 'vitest';
import { createContextStore, type PlacedContext, placeBlocks } from '../../../src/context/index.ts';
import { countContext } from '../../../src/pipeline/count-context.ts';
import type { PipelineDeps } from '../../../src/pipeline/deps.ts';
import { chatBlocks } from '../../../src/protocols/openai-chat/blocks.ts';
import { createTokenCounter, planBlock, type Template, type Vocabulary } from '../../../src/tokens/index.ts';
import { type Conversation, conversations, totals } from '../tokens/conversations.ts';

const counter = createTokenCounter();
afterAll(() => counter.close());

/** Texts are counted with o200k_base, whichever vocabulary's rules they are written by. */
function deps(): PipelineDeps {
  const context = createContextStore<Vocabulary>({
    plan: planBlock,
    count: (texts) => counter.count(texts, 'o200k_base'),
    countNow: (texts) => counter.countNow(texts, 'o200k_base'),
    lookupCounts: async () => [],
  });
  const base = { ...counter, count: (texts: readonly string[]) => counter.count(texts, 'o200k_base') };
  return { context, counter: base } as unknown as PipelineDeps;
}

const place = (body: Conversation): PlacedContext => placeBlocks(chatBlocks(body));

/** As it comes when the next turn is read by what is new in it. */
function unread(context: PlacedContext, known: number): PlacedContext {
  const blocks = context.blocks.map((block, i) => (i < known ? { ...block, content: '' } : block));
  return { ...context, blocks };
}

const CASES: [Vocabulary, Template][] = [
  ['o200k_harmony', 'harmony'],
  ['kimi_k2', 'kimi_thinking'],
  ['kimi_k2', 'kimi'],
  ['llama3_1', 'llama3'],
  ['gemma3', 'gemma'],
  ['qwen3', 'qwen'],
];

describe('a chat that grows', () => {
  test.each(CASES)('%s, %s: each turn has the total that it has by itself', async (vocabulary, template) => {
    const choice = { vocabulary, template, exact: true };
    for (const [title, body] of Object.entries(conversations)) {
      const growing = deps();
      let known = 0;
      for (let end = 1; end <= body.messages.length; end++) {
        const part = { ...body, messages: body.messages.slice(0, end) };
        const placed = place(part);
        const whole = await countContext(deps(), placed, choice, true);
        const { tokens, exact } = await countContext(growing, unread(placed, known), choice, true);
        expect({ tokens, exact }, `${title}, ${end}`).toEqual({ tokens: whole.tokens, exact: whole.exact });
        known = placed.blocks.length;
      }
    }
  });

  test.each(CASES.slice(0, 5))('%s, %s: the total is that of the template', async (vocabulary, template) => {
    const choice = { vocabulary, template, exact: true };
    for (const [title, tokens] of Object.entries(totals[template] ?? {})) {
      const counted = await countContext(deps(), place(conversations[title] as Conversation), choice, true);
      expect(counted, title).toMatchObject({ tokens, exact: true });
    }
  });

  test('a block whose end nobody remembers makes the total a guess', async () => {
    const choice = { vocabulary: 'kimi_k2', template: 'kimi', exact: true } as const;
    const placed = place(conversations['many tools'] as Conversation);
    const all = deps();
    await countContext(all, placed, choice, true);
    const forgetful = { ...all, counter: { ...all.counter } };
    const counted = await countContext(forgetful, unread(placed, placed.blocks.length), choice, true);
    expect(counted.exact).toBe(false);
  });

  test('a choice that is a guess stays one, and without a chat nothing is added', async () => {
    const placed = place(conversations.plain as Conversation);
    const choice = { vocabulary: 'o200k_base', template: 'openai', exact: false } as const;
    expect(await countContext(deps(), placed, choice, true)).toMatchObject({ tokens: 11, exact: false });
    const embedded = await countContext(deps(), placed, { ...choice, exact: true }, false);
    expect(embedded).toMatchObject({ tokens: 4, exact: true });
  });
});
