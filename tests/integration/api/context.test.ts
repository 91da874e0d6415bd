import { describe, expect, it } from 'vitest';
import { type Block, placeBlocks } from '../../../src/context/index.ts';
import { compositionSchema, contextDiffSchema } from '../../../src/contract/index.ts';
import type { StoredCount, StoredExchange } from '../../../src/storage/index.ts';
import { batchOf } from '../../support/store-rows.ts';
import { blockOf as block, contextRows, errorOf, type Started, start, stored } from './support.ts';

interface Sent {
  blocks: Block[];
  exchange?: Partial<StoredExchange>;
  /** Tokens of a block; as many as it has characters where nothing is said, null for none. */
  count?: (block: Block) => number | null;
  memory?: (block: Block) => number;
  keep?: number;
}

/** Stores an exchange with its context, as the pipeline would; its id. */
async function sent(
  { store }: Started,
  { blocks, exchange = {}, count, memory, keep }: Sent,
): Promise<string> {
  const placed = placeBlocks(blocks);
  const counts = placed.blocks.flatMap((each): StoredCount[] => {
    const tokens = count === undefined ? each.content.length : count(each);
    const remembered = memory?.(each) ?? 0;
    const of = (vocabulary: string, all: number) => ({
      blockHash: each.hash,
      vocabulary,
      tokens: all,
      exact: true,
    });
    return [
      ...(tokens === null ? [] : [of('o200k_base', tokens)]),
      ...(remembered === 0 ? [] : [of('o200k_base#memory', remembered)]),
    ];
  });
  const row = stored({ headReceived: placed.head, headSent: placed.head, ...exchange });
  await store.write(batchOf({ exchanges: [row], ...contextRows(placed, keep), counts }));
  return row.id;
}

async function contextOf({ get }: Started, id: string, query = '') {
  const answer = await get(`/api/exchanges/${id}/context${query}`);
  expect(answer.status).toBe(200);
  return compositionSchema.parse(await answer.json());
}

async function diffOf({ get }: Started, id: string, query = '') {
  const answer = await get(`/api/exchanges/${id}/diff${query}`);
  expect(answer.status).toBe(200);
  return contextDiffSchema.parse(await answer.json());
}

const tokensOf = (context: number | null, source: 'provider' | 'exact' | 'estimate' | null = 'provider') => ({
  ...stored().tokens,
  context,
  source,
});

/** Of a model whose vocabulary is known. */
const gpt4o = { model: 'gpt-4o', providerModel: 'gpt-4o' };

const conversation: Block[] = [
  block('x'.repeat(50), { kind: 'tool_schema', role: 'tools', tool: 'mcp__git__log', message: -1 }),
  block('y'.repeat(30), { kind: 'tool_schema', role: 'tools', tool: 'read', message: -1 }),
  block('s'.repeat(20), { kind: 'system', role: 'system', message: -1 }),
  block('hello @recall(you)'),
  block('read\n{}', {
    kind: 'tool_call',
    role: 'assistant',
    tool: 'read',
    envelope: '{"id":"1"}',
    message: 1,
  }),
  block('result', {
    kind: 'tool_result',
    role: 'tool',
    tool: 'read',
    envelope: '{"tool_call_id":"1"}',
    message: 2,
  }),
  block('result', {
    kind: 'tool_result',
    role: 'tool',
    tool: 'read',
    envelope: '{"tool_call_id":"2"}',
    message: 3,
  }),
];
const counted = conversation.reduce((sum, { content }) => sum + content.length, 0);
const memory = ({ content }: Block) => (content.includes('@') ? 12 : 0);

describe('the composition of a context', () => {
  it('tells each part, with shares that add up to the whole', async () => {
    const server = await start();
    const id = await sent(server, {
      blocks: conversation,
      memory,
      exchange: {
        ...gpt4o,
        tokens: tokensOf(counted + 10, 'exact'),
        counted: { vocabulary: 'o200k_base', tokens: counted + 10 },
      },
    });
    const composition = await contextOf(server, id);
    expect(composition).toMatchObject({
      tokens: counted + 10,
      counted: counted + 10,
      vocabulary: 'o200k_base',
      source: 'exact',
      estimated_blocks: 0,
      blocks: 7,
    });
    expect(composition.parts.map(({ part, tokens, blocks }) => [part, tokens, blocks])).toEqual([
      ['tool_schema', 80, 2],
      ['system', 20, 1],
      ['user', 6, 1],
      ['memory', 12, 1],
      ['tool_call', 7, 1],
      ['tool_result', 12, 2],
      ['overhead', 10, 0],
    ]);
    expect(composition.parts.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 10);
    expect(composition.schemas).toMatchObject({
      tools: [
        { name: 'mcp__git__log', server: 'git', tokens: 50, calls: 0 },
        { name: 'read', server: null, tokens: 30, calls: 1 },
      ],
      servers: [
        { server: 'git', tools: 1, tokens: 50 },
        { server: null, tools: 1, tokens: 30 },
      ],
      never_called: { tools: 1, tokens: 50 },
      complete: true,
    });
    expect(composition.results).toMatchObject([{ name: 'read', tokens: 12, blocks: 2 }]);
    expect(composition.repeats).toEqual({ blocks: 1, tokens: 6 });
  });

  it('lists the heaviest blocks, as many as are asked for', async () => {
    const server = await start();
    const id = await sent(server, {
      blocks: conversation,
      exchange: { ...gpt4o, tokens: tokensOf(counted, 'exact') },
    });
    const { heaviest } = await contextOf(server, id, '?limit=2');
    expect(
      heaviest.map(({ tool, position, message, tokens, bytes }) => [tool, position, message, tokens, bytes]),
    ).toEqual([
      ['mcp__git__log', 0, null, 50, 50],
      ['read', 1, null, 30, 30],
    ]);
    const { heaviest: all } = await contextOf(server, id);
    expect(all).toHaveLength(7);
    expect(all.find(({ kind }) => kind === 'tool_call')).toMatchObject({
      message: 1,
      preview: 'read\n{}',
      repeats: 1,
    });
    expect(all.filter(({ repeats }) => repeats === 2)).toHaveLength(2);
    for (const query of ['?limit=0', '?limit=1001', '?limit=x', '?most=3'])
      expect((await server.get(`/api/exchanges/${id}/context${query}`)).status).toBe(400);
  });

  it('is fitted to what the provider counted, and names what nobody sent', async () => {
    const server = await start();
    const fitted = await sent(server, {
      blocks: [block('a'.repeat(100))],
      exchange: { tokens: tokensOf(120) },
    });
    expect(await contextOf(server, fitted)).toMatchObject({
      tokens: 120,
      counted: 100,
      source: 'calibrated',
      parts: [{ part: 'user', tokens: 120, share: 1 }],
    });
    const more = await sent(server, {
      blocks: [block('a'.repeat(100))],
      exchange: { tokens: tokensOf(400) },
    });
    expect(await contextOf(server, more)).toMatchObject({
      source: 'estimate',
      parts: [
        { part: 'user', tokens: 100 },
        { part: 'unattributed', tokens: 300, share: 0.75 },
      ],
    });
    const unknown = await sent(server, {
      blocks: [block('abc')],
      exchange: { tokens: tokensOf(null, null) },
    });
    expect(await contextOf(server, unknown)).toMatchObject({ tokens: 3, source: 'estimate' });
  });

  it('tells how many turns ago each block came in', async () => {
    const server = await start();
    await server.send('POST', '/api/sessions', { name: 'a' });
    const talk = ['one', 'two!', 'three', 'four', 'five'].map((text, message) => block(text, { message }));
    const of = { sessionId: 1, agentId: 'main' };
    for (const length of [1, 3]) await sent(server, { blocks: talk.slice(0, length), exchange: of });
    await sent(server, { blocks: [block('sub')], exchange: { ...of, agentId: 'sub' } });
    const last = await sent(server, { blocks: talk, exchange: of });
    const ages = async (id: string) => {
      const { heaviest, turns } = await contextOf(server, id);
      return { turns, ages: heaviest.toSorted((a, b) => a.position - b.position).map(({ age }) => age) };
    };
    expect(await ages(last)).toEqual({ turns: { before: 2, complete: true }, ages: [2, 1, 1, 0, 0] });
    // The client edits its history: what stayed in it is as old as before.
    const edited = talk.map((each, i) => (i === 1 ? block('2', { message: 1 }) : each));
    const next = await sent(server, { blocks: [...edited, block('six', { message: 5 })], exchange: of });
    expect(await ages(next)).toEqual({ turns: { before: 3, complete: true }, ages: [3, 0, 2, 1, 1, 0] });
    const alone = await sent(server, { blocks: talk });
    expect((await ages(alone)).ages).toEqual([null, null, null, null, null]);
  });

  it('counts tools that other turns called, and those that a list of tools holds', async () => {
    const server = await start();
    await server.send('POST', '/api/sessions', { name: 'a' });
    const schema = (tool: string, content: object) =>
      block(JSON.stringify(content), { kind: 'tool_schema', role: 'tools', tool, message: -1 });
    const tools = [
      schema('early', { name: 'early' }),
      schema('mcp__git', { type: 'namespace', name: 'mcp__git', tools: [{ name: 'log' }] }),
      schema('web_search', { type: 'web_search' }),
      schema('never', { name: 'never' }),
    ];
    const call = (tool: string) =>
      block(`${tool}\n{}`, { kind: 'tool_call', role: 'assistant', tool, message: 1 });
    await sent(server, {
      blocks: [...tools, block('a'), call('early'), call('log')],
      exchange: { sessionId: 1 },
    });
    const id = await sent(server, { blocks: [...tools, block('summary')], exchange: { sessionId: 1 } });
    const { schemas } = await contextOf(server, id);
    expect(Object.fromEntries(schemas.tools.map(({ name, calls }) => [name, calls]))).toEqual({
      early: 1,
      mcp__git: 1,
      web_search: null,
      never: 0,
    });
    expect(schemas.never_called.tools).toBe(1);
  });

  it('counts what has no count where the content is kept, and guesses the rest from its size', async () => {
    const server = await start();
    const blocks = [
      block('counted'),
      block('é'.repeat(20), { message: 1 }),
      block('data:', { kind: 'image' }),
    ];
    const count = ({ content }: Block) => (content === 'counted' ? 5 : null);
    const exchange = { ...gpt4o, tokens: tokensOf(null, null) };
    const kept = await sent(server, { blocks, count, exchange });
    // The server of these tests counts characters; an image is counted without its content.
    expect(await contextOf(server, kept)).toMatchObject({ tokens: 25, estimated_blocks: 0 });
    for (const keep of [-1, 3]) {
      const other = await start();
      const id = await sent(other, { blocks, count, exchange, keep });
      const composition = await contextOf(other, id);
      expect(composition).toMatchObject({ tokens: 15, estimated_blocks: 1, source: 'estimate' });
      expect(composition.heaviest.map(({ preview }) => preview)).toEqual(
        keep < 0 ? [null, null, null] : ['ééé', 'cou', 'dat'],
      );
    }
  });

  it('counts what is kept whole behind a large text of which a beginning is kept', async () => {
    const server = await start();
    const blocks = [block('x'.repeat(4 * 1024 * 1024 - 4)), block('é'.repeat(20), { message: 1 })];
    const exchange = { ...gpt4o, tokens: tokensOf(null, null) };
    const id = await sent(server, { blocks, count: () => null, exchange, keep: 200 });
    const { estimated_blocks: guessed, heaviest } = await contextOf(server, id);
    expect([guessed, heaviest[1]?.tokens]).toEqual([1, 20]);
  });

  it('is told in the vocabulary that its blocks were counted in', async () => {
    const server = await start();
    const exchange = { tokens: tokensOf(9), counted: { vocabulary: 'gone', tokens: 9 } };
    const id = await sent(server, { blocks: [block('abcdefghi')], exchange });
    expect(await contextOf(server, id)).toMatchObject({
      vocabulary: 'o200k_base',
      tokens: 9,
      estimated_blocks: 0,
    });
  });

  it('of an exchange without a context is empty', async () => {
    const server = await start();
    const id = await sent(server, { blocks: [], exchange: { kind: 'embedding' } });
    expect(await contextOf(server, id)).toMatchObject({ tokens: 0, blocks: 0, parts: [], heaviest: [] });
    expect(await diffOf(server, id)).toMatchObject({ against: null, parts_at: null, changes: [] });
  });

  it('is 404 where there is no such exchange', async () => {
    const { get } = await start();
    for (const path of ['context', 'diff']) {
      const answer = await get(`/api/exchanges/01abc/${path}`);
      expect(answer.status).toBe(404);
      expect(await errorOf(answer)).toMatchObject({ code: 'not_found', details: { field: 'id' } });
    }
  });

  it('is told of hostile names and contents as of any other', async () => {
    const server = await start();
    const hostile = [
      '__proto__',
      '<script>alert(1)</script>',
      '\ud800',
      '\u0000',
      `${'[{"a":'.repeat(20_000)}`,
      '😀'.repeat(300),
    ];
    const blocks = hostile.flatMap((text, message) => [
      block(text, { kind: 'tool_schema', role: 'tools', tool: text.slice(0, 50), message: -1 }),
      block(`${text}\n${text}`, {
        kind: 'tool_call',
        role: text.slice(0, 20),
        tool: text.slice(0, 50),
        message,
      }),
      block(text, { message }),
    ]);
    const id = await sent(server, { blocks, exchange: { tokens: tokensOf(1000) } });
    const composition = await contextOf(server, id);
    expect(composition.parts.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(1000);
    for (const { preview } of composition.heaviest) expect(preview?.length).toBeLessThanOrEqual(200);
    const answer = await server.get(`/api/exchanges/${id}/context`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await diffOf(server, id, `?against=${id}`)).kept.blocks).toBe(blocks.length);
  });

  it('of thousands of blocks is told without their contents', async () => {
    const server = await start();
    await server.send('POST', '/api/sessions', { name: 'a' });
    const talk = Array.from({ length: 3000 }, (_, i) => block(`${i} ${'x'.repeat(400)}`, { message: i }));
    const exchange = { sessionId: 1, tokens: tokensOf(1_500_000) };
    for (const length of [1000, 2000, 2998]) await sent(server, { blocks: talk.slice(0, length), exchange });
    const id = await sent(server, { blocks: talk, exchange });
    const composition = await contextOf(server, id);
    expect(composition).toMatchObject({
      blocks: 3000,
      turns: { before: 3 },
      parts: [{ part: 'user', newest: 0, oldest: 3 }],
    });
    expect(composition.heaviest).toHaveLength(20);
    expect(await diffOf(server, id)).toMatchObject({ kept: { blocks: 2998 }, added: { blocks: 2 } });
  });
});

describe('what changed in a context', () => {
  const before = [
    block('old schema', { kind: 'tool_schema', role: 'tools', tool: 'read', message: -1 }),
    block('You are an agent. Today is Monday.', { kind: 'system', role: 'system', message: -1 }),
    block('first'),
    block('moves', { message: 1 }),
    block('stays', { role: 'assistant', message: 2 }),
    block('goes', { message: 3 }),
  ];
  const after = [
    block('new schema', { kind: 'tool_schema', role: 'tools', tool: 'read', message: -1 }),
    block('You are an agent. Today is Friday.', { kind: 'system', role: 'system', message: -1 }),
    block('first'),
    block('stays', { role: 'assistant', message: 1 }),
    block('moves', { message: 2 }),
    block('comes', { role: 'assistant', message: 3 }),
  ];

  async function twoTurns(keep?: number) {
    const server = await start();
    await server.send('POST', '/api/sessions', { name: 'a' });
    const exchange = { sessionId: 1, agentId: 'main' };
    const kept = keep === undefined ? {} : { keep };
    const first = await sent(server, { blocks: before, exchange, ...kept });
    await sent(server, { blocks: [block('sub-agent')], exchange: { ...exchange, agentId: 'sub' } });
    await sent(server, { blocks: [block('title')], exchange: { ...exchange, kind: 'title' } });
    return { server, first, second: await sent(server, { blocks: after, exchange, ...kept }) };
  }

  it('is told block by block, against the last turn of the same agent', async () => {
    const { server, first, second } = await twoTurns();
    const diff = await diffOf(server, second);
    expect(diff).toMatchObject({
      exchange_id: second,
      against: first,
      vocabulary: 'o200k_base',
      parts_at: { kind: 'tool_schema', tool: 'read', position: 0, message: null },
      kept: { blocks: 2, tokens: 10 },
      added: { blocks: 1, tokens: 5 },
      removed: { blocks: 1, tokens: 4 },
      reordered: { blocks: 1, tokens: 5 },
      edited: { blocks: 2, tokens: 44, tokens_before: 44 },
      left_out: 0,
    });
    const steps = diff.changes.map((change) => [change.op, change.position]);
    expect(steps).toEqual([
      ['edited', 0],
      ['edited', 1],
      ['kept', 2],
      ['kept', 3],
      ['removed', 5],
      ['reordered', 4],
      ['added', 5],
    ]);
    const system = diff.changes.find((change) => change.op === 'edited' && change.kind === 'system');
    expect(system).toMatchObject({
      before: { position: 1 },
      text: {
        by: 'word',
        changes: [
          { op: 'same', text: 'You are an agent. Today is ' },
          { op: 'removed', text: 'Monday' },
          { op: 'added', text: 'Friday' },
          { op: 'same', text: '.' },
        ],
      },
    });
  });

  it('is that everything came in where there was no turn before', async () => {
    const { server, first } = await twoTurns();
    expect(await diffOf(server, first)).toMatchObject({
      against: null,
      added: { blocks: 6 },
      kept: { blocks: 0 },
    });
  });

  it('is told against any other exchange, forwards and back', async () => {
    const { server, first, second } = await twoTurns();
    const back = await diffOf(server, first, `?against=${second}`);
    expect(back).toMatchObject({
      against: second,
      added: { blocks: 1, tokens: 4 },
      removed: { blocks: 1, tokens: 5 },
    });
    const same = await diffOf(server, second, `?against=${second}`);
    expect(same).toMatchObject({ parts_at: null, kept: { blocks: 6 }, changes: [{ op: 'kept', blocks: 6 }] });
  });

  it.each([
    ['xabc', 'abcx', 0],
    ['abcd', 'acbd', 1],
    ['abc', 'abcd', 3],
    ['abcd', 'abc', null],
  ])('of %s and then %s names where they part, though blocks moved', async (one, other, position) => {
    const server = await start();
    const blocksOf = (letters: string) => [...letters].map((letter, message) => block(letter, { message }));
    const first = await sent(server, { blocks: blocksOf(one) });
    const second = await sent(server, { blocks: blocksOf(other) });
    const { parts_at: partsAt } = await diffOf(server, second, `?against=${first}`);
    expect(partsAt?.position ?? null).toBe(position);
  });

  it('lists as many changes as are asked for; the sums have all', async () => {
    const { server, second } = await twoTurns();
    const diff = await diffOf(server, second, '?limit=3');
    expect(diff.changes.map(({ op }) => op)).toEqual(['edited', 'edited', 'kept', 'kept', 'removed']);
    expect(diff).toMatchObject({ left_out: 2, added: { blocks: 1 }, reordered: { blocks: 1 } });
  });

  it.each([-1, 4])('is told without texts where %i characters of them are kept', async (keep) => {
    const { server, second } = await twoTurns(keep);
    const diff = await diffOf(server, second);
    expect(diff.edited.blocks).toBe(2);
    const edited = diff.changes.filter((change) => change.op === 'edited');
    expect(edited.map(({ text }) => text)).toEqual([null, null]);
    expect(edited[0]?.preview).toBe(keep < 0 ? null : 'new ');
  });

  it.each([0, 200])('of large texts is told without them where %i characters are kept', async (keep) => {
    const server = await start();
    const large = ['a', 'b', 'c'].map((letter, message) => block(letter.repeat(1_900_000), { message }));
    const blocks = [...large, block('d'.repeat(2_200_000), { message: 3 })];
    const changed = blocks.map((each) => ({ ...each, content: `_${each.content}` }));
    const first = await sent(server, { blocks, keep });
    const second = await sent(server, { blocks: changed, keep });
    const { changes } = await diffOf(server, second, `?against=${first}`);
    expect(changes.map((change) => change.op === 'edited' && change.text)).toEqual([null, null, null, null]);
  });

  it('is refused against what is not there, and against another protocol, by the name of the field', async () => {
    const { server, second } = await twoTurns();
    const other = await sent(server, { blocks: before, exchange: { protocol: 'gemini' } });
    const nobody = await server.get(`/api/exchanges/${second}/diff?against=01abc`);
    expect([nobody.status, await errorOf(nobody)]).toMatchObject([
      404,
      { code: 'not_found', details: { field: 'against' } },
    ]);
    const foreign = await server.get(`/api/exchanges/${second}/diff?against=${other}`);
    expect([foreign.status, await errorOf(foreign)]).toMatchObject([
      400,
      { code: 'invalid_request', details: { in: 'query', field: 'against' } },
    ]);
    for (const query of ['?against=', '?limit=0', '?with=x'])
      expect((await server.get(`/api/exchanges/${second}/diff${query}`)).status).toBe(400);
  });

  it('of texts too large to compare is told by their sizes', async () => {
    const server = await start();
    const large = 'a'.repeat(2_200_000);
    const first = await sent(server, { blocks: [block(large)] });
    const second = await sent(server, { blocks: [block(`${large}b`)] });
    const { changes } = await diffOf(server, second, `?against=${first}`);
    expect(changes).toMatchObject([
      {
        op: 'edited',
        text: { replaced: true, characters_removed: 2_200_000, characters_added: 2_200_001, changes: [] },
      },
    ]);
  });
});
