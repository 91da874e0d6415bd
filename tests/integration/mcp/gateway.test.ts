import * as T from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import { helloOf, rude, startRoom, textOf } from '../../support/mcp/room.ts';

describe('one server, passed through', () => {
  it('is what it is to its client: name, version, capabilities, instructions, tools and results with all their fields', async () => {
    const room = await startRoom(rude('a'));
    const client = await room.connect('/mcp/a');
    expect(client.getServerVersion()).toEqual({ name: 'rude', version: '9.9' });
    expect(client.getServerCapabilities()).toMatchObject({
      experimental: { 'x-own': { deep: [1] } },
    });
    expect(client.getInstructions()).toBe('be careful');
    const { tools } = await client.request({ method: 'tools/list' }, T.ResultSchema.loose());
    expect((tools as { name: string }[]).find((tool) => tool.name === 'echo')).toEqual({
      name: 'echo',
      description: 'Tool echo',
      inputSchema: { type: 'object', properties: { value: { type: 'string' } } },
      annotations: { readOnlyHint: true },
      'x-unknown': 'kept',
    });
    const result = await client.callTool({ name: 'echo', arguments: { value: 'hé' } });
    expect(result).toEqual({ content: [{ type: 'text', text: 'hé' }], 'x-unknown': 'kept' });
  });

  it('answers methods that nobody knows, and its errors come as they are', async () => {
    const room = await startRoom(rude('a'));
    const client = await room.connect('/mcp/a');
    const own = await client.request({ method: 'x/own', params: { a: 1 } } as never, T.ResultSchema.loose());
    expect(own).toEqual({ params: { a: 1 } });
    await expect(client.callTool({ name: 'rpc-error' })).rejects.toMatchObject({
      code: -32042,
      data: { why: 'x' },
    });
    await expect(client.request({ method: 'no/such' } as never, T.ResultSchema)).rejects.toMatchObject({
      code: -32601,
    });
  });

  it.each(T.SUPPORTED_PROTOCOL_VERSIONS)('speaks %s where the client does', async (version) => {
    const room = await startRoom(rude('a'));
    for (const where of ['/mcp/a', '/mcp']) {
      const answer = await fetch(room.url + where, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: JSON.stringify(helloOf(version)),
      });
      expect(await answer.text()).toContain(`"protocolVersion":"${version}"`);
    }
  });

  it('may be older than its client', async () => {
    const room = await startRoom(rude('a', ['old']));
    const client = await room.connect('/mcp/a');
    expect(textOf(await client.callTool({ name: 'echo', arguments: { value: 'x' } }))).toBe('x');
  });

  it('asks the client that called it, and each has a process of its own', async () => {
    const room = await startRoom(rude('a'));
    const [one, two] = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const client = await room.connect('/mcp/a', { roots: {} });
        client.setRequestHandler(T.ListRootsRequestSchema, () => ({
          roots: [{ uri: `file:///${name}` }],
        }));
        return client;
      }),
    );
    const ask = async (client = one) => textOf(await client?.callTool({ name: 'ask', arguments: {} }));
    expect(await Promise.all([ask(one), ask(two)])).toEqual([
      expect.stringContaining('file:///one'),
      expect.stringContaining('file:///two'),
    ]);
    const pid = async (client = one) => textOf(await client?.callTool({ name: 'pid' }));
    expect(await pid(one)).not.toBe(await pid(two));
  });

  it('is one process for all where it is shared', async () => {
    const room = await startRoom(rude('a', [], 'shared = true'));
    const pids = await Promise.all(
      [1, 2].map(async () => textOf(await (await room.connect('/mcp/a')).callTool({ name: 'pid' }))),
    );
    expect(pids[0]).toBe(pids[1]);
  });

  it('tells its progress under the token that the client gave', async () => {
    const room = await startRoom(rude('a'));
    const client = await room.connect('/mcp/a');
    const heard: unknown[] = [];
    await client.callTool({ name: 'progress' }, undefined, { onprogress: (step) => heard.push(step) });
    expect(heard).toEqual([1, 2, 3].map((progress) => ({ progress, total: 3 })));
  });

  it('hears that its call was cancelled, and the call is recorded as that', async () => {
    const room = await startRoom(rude('a'));
    const client = await room.connect('/mcp/a');
    const control = new AbortController();
    const call = client.callTool({ name: 'hang' }, undefined, { signal: control.signal });
    // The call is on its way once one behind it has been answered.
    await client.callTool({ name: 'echo', arguments: { value: 'x' } });
    control.abort('enough');
    await expect(call).rejects.toThrow();
    expect(textOf(await client.callTool({ name: 'cancelled' }))).toContain('requestId');
    await room.until(() => room.calls.some((one) => one.outcome === 'cancelled'));
  });
});

describe('all servers joined', () => {
  it('have their tools and calls under server__tool', async () => {
    const room = await startRoom(rude('a') + rude('b'));
    const client = await room.connect();
    const names = (await client.listTools()).tools.map((tool) => tool.name);
    expect(names).toContain('a__echo');
    expect(names).toContain('b__echo');
    expect(names).toContain('json_query__json_query_jsonpath');
    expect(textOf(await client.callTool({ name: 'b__echo', arguments: { value: 'x' } }))).toBe('x');
    await room.until(() => room.calls.length === 1);
    expect(room.calls[0]).toMatchObject({
      server: 'b',
      tool: 'echo',
      from: 'gateway',
      clientName: 'tester',
      clientVersion: '4.5',
      outcome: 'ok',
      argumentBytes: 13,
      argumentTokens: 4,
    });
  });

  it('say how tools are named where a name has no server, or none of ours', async () => {
    const room = await startRoom(rude('a'));
    const client = await room.connect();
    await expect(client.callTool({ name: 'echo' })).rejects.toThrow(/server__name/);
    await expect(client.callTool({ name: 'z__echo' })).rejects.toThrow(/no server z\. There are: a, /);
  });

  it('are there without those that do not start, which are started for nobody before they are needed', async () => {
    const room = await startRoom(rude('a') + rude('dead', ['no-start']) + rude('lies', ['lies']));
    expect(await room.state('a')).toMatchObject({ state: 'idle', tools: [] });
    const client = await room.connect();
    const names = (await client.listTools()).tools.map((tool) => tool.name);
    expect(names).toContain('a__echo');
    expect(names.some((name) => /^(dead|lies)__/.test(name))).toBe(false);
    expect(await room.state('dead')).toMatchObject({
      state: 'down',
      reason: expect.stringContaining('exit code 3'),
    });
    expect(await room.state('lies')).toMatchObject({
      state: 'down',
      reason: expect.stringContaining('does not answer the handshake'),
    });
    await expect(client.callTool({ name: 'dead__x' })).rejects.toThrow(/dead/);
  });

  it('tell the client when a list changes, by the server or by the configuration', async () => {
    const room = await startRoom(rude('a'));
    const client = await room.connect();
    let changes = 0;
    let seen = (): void => {};
    client.setNotificationHandler(T.ToolListChangedNotificationSchema, () => {
      changes += 1;
      seen();
    });
    const next = () =>
      new Promise<void>((resolve) => {
        seen = resolve;
      });
    await client.listTools();
    const [changed] = [
      next(),
      await client.callTool({ name: 'a__change-tools', arguments: { value: 'fresh' } }),
    ];
    await changed;
    const told = next();
    room.reload(rude('a') + rude('c'));
    await told;
    const names = (await client.listTools()).tools.map((tool) => tool.name);
    expect(names).toContain('c__echo');
    expect(changes).toBeGreaterThan(1);
  });

  it('tell the client when a server goes, and when it is back', async () => {
    const room = await startRoom(rude('a'));
    const client = await room.connect();
    const lists: string[] = [];
    let seen = (): void => {};
    client.setNotificationHandler(T.ToolListChangedNotificationSchema, () => seen());
    const change = async (action: 'start' | 'stop'): Promise<void> => {
      const told = new Promise<void>((resolve) => {
        seen = resolve;
      });
      await room.mcp.control('a', action);
      await told;
      const names = (await client.listTools()).tools.map((tool) => tool.name);
      lists.push(names.includes('a__echo') ? 'there' : 'gone');
    };
    await client.listTools();
    await change('stop');
    await change('start');
    expect(lists).toEqual(['gone', 'there']);
  });

  it('keep a client whose server is configured otherwise: the next call starts it anew', async () => {
    const room = await startRoom(rude('a'));
    const client = await room.connect();
    const before = textOf(await client.callTool({ name: 'a__pid' }));
    room.reload(rude('a', ['old']));
    expect(textOf(await client.callTool({ name: 'a__pid' }))).not.toBe(before);
    room.reload('');
    await expect(client.callTool({ name: 'a__pid' })).rejects.toThrow(/no server a/);
  });
});

describe('a client whose connection breaks', () => {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

  /** Reads a stream of events until one says something. */
  async function readUntil(answer: Response, word: string): Promise<string> {
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes(word)) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) break;
      text += value;
    }
    await reader?.cancel();
    return text;
  }

  it('gets the answer that it missed when it comes back, and the call ran once', async () => {
    const room = await startRoom(rude('a'));
    const url = `${room.url}/mcp/a`;
    const post = (message: object, more: Record<string, string> = {}, signal: AbortSignal | null = null) =>
      fetch(url, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: JSON.stringify({ jsonrpc: '2.0', ...message }),
        signal,
      });
    const began = await post(helloOf());
    await began.text();
    const session = {
      'mcp-session-id': began.headers.get('mcp-session-id') ?? '',
      'mcp-protocol-version': '2025-11-25',
    };
    await post({ method: 'notifications/initialized' }, session);
    const broken = new AbortController();
    const call = { id: 2, method: 'tools/call', params: { name: 'wait', arguments: { value: '300' } } };
    const first = await post(call, session, broken.signal);
    const opening = await readUntil(first, 'id:');
    broken.abort();
    const last = /^id: (.+)$/m.exec(opening)?.[1] ?? '';
    const resumed = await fetch(url, {
      headers: { accept: 'text/event-stream', ...session, 'last-event-id': last },
    });
    expect(resumed.status).toBe(200);
    expect(await readUntil(resumed, 'waited')).toContain('"id":2');
    await room.until(() => room.calls.length === 1);
    expect(room.calls[0]).toMatchObject({ tool: 'wait', outcome: 'ok' });
  });
});

describe('requests that are none', () => {
  const post = (url: string, body: string, headers: Record<string, string> = {}) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const hello = JSON.stringify(helloOf());

  it.each([
    ['no JSON', '{"jsonrpc":', {}, 400, -32700],
    ['nothing', '', {}, 400, -32700],
    ['no session', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}', {}, 400, -32000],
    [
      'a session that is not there',
      '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
      { 'mcp-session-id': 'x' },
      404,
      -32001,
    ],
    ['no message', 'null', {}, 400, -32000],
    ['another type', hello, { 'content-type': 'text/plain' }, 415, -32000],
  ])('%s', async (_what, body, headers, status, code) => {
    const room = await startRoom('');
    const answer = await post(`${room.url}/mcp`, body, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', error: { code } });
  });

  it('name the servers that there are where one is not', async () => {
    const room = await startRoom(rude('a'));
    const answer = await post(`${room.url}/mcp/z%22`, hello);
    expect(answer.status).toBe(404);
    expect(JSON.stringify(await answer.json())).toContain('There are: a, ');
  });

  it('are refused over the limit of a body', async () => {
    const room = await startRoom('body_limit_mb = 0.001\n');
    const answer = await post(`${room.url}/mcp`, `{"a":"${'x'.repeat(2000)}"}`);
    expect(answer.status).toBe(413);
    expect(JSON.stringify(await answer.json())).toContain('body_limit_mb');
  });

  it.each([
    ['2025-03-26', '2025-03-26'],
    ['1999-01-01', '2025-11-25'],
  ])('begin with what a client of %s knows, also where a server is shared', async (asked, told) => {
    const room = await startRoom(rude('a', [], 'shared = true'));
    const began = await post(`${room.url}/mcp/a`, JSON.stringify(helloOf(asked)));
    expect(await began.text()).toContain(`"protocolVersion":"${told}"`);
  });

  it('end a session, which is then not there any more', async () => {
    const room = await startRoom('');
    const began = await post(`${room.url}/mcp`, hello);
    await began.text();
    const session = began.headers.get('mcp-session-id') ?? '';
    const bye = await fetch(`${room.url}/mcp`, { method: 'DELETE', headers: { 'mcp-session-id': session } });
    expect(bye.status).toBe(200);
    const list = await post(`${room.url}/mcp`, '{"jsonrpc":"2.0","id":2,"method":"tools/list"}', {
      'mcp-session-id': session,
    });
    expect(list.status).toBe(404);
    const put = await fetch(`${room.url}/mcp`, { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, POST, DELETE']);
  });

  it('do not reach a server past its rules as notifications', async () => {
    const room = await startRoom(rude('a', [], 'deny_tools = ["die"]'));
    const began = await post(`${room.url}/mcp/a`, hello);
    await began.text();
    const headers = { 'mcp-session-id': began.headers.get('mcp-session-id') ?? '' };
    const call = (name: string, id?: number) =>
      post(
        `${room.url}/mcp/a`,
        JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name } }),
        headers,
      ).then((answer) => answer.text());
    const pid = /"text":"(\d+)"/.exec(await call('pid', 2))?.[1];
    await call('die');
    expect(await call('pid', 3)).toContain(`"text":"${pid}"`);
  });

  it('do not carry a session from one server to another', async () => {
    const room = await startRoom(rude('a') + rude('b'));
    const began = await post(`${room.url}/mcp/a`, hello);
    await began.text();
    const headers = { 'mcp-session-id': began.headers.get('mcp-session-id') ?? '' };
    const other = await post(`${room.url}/mcp/b`, '{"jsonrpc":"2.0","id":2,"method":"tools/list"}', headers);
    expect(other.status).toBe(404);
  });
});
