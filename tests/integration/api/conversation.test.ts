import { describe, expect, it } from 'vitest';
import { type Block, placeBlocks } from '../../../src/context/index.ts';
import {
  blockPieceSchema,
  type Conversation,
  conversationSchema,
  type Found,
  foundSchema,
  imageDataSchema,
} from '../../../src/contract/index.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { testBed } from '../../support/bed.ts';
import { send } from '../../support/http.ts';
import { type InProcess, providers } from '../../support/in-process.ts';
import { batchOf } from '../../support/store-rows.ts';
import { answer, type LanguageName, refuse, text, toolCall } from '../../support/upstream/index.ts';
import { ask, LANGUAGES, oneOfEach } from '../pipeline/conversion-support.ts';
import { blockOf as block, contextRows, errorOf, type Started, start, stored } from './support.ts';

const { upstreamOf, proxyOf } = testBed();

const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(600, 7)]).toString(
  'base64',
);
const SVG = Buffer.from(`<svg onload="alert(1)">${' '.repeat(600)}</svg>`).toString('base64');

async function conversationOf(proxy: InProcess, id: unknown, query = ''): Promise<Conversation> {
  await proxy.program.idle();
  return conversationSchema.parse(await proxy.get(`/api/exchanges/${String(id)}/conversation${query}`));
}

/** Stores an exchange with its context; its id. */
async function sent(
  { store }: Started,
  blocks: Block[],
  { keep, ...exchange }: Partial<StoredExchange> & { keep?: number } = {},
): Promise<string> {
  const placed = placeBlocks(blocks);
  const row = stored({ headReceived: placed.head, headSent: placed.head, ...exchange });
  await store.write(batchOf({ exchanges: [row], ...contextRows(placed, keep) }));
  return row.id;
}

async function read({ get }: Started, id: string, query = ''): Promise<Conversation> {
  const answered = await get(`/api/exchanges/${id}/conversation${query}`);
  expect(answered.status, await answered.clone().text()).toBe(200);
  return conversationSchema.parse(await answered.json());
}

const blocksIn = ({ messages }: Conversation) => messages.flatMap(({ blocks }) => blocks);

/** A turn with a tool's call and its result, in each language. */
function toolTurn(
  language: LanguageName,
  stream: boolean,
): { path: string; body: object; headers?: Record<string, string> } {
  const model = `${language}/m`;
  const args = { path: '/a' };
  const asked = ask(language, model, { stream, text: 'read it' });
  switch (language) {
    case 'openai-chat':
      return {
        ...asked,
        body: {
          model,
          stream,
          tools: [{ type: 'function', function: { name: 'mcp__fs__read', parameters: { type: 'object' } } }],
          messages: [
            { role: 'system', content: 'Be brief.' },
            { role: 'user', content: 'read it', name: 'ada' },
            {
              role: 'assistant',
              content: null,
              tool_calls: [
                {
                  id: 'call_1',
                  type: 'function',
                  function: { name: 'mcp__fs__read', arguments: JSON.stringify(args) },
                },
              ],
            },
            { role: 'tool', tool_call_id: 'call_1', content: 'the text' },
          ],
        },
      };
    case 'anthropic-messages':
      return {
        ...asked,
        body: {
          model,
          stream,
          max_tokens: 100,
          system: 'Be brief.',
          tools: [{ name: 'mcp__fs__read', input_schema: { type: 'object' } }],
          messages: [
            { role: 'user', content: 'read it' },
            {
              role: 'assistant',
              content: [{ type: 'tool_use', id: 'call_1', name: 'mcp__fs__read', input: args }],
            },
            { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'the text' }] },
          ],
        },
      };
    case 'openai-responses':
      return {
        ...asked,
        body: {
          model,
          stream,
          instructions: 'Be brief.',
          tools: [{ type: 'function', name: 'mcp__fs__read', parameters: { type: 'object' } }],
          input: [
            { role: 'user', content: 'read it' },
            {
              type: 'function_call',
              call_id: 'call_1',
              name: 'mcp__fs__read',
              arguments: JSON.stringify(args),
            },
            { type: 'function_call_output', call_id: 'call_1', output: 'the text' },
          ],
        },
      };
    default:
      return {
        ...asked,
        path: stream ? `/v1beta/models/${model}:streamGenerateContent` : asked.path,
        body: {
          systemInstruction: { parts: [{ text: 'Be brief.' }] },
          tools: [{ functionDeclarations: [{ name: 'mcp__fs__read', parameters: { type: 'OBJECT' } }] }],
          contents: [
            { role: 'user', parts: [{ text: 'read it' }] },
            { role: 'model', parts: [{ functionCall: { name: 'mcp__fs__read', args } }] },
            {
              role: 'user',
              parts: [{ functionResponse: { name: 'mcp__fs__read', response: { output: 'the text' } } }],
            },
          ],
        },
      };
  }
}

describe('a conversation', () => {
  const cases = LANGUAGES.flatMap((language) => [false, true].map((stream) => ({ language, stream })));

  it.each(cases)('is read of $language, streamed: $stream', async ({ language, stream }) => {
    const upstream = await upstreamOf();
    upstream.always(
      answer({ parts: [text('It says so. '), toolCall('call_2', 'mcp__fs__read', { path: '/b' })] }),
    );
    const proxy = await proxyOf(oneOfEach(upstream.url));
    const { path, body, headers = {} } = toolTurn(language, stream);
    const answered = await send(`${proxy.url}${path}`, { body, headers });
    expect(answered.status, answered.text).toBe(200);
    const read = await conversationOf(proxy, answered.headers['x-kimi-proxy-exchange'], '?from=0');

    expect(read).toMatchObject({ against: null, capture: 'full', new_from: 0, next: null });
    expect(read.prefix).toEqual({ blocks: 0, tokens: 0, messages: 0 });
    const blocks = blocksIn(read);
    expect(blocks).toHaveLength(read.total_blocks);
    expect(blocks.map(({ kind }) => kind)).toEqual([
      'tool_schema',
      'system',
      'text',
      'tool_call',
      'tool_result',
    ]);
    const [schema, , said, call, result] = blocks;
    expect(schema).toMatchObject({ tool: 'mcp__fs__read', server: 'fs' });
    expect(said).toMatchObject({ role: 'user', text: 'read it', kept: 'full', more: false, repeats: 1 });
    expect(JSON.parse(call?.text ?? '')).toEqual({ path: '/a' });
    expect(call?.call_id).toBeTruthy();
    expect(result?.call_id).toBe(call?.call_id);
    expect(result?.text).toContain('the text');
    const parts = read.answer?.parts ?? [];
    expect(parts.map(({ kind }) => kind)).toEqual(['text', 'tool_call']);
    expect(parts[0]).toMatchObject({ text: 'It says so. ', more: false });
    expect(parts[1]).toMatchObject({ tool: 'mcp__fs__read', server: 'fs' });
    expect(JSON.parse(parts[1]?.text ?? '')).toEqual({ path: '/b' });
    expect(read.answer).toMatchObject({ stop: 'tool_calls', complete: true, error: null });
  });

  it.each(LANGUAGES)('has the error that a provider of %s answered with', async (language) => {
    const upstream = await upstreamOf();
    upstream.always(refuse({ status: 400, message: 'no such thing' }));
    const proxy = await proxyOf(oneOfEach(upstream.url));
    const { path, body, headers } = ask(language, `${language}/m`);
    const answered = await send(`${proxy.url}${path}`, { body, headers });
    expect(answered.status).toBe(400);
    const { answer: told } = await conversationOf(proxy, answered.headers['x-kimi-proxy-exchange']);
    expect(told).toMatchObject({ parts: [], stop: null, error: { message: 'no such thing' } });
  });

  it.each(LANGUAGES)('says that an answer of %s was cut', async (language) => {
    const upstream = await upstreamOf();
    upstream.always(
      answer(
        { parts: [text('one two three four')] },
        { failAt: { event: 6, refusal: { status: 529, message: 'overloaded' } } },
      ),
    );
    const proxy = await proxyOf(oneOfEach(upstream.url));
    const { path, body, headers } = ask(language, `${language}/m`, { stream: true });
    const answered = await send(`${proxy.url}${path}`, { body, headers });
    const { answer: told } = await conversationOf(proxy, answered.headers['x-kimi-proxy-exchange']);
    expect(told?.complete).toBe(false);
    expect(told?.error?.message).toContain('overloaded');
    expect(told?.parts[0]?.text).toContain('one');
  });

  it('opens at what is new since the last turn of the agent, and pages through the rest', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const first = [
      { role: 'system', content: 'You are careful.' },
      { role: 'user', content: 'Hello' },
    ];
    const more = [
      { role: 'assistant', content: 'Hello from upstream' },
      { role: 'user', content: 'And now?' },
    ];
    const turn = async (messages: object[]) => {
      const answered = await send(`${proxy.url}/v1/chat/completions`, {
        body: { model: 'up/gpt-4o', messages },
      });
      await proxy.program.idle();
      return String(answered.headers['x-kimi-proxy-exchange']);
    };
    const one = await turn(first);
    const two = await turn([...first, ...more]);
    const read = await conversationOf(proxy, two);
    expect(read).toMatchObject({ against: one, new_from: 2, from: 2, next: null, total_blocks: 4 });
    expect(read.prefix).toMatchObject({ blocks: 2, messages: 2 });
    expect(read.messages.map(({ message, role }) => [message, role])).toEqual([
      [2, 'assistant'],
      [3, 'user'],
    ]);
    const whole = await proxy.get<{ tokens: number }>(`/api/exchanges/${two}/context`);
    expect(read.tokens).toBe(whole.tokens);
    const folded = await conversationOf(proxy, two, '?from=0&limit=1');
    expect(folded).toMatchObject({ from: 0, next: 1 });
    expect(blocksIn(folded).map((each) => each.text)).toEqual(['You are careful.']);
    expect((await conversationOf(proxy, one)).new_from).toBe(0);
  });

  it('opens a first turn behind its tools, and one where nothing is new at its last message', async () => {
    const started = await start();
    const { id: sessionId } = await started.sessions.create({ name: 's', provider: null, model: null });
    const tools = Array.from({ length: 300 }, (_, i) =>
      block(`{"name":"t${i}"}`, { kind: 'tool_schema', role: 'tools', tool: `t${i}`, message: -1 }),
    );
    const talk = [block('be brief', { kind: 'system', role: 'system', message: -1 }), block('hello')];
    const first = await sent(started, [...tools, ...talk], { sessionId, agentId: 'a' });
    expect(await read(started, first)).toMatchObject({ new_from: 0, from: 300, next: null });
    const again = await sent(started, [...tools, ...talk], { sessionId, agentId: 'a' });
    expect(await read(started, again)).toMatchObject({ against: first, new_from: null, from: 301 });
  });

  it('joins the calls and results of a protocol without ids, in their order', async () => {
    const started = await start();
    const call = (args: string, message: number) =>
      block(`read\n${args}`, { kind: 'tool_call', role: 'assistant', tool: 'read', message });
    const result = (content: string, message: number) =>
      block(content, { kind: 'tool_result', role: 'tool', tool: 'read', message });
    const id = await sent(started, [
      call('{"a":1}', 0),
      call('{"a":2}', 0),
      result('one', 1),
      result('two', 1),
    ]);
    const blocks = blocksIn(await read(started, id, '?from=0'));
    expect(blocks.map((each) => each.call_id)).toEqual(['at-0', 'at-1', 'at-0', 'at-1']);
    expect(blocks[1]?.text).toBe('{"a":2}');
  });

  it('says what is kept, and gives the beginning of what is long', async () => {
    const started = await start();
    const long = `${'🙂é'.repeat(3000)}end`;
    const id = await sent(started, [block(long), block('x'.repeat(900))]);
    const [first, second] = blocksIn(await read(started, id, '?from=0'));
    expect(first).toMatchObject({ kept: 'full', more: true, bytes: Buffer.byteLength(long) });
    expect(first?.text).toHaveLength(3999);
    expect(long.startsWith(first?.text ?? '-')).toBe(true);
    expect(second).toMatchObject({ kept: 'full', more: false });
    const cut = await read(started, await sent(started, [block('y'.repeat(900))], { keep: 400 }), '?from=0');
    expect(cut.capture).toBe('preview');
    expect(blocksIn(cut)[0]).toMatchObject({ kept: 'preview', text: 'y'.repeat(400), more: false });
    const none = await read(started, await sent(started, [block('z'.repeat(900))], { keep: -1 }), '?from=0');
    expect(none.capture).toBe('none');
    expect(blocksIn(none)[0]).toMatchObject({ kept: 'none', text: null, more: false });
    expect(none.answer).toBeNull();
  });

  it('stays small however long the context is', async () => {
    const started = await start();
    const many = Array.from({ length: 5000 }, (_, i) => block(`${i} ${'w'.repeat(4000)}`, { message: i }));
    const answered = await started.get(
      `/api/exchanges/${await sent(started, many)}/conversation?from=0&limit=1000`,
    );
    const body = await answered.text();
    expect(body.length).toBeLessThan(400_000);
    const part = conversationSchema.parse(JSON.parse(body));
    expect(part.next).toBe(part.messages.length);
    expect(part.messages.length).toBeGreaterThan(50);
  });

  it('tells images by their bytes, and addresses as text', async () => {
    const started = await start();
    const image = (content: string) => block(content, { kind: 'image' });
    const id = await sent(started, [
      image(`data:image/svg+xml;base64,${PNG}`),
      image(`data:image/png;base64,${SVG}`),
      image(PNG),
      image('https://example.org/a.png'),
      image('file-abc123'),
    ]);
    const blocks = blocksIn(await read(started, id, '?from=0'));
    expect(blocks.map((each) => each.image?.media_type)).toEqual([
      'image/png',
      null,
      'image/png',
      null,
      null,
    ]);
    expect(blocks.map((each) => each.image?.address)).toEqual([
      null,
      null,
      null,
      'https://example.org/a.png',
      'file-abc123',
    ]);
    const fetched = await Promise.all(blocks.map(({ hash }) => started.get(`/api/blocks/${hash}/image`)));
    expect(fetched.map(({ status }) => status)).toEqual([200, 404, 200, 404, 404]);
    const shown = imageDataSchema.parse(await fetched[0]?.json());
    expect(shown).toEqual({ media_type: 'image/png', bytes: 608, data: PNG });
    expect((await errorOf(fetched[1] as Response)).code).toBe('not_found');
  });
});

describe('an image in an answer', () => {
  const chat = (...urls: string[]) => ({
    choices: [
      {
        message: {
          role: 'assistant',
          content: 'Here.',
          images: urls.map((url) => ({ type: 'image_url', image_url: { url } })),
        },
        finish_reason: 'stop',
      },
    ],
  });
  const gemini = (data: string) => ({
    candidates: [{ content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data } }] } }],
  });

  async function answered(body: object, protocol: StoredExchange['protocol']) {
    const started = await start();
    const row = stored({ protocol });
    const kept = { exchangeId: row.id, envelope: null, answerType: 'application/json' };
    await started.store.write(
      batchOf({ exchanges: [row], bodies: [{ ...kept, answer: Buffer.from(JSON.stringify(body)) }] }),
    );
    const parts = (await read(started, row.id)).answer?.parts ?? [];
    return { parts, at: (part: number) => started.get(`/api/exchanges/${row.id}/answer/image?part=${part}`) };
  }

  it('is given, whatever the language of the answer', async () => {
    const shown = { media_type: 'image/png', bytes: 608, data: PNG };
    for (const { parts, at } of [
      await answered(chat(`data:image/png;base64,${PNG}`), 'openai-chat'),
      await answered(gemini(PNG), 'gemini'),
    ]) {
      const index = parts.findIndex(({ kind }) => kind === 'image');
      expect(parts[index]?.image).toMatchObject({ media_type: 'image/png', address: null });
      expect(imageDataSchema.parse(await (await at(index)).json())).toEqual(shown);
    }
  });

  it('is not where it is elsewhere, of no type that is shown, or no image, and says so', async () => {
    const urls = ['https://example.org/a.png', `data:image/png;base64,${SVG}`];
    const { parts, at } = await answered(chat(...urls), 'openai-chat');
    expect(parts.map(({ kind }) => kind)).toEqual(['text', 'image', 'image']);
    expect(parts[1]?.image?.address).toBe(urls[0]);
    for (const index of [0, 1, 2]) {
      const refused = await at(index);
      expect(refused.status).toBe(404);
      expect((await errorOf(refused)).message).toContain('holds no image that can be shown');
    }
    expect((await errorOf(await at(3))).message).toContain('no such part');
  });
});

describe('a block', () => {
  it('is read by pieces that are the whole, and never half a character', async () => {
    const started = await start();
    const content = 'a🙂b🙂🙂é'.repeat(40);
    const id = await sent(started, [block(content)]);
    const hash = blocksIn(await read(started, id, '?from=0'))[0]?.hash;
    let whole = '';
    for (let from: number | null = 0; from !== null; ) {
      const piece = blockPieceSchema.parse(
        await (await started.get(`/api/blocks/${hash}?from=${from}&length=7`)).json(),
      );
      expect(piece).toMatchObject({ hash, kind: 'text', kept: 'full', characters: content.length, from });
      expect(piece.text).toBe(piece.text?.toWellFormed());
      whole += piece.text;
      from = piece.next;
    }
    expect(whole).toBe(content);
    const within = await (await started.get(`/api/blocks/${hash}?from=2&length=2`)).json();
    expect(within).toMatchObject({ from: 1, text: '🙂' });
  });

  it('is 404 where there is none, and says so where nothing of it is kept', async () => {
    const started = await start();
    const missing = await started.get('/api/blocks/tAAAAAAAAAAAAAAAAAAAAAA');
    expect(missing.status).toBe(404);
    expect((await errorOf(missing)).details).toEqual({ field: 'hash' });
    expect((await started.get('/api/blocks/..%2f..%2fetc')).status).toBe(400);
    const id = await sent(started, [block('gone')], { keep: -1 });
    const hash = blocksIn(await read(started, id, '?from=0'))[0]?.hash;
    expect(await (await started.get(`/api/blocks/${hash}`)).json()).toMatchObject({
      kept: 'none',
      characters: null,
      text: null,
      next: null,
    });
  });
});

describe('finding a text in an exchange', () => {
  const find = async ({ get }: Started, id: string, query: string): Promise<Found> => {
    const answered = await get(`/api/exchanges/${id}/find?${query}`);
    expect(answered.status).toBe(200);
    return foundSchema.parse(await answered.json());
  };

  it('finds it whatever its case, in arguments and in the answer, with what stands around it', async () => {
    const upstream = await upstreamOf();
    upstream.always(answer({ parts: [text('The NEEDLE is here')] }));
    const proxy = await proxyOf(oneOfEach(upstream.url));
    const {
      path,
      body,
      headers = {},
    } = ask('anthropic-messages', 'anthropic-messages/m', {
      text: `${'🙂'.repeat(80)}a Needle, a needle`,
      stream: true,
    });
    const answered = await send(`${proxy.url}${path}`, { body, headers });
    await proxy.program.idle();
    const id = String(answered.headers['x-kimi-proxy-exchange']);
    const found = await proxy.get<Found>(`/api/exchanges/${id}/find?text=needle`);
    expect(found).toMatchObject({ count: 3, complete: true, next: null });
    expect(found.items.map(({ part, position, index, match }) => [part, position, index, match])).toEqual([
      ['context', 0, 162, 'Needle'],
      ['context', 0, 172, 'needle'],
      ['answer', 0, 4, 'NEEDLE'],
    ]);
    expect(found.items[0]).toMatchObject({ before: `${'🙂'.repeat(29)}a `, after: ', a needle' });
    expect(found.items[2]).toMatchObject({ before: 'The ', after: ' is here' });
  });

  it('goes on where the answer before ended', async () => {
    const started = await start();
    const id = await sent(started, [block('a.a.a'), block('b'), block('A', { message: 1 })]);
    const first = await find(started, id, 'text=a&limit=2');
    expect(first).toMatchObject({ count: 4, complete: true, next: '0:4' });
    const second = await find(started, id, `text=a&limit=2&from=${first.next}`);
    expect(second.items.map(({ position, index }) => [position, index])).toEqual([
      [0, 4],
      [2, 0],
    ]);
    expect(second).toMatchObject({ count: 2, next: null });
    expect((await find(started, id, 'text=.a')).count).toBe(2);
    const wrong = await started.get(`/api/exchanges/${id}/find?text=a&from=x`);
    expect((await errorOf(wrong)).details).toMatchObject({ field: 'from' });
  });

  it('looks through a part of what is very large, and says where to go on', async () => {
    const started = await start();
    const many = Array.from({ length: 24 }, (_, i) => block(`${i}${'w'.repeat(1_000_000)}`, { message: i }));
    const id = await sent(started, [...many, block('needle', { message: 24 })]);
    const first = await find(started, id, 'text=needle');
    expect(first).toMatchObject({ count: 0, complete: false });
    const second = await find(started, id, `text=needle&from=${first.next}`);
    expect(second.items).toMatchObject([{ position: 24, index: 0 }]);
  });
});
