import { describe, expect, test } from 'vitest';
import { ADDABLE, BUILT_IN, type ChatBlock, chatOverhead, planBlock } from '../../../src/tokens/index.ts';

function block(part: Partial<ChatBlock>): ChatBlock {
  return { kind: 'text', role: 'user', content: 'x', envelope: null, message: 0, ...part };
}

function manyProperties(): object {
  return Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`p${i}`, { type: 'string' }]));
}

describe('what a chat adds around its blocks', () => {
  test('is nothing where there is nothing', () => {
    expect(chatOverhead([])).toEqual({ texts: new Map(), add: 0, exact: true, dropped: [] });
  });

  test('is 4 for each message and 3 for the reply, however many blocks a message has', () => {
    expect(chatOverhead([block({}), block({}), block({ message: 1 })]).add).toBe(2 * 4 + 3);
  });

  test('has a name counted by itself, and 1 for it', () => {
    const plan = chatOverhead([
      block({ envelope: '{"name":"ada"}' }),
      block({ envelope: '{"tool_call_id":"1"}', message: 1 }),
    ]);
    expect(plan).toMatchObject({ texts: new Map([['ada', 1]]), add: 2 * 4 + 1 + 3, exact: true });
  });

  test('has 12 once where tools are offered', () => {
    const tool = block({ kind: 'tool_schema', message: -1 });
    expect(chatOverhead([tool, tool, block({})]).add).toBe(4 + 3 + 12);
  });

  test('counts a system text beside the messages as one of them', () => {
    expect(chatOverhead([block({ kind: 'system', role: 'system', message: -1 }), block({})])).toMatchObject({
      add: 2 * 4 + 3,
      exact: true,
    });
  });

  test('is a guess where nothing is published of it', () => {
    const tool = block({ kind: 'tool_schema', message: -1 });
    const system = block({ kind: 'system', role: 'system' });
    expect(chatOverhead([tool, system, block({ message: 1 })]).exact).toBe(true);
    expect(chatOverhead([tool, block({})]).exact).toBe(false);
    expect(chatOverhead([block({}), block({})]).exact).toBe(false);
    expect(chatOverhead([block({ role: 'somebody else' })]).exact).toBe(false);
  });

  test('does not mind an envelope that is broken or strange', () => {
    for (const envelope of ['{"name":', '{"name":5}', '"name"', '[1,"name"]']) {
      expect(chatOverhead([block({ envelope })])).toMatchObject({ texts: new Map(), add: 7, exact: true });
    }
  });
});

describe('how a block is counted', () => {
  test('a text is its own text; an empty one needs no counting', () => {
    expect(planBlock(block({ content: 'hello' }), 'o200k_base')).toEqual({
      texts: ['hello'],
      add: 0,
      exact: true,
    });
    expect(planBlock(block({ content: '' }), 'o200k_base')).toEqual({ texts: [], add: 0, exact: true });
  });

  test('the bytes of an image are never counted: a figure that says that it is a guess', () => {
    const image = block({ kind: 'image', content: `data:image/png;base64,${'A'.repeat(100_000)}` });
    expect(planBlock(image, 'o200k_base')).toEqual({ texts: [], add: 765, exact: false });
  });

  const tool = (parameters: unknown, extra: object = {}) =>
    block({
      kind: 'tool_schema',
      content: JSON.stringify({
        type: 'function',
        function: { name: 'f', description: 'Does.', parameters, ...extra },
      }),
    });

  test('a function without parameters is its start and its name and description, without the last full stop', () => {
    expect(planBlock(tool(undefined), 'o200k_base')).toEqual({ texts: ['f:Does'], add: 7, exact: true });
    expect(planBlock(tool({ type: 'object', properties: {} }), 'cl100k_base').add).toBe(10);
  });

  test('properties, keys and enums add the published figures', () => {
    const plan = planBlock(
      tool({
        properties: {
          a: { type: 'string', description: 'An a.' },
          b: { type: 'integer', enum: [1, 'two'] },
        },
      }),
      'o200k_base',
    );
    expect(plan.texts).toEqual(['f:Does', 'a:string:An a', '1', 'two', 'b:integer:']);
    expect(plan.add).toBe(7 + 3 + 3 + 3 - 3 + 3 + 3);
    expect(plan.exact).toBe(true);
  });

  test.each<[string, unknown, object]>([
    ['of two types', { properties: { a: { type: ['string', 'null'] } } }, {}],
    ['of any of some types', { properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } } }, {}],
    ['that is a list', { properties: { a: { type: 'array', items: { type: 'string' } } } }, {}],
    ['with a default', { properties: { a: { type: 'string', default: 'x' } } }, {}],
    ['that must be kept to', { properties: { a: { type: 'string' } } }, { strict: true }],
    ['with more properties than are counted', { properties: manyProperties() }, {}],
  ])('a tool with what no rule is published for is a guess: a property %s', (_, parameters, extra) => {
    expect(planBlock(tool(parameters, extra), 'o200k_base').exact).toBe(false);
  });

  test('a tool with a grammar is counted with all of it, as a guess', () => {
    const custom = { type: 'custom', name: 'patch', description: 'd', format: { definition: 'start: "x"' } };
    const content = JSON.stringify(custom);
    expect(planBlock(block({ kind: 'tool_schema', content }), 'o200k_base')).toEqual({
      texts: [content],
      add: 0,
      exact: false,
    });
  });

  test('calls and reasoning are written in ways that OpenAI does not publish', () => {
    for (const kind of ['tool_call', 'reasoning'])
      expect(planBlock(block({ kind }), 'o200k_base')).toEqual({ texts: ['x'], add: 0, exact: false });
  });

  test('properties below properties count the same way, as a guess', () => {
    const inner = { type: 'object', properties: { z: { type: 'string' } } };
    const plan = planBlock(
      tool({ properties: { list: { type: 'array', items: inner }, one: inner } }),
      'o200k_base',
    );
    expect(plan.texts).toEqual(['f:Does', 'list:array:', 'z:string:', 'one:object:', 'z:string:']);
    expect(plan.add).toBe(7 + 3 + 3 + 3 + 3 + 3 + 3 + 3);
    expect(plan.exact).toBe(false);
  });

  test('a tool of another kind is counted as its JSON', () => {
    for (const content of ['{"type":"web_search"}', 'not JSON', 'null', '[]']) {
      expect(planBlock(block({ kind: 'tool_schema', content }), 'o200k_base')).toEqual({
        texts: [content],
        add: 0,
        exact: false,
      });
    }
  });

  test('hostile schemas are counted in every vocabulary, as a guess', () => {
    const odd = { toString: 1, valueOf: 1 };
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const schemas = [
      `{"properties":{"p":{"type":${JSON.stringify(odd)}}}}`,
      `{"properties":{"p":{"type":"array","items":{"type":${JSON.stringify(odd)}}}}}`,
      `{"properties":{"p":{"enum":[${JSON.stringify(odd)}]}}}`,
      `{"properties":{"p":{"enum":[${nested}],"default":${nested}}}}`,
    ];
    for (const vocabulary of [...BUILT_IN, ...ADDABLE])
      for (const schema of schemas) {
        const content = `{"type":"function","function":{"name":"f","parameters":${schema}}}`;
        const plan = planBlock(block({ kind: 'tool_schema', content }), vocabulary);
        expect(plan.texts.join('').length).toBeLessThan(10 * content.length);
      }
  });

  test('a schema without end is counted up to a bound', () => {
    let deep: object = {};
    for (let i = 0; i < 1000; i++) deep = { properties: { p: deep } };
    expect(planBlock(tool(deep), 'o200k_base').texts.length).toBeLessThan(30);
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, {}]));
    expect(planBlock(tool({ properties: wide }), 'o200k_base').texts.length).toBeLessThan(5010);
  });
});
