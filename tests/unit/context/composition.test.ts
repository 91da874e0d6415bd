import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agesOf, turnAges } from '../../../src/context/ages.ts';
import { byServer, byTool, type ComposedBlock, compose, heaviest } from '../../../src/context/composition.ts';
import { fitTokens } from '../../../src/context/fit.ts';
import { mcpServerOf } from '../../../src/context/mcp-names.ts';
import { schemaNames } from '../../../src/context/schema-names.ts';

const text = (part: Partial<ComposedBlock> = {}): ComposedBlock => ({
  kind: 'text',
  role: 'user',
  tool: null,
  hash: `h${part.tokens ?? 10}`,
  tokens: 10,
  exact: true,
  memory: 0,
  age: 0,
  ...part,
});

const anyBlock = fc
  .record({
    kind: fc.constantFrom('text', 'system', 'tool_schema', 'image', 'tool_result', 'other') as fc.Arbitrary<
      ComposedBlock['kind']
    >,
    role: fc.constantFrom('user', 'assistant', 'system', 'strange', 'constructor', '__proto__'),
    tool: fc.constantFrom(null, 'mcp__a__b', 'read', '__proto__'),
    hash: fc.constantFrom('a', 'b', 'c', '__proto__'),
    tokens: fc.nat(5000),
    exact: fc.boolean(),
    age: fc.option(fc.nat(9)),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ share, ...block }): ComposedBlock => ({ ...block, memory: Math.floor(block.tokens * share) }));

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

describe('a composition', () => {
  test('has parts that add up to the whole, whatever was counted', () => {
    fc.assert(
      fc.property(
        fc.array(anyBlock, { maxLength: 30 }),
        fc.option(fc.record({ tokens: fc.nat(500), exact: fc.boolean() })),
        fc.option(fc.nat(200_000)),
        (blocks, overhead, whole) => {
          const composed = compose(blocks, { overhead, whole });
          expect(sum(composed.parts.map(({ tokens }) => tokens))).toBe(composed.tokens);
          expect(composed.tokens).toBe(whole ?? composed.counted);
          for (const { part, tokens, repeated } of composed.parts) {
            expect(typeof part).toBe('string');
            expect(tokens).toBeGreaterThanOrEqual(0);
            expect(repeated).toBeLessThanOrEqual(tokens);
          }
          const unattributed = composed.parts.find(({ part }) => part === 'unattributed')?.tokens ?? 0;
          const around = composed.parts.find(({ part }) => part === 'overhead')?.tokens ?? 0;
          expect(sum(composed.blocks.map(({ tokens }) => tokens))).toBe(
            composed.tokens - unattributed - around,
          );
        },
      ),
    );
  });

  test('takes memory out of the texts that hold it', () => {
    const { parts } = compose(
      [text({ tokens: 30, memory: 12 }), text({ kind: 'tool_result', role: 'tool', tokens: 20, memory: 20 })],
      { overhead: { tokens: 7, exact: false }, whole: null },
    );
    expect(parts.map(({ part, tokens, blocks }) => [part, tokens, blocks])).toEqual([
      ['user', 18, 1],
      ['memory', 32, 2],
      ['tool_result', 0, 1],
      ['overhead', 7, 0],
    ]);
  });

  test('tells what is in it more than once', () => {
    const { parts, blocks, repeats } = compose([text(), text({ tokens: 3 }), text(), text()], {
      overhead: null,
      whole: null,
    });
    expect(repeats).toEqual({ blocks: 2, tokens: 20 });
    expect(blocks.map((each) => [each.time, each.repeats])).toEqual([
      [1, 3],
      [1, 1],
      [2, 3],
      [3, 3],
    ]);
    expect(parts[0]).toMatchObject({ part: 'user', tokens: 33, repeated: 20 });
  });

  test('has the youngest and the oldest age of each part', () => {
    const blocks = [text({ age: 4 }), text({ age: 2 }), text({ role: 'assistant', age: null })];
    expect(compose(blocks, { overhead: null, whole: null }).parts).toMatchObject([
      { part: 'user', newest: 2, oldest: 4 },
      { part: 'assistant', newest: null, oldest: null },
    ]);
  });

  test('of nothing is nothing', () => {
    expect(compose([], { overhead: null, whole: null })).toMatchObject({ tokens: 0, parts: [], blocks: [] });
    expect(compose([], { overhead: null, whole: 5 }).parts).toMatchObject([
      { part: 'unattributed', tokens: 5 },
    ]);
  });

  test('adds up tools and their servers, the heaviest first', () => {
    const schema = (tool: string | null, tokens: number) =>
      text({ kind: 'tool_schema', role: 'tools', tool, tokens });
    const { blocks } = compose(
      [schema('read', 5), schema('mcp__git__log', 20), schema('mcp__git__show', 30), schema(null, 1), text()],
      { overhead: null, whole: null },
    );
    const tools = byTool(blocks, 'tool_schema');
    expect(tools.map(({ name, tokens }) => [name, tokens])).toEqual([
      ['mcp__git__show', 30],
      ['mcp__git__log', 20],
      ['read', 5],
      [null, 1],
    ]);
    expect(byServer(tools)).toEqual([
      { server: 'git', tools: 2, tokens: 50 },
      { server: null, tools: 2, tokens: 6 },
    ]);
    expect(heaviest(blocks, 2).map(({ position }) => position)).toEqual([2, 1]);
  });
});

describe('counts fitted to what the provider counted', () => {
  const exact = (tokens: number) => ({ tokens, exact: true });
  const guess = (tokens: number) => ({ tokens, exact: false });

  test('stay where they are right', () => {
    expect(fitTokens([exact(3), guess(4)], 7)).toEqual({ tokens: [3, 4], unattributed: 0, scaled: false });
  });

  test('leave exact ones alone where the others can make up for it', () => {
    expect(fitTokens([exact(100), guess(20), guess(20)], 150)).toEqual({
      tokens: [100, 25, 25],
      unattributed: 0,
      scaled: true,
    });
    expect(fitTokens([exact(100), guess(1)], 90).tokens).toEqual([89, 1]);
  });

  test('do not grow to more than half as much again: what is beyond nobody sent', () => {
    expect(fitTokens([guess(100)], 150)).toMatchObject({ tokens: [150], unattributed: 0 });
    expect(fitTokens([guess(100)], 151)).toEqual({ tokens: [100], unattributed: 51, scaled: false });
    expect(fitTokens([guess(100), exact(50)], 10)).toMatchObject({ tokens: [7, 3], unattributed: 0 });
  });

  test('add up exactly, and are each within one token of their share', () => {
    const parts = fc.array(fc.record({ tokens: fc.nat(1000), exact: fc.constant(false) }), { minLength: 1 });
    fc.assert(
      fc.property(parts, fc.nat(50_000), (list, whole) => {
        const { tokens, unattributed } = fitTokens(list, whole);
        expect(sum(tokens) + unattributed).toBe(whole);
        const own = sum(list.map((each) => each.tokens));
        const factor = unattributed > 0 || own === 0 ? 1 : whole / own;
        for (const [i, part] of list.entries())
          expect(Math.abs((tokens[i] ?? 0) - part.tokens * factor)).toBeLessThanOrEqual(1.000001);
      }),
    );
  });
});

describe('the age of a block', () => {
  const chain = (blocks: string, prefix = '') =>
    [...blocks].map((blockHash, i) => ({ id: prefix + blocks.slice(0, i + 1), blockHash }));

  test('is how many turns ago the conversation had come so far', () => {
    const ages = turnAges(['abcd', 'ab', 'a'], 'abcde');
    expect([...agesOf(chain('abcde'), ages, [])]).toEqual([3, 2, 1, 1, 0]);
  });

  test('does not grow with requests that were sent again', () => {
    const ages = turnAges(['abc', 'ab', 'ab', 'abc', 'ab'], 'abc');
    expect([...agesOf(chain('abc'), ages, [])]).toEqual([1, 1, 0]);
  });

  test('is told by the content where the conversation parted from the earlier one', () => {
    const earlier = chain('abcd');
    const ages = turnAges(['abcd', 'abc', 'ab'], null);
    expect([...agesOf(chain('xbcdy', 'new '), ages, [earlier])]).toEqual([0, 3, 2, 1, 0]);
  });

  test('of a content’s second place is that place’s own', () => {
    const ages = turnAges(['xaba', 'xab'], null);
    expect([...agesOf(chain('abab', 'new '), ages, [chain('xaba')])]).toEqual([2, 2, 1, 0]);
  });
});

describe('the MCP server of a tool', () => {
  test.each([
    ['mcp__github__create_issue', 'github'],
    ['mcp__my_server__a__b', 'my_server'],
    ['mcp__playwright', 'playwright'],
    ['mcp_github_create_issue', 'github'],
    ['cXu4Oz0mcp0navigate', 'cXu4Oz'],
    ['files__read', 'files'],
    ['read_file', null],
    ['mcp', null],
    ['__init__', null],
    ['a__', null],
    ['', null],
    [null, null],
    [`mcp__${'x'.repeat(100_000)}__y`, null],
  ])('in the name %j is %j', (name, server) => {
    expect(mcpServerOf(name)).toBe(server);
  });
});

describe('the names in a schema', () => {
  test.each([
    ['{"type":"function","function":{"name":"read"}}', { named: true, within: [] }],
    ['{"name":"read","input_schema":{}}', { named: true, within: [] }],
    ['{"type":"web_search"}', { named: false, within: [] }],
    [
      '{"type":"namespace","name":"mcp__git","tools":[{"name":"log"},{"type":"function","name":"show"},7,null]}',
      { named: true, within: ['log', 'show'] },
    ],
    ['{"name":{"toString":1},"tools":{"length":1e9}}', { named: false, within: [] }],
    ['[]', { named: false, within: [] }],
    ['null', { named: false, within: [] }],
    ['{"name":"cut of', null],
    [`${'['.repeat(200_000)}`, null],
  ])('%#', (content, names) => {
    expect(schemaNames(content)).toEqual(names);
  });
});
