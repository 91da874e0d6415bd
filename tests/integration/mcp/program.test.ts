import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import type { McpCallPage, McpServerView, SessionView } from '../../../src/contract/index.ts';
import { send } from '../../support/http.ts';
import { type InProcessOptions, serve } from '../../support/in-process.ts';
import { helloOf, rude, textOf } from '../../support/mcp/room.ts';
import { tempFolder } from '../../support/store.ts';

const chat = (model: string, text = 'Hello') => ({ model, messages: [{ role: 'user', content: text }] });

const FAST = path.resolve('node_modules/.bin/fast-filesystem-mcp');

async function start(config: string, options: InProcessOptions = {}) {
  const proxy = await serve({ config, ...options });
  onTestFinished(() => proxy.stop());
  return {
    ...proxy,
    async connect(where = '/mcp', name = 'tester', headers: Record<string, string> = {}) {
      const client = new Client({ name, version: '1' });
      await client.connect(
        new StreamableHTTPClientTransport(new URL(proxy.url + where), { requestInit: { headers } }),
      );
      onTestFinished(() => client.close());
      return client;
    },
    /** The newest call, once so many are recorded. */
    async calls(count: number) {
      const page = () => proxy.get<McpCallPage>('/api/mcp/calls');
      await expect.poll(async () => (await page()).items.length).toBe(count);
      return (await page()).items;
    },
  };
}

describe('the whole program', () => {
  it('records a call with its sizes and tokens, tells it live, and adds it up', async () => {
    const proxy = await start(rude('a'));
    const socket = new WebSocket(`${proxy.url.replace('http', 'ws')}/ws`);
    onTestFinished(() => socket.close());
    const told = new Promise<Record<string, unknown>>((resolve) => {
      socket.on('message', (data) => {
        const event = JSON.parse(String(data)) as Record<string, unknown>;
        if (event.type === 'mcp' && event.change === 'call') resolve(event);
      });
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const client = await proxy.connect();
    await client.callTool({ name: 'a__echo', arguments: { value: 'one two three' } });
    const [call] = await proxy.calls(1);
    expect(call).toMatchObject({
      server: 'a',
      tool: 'echo',
      from: 'gateway',
      client: { name: 'tester', version: '1' },
      outcome: 'ok',
      arguments: { bytes: 25, tokens: 7 },
      result: { tokens: 3 },
    });
    expect(await told).toMatchObject({ server: 'a', call });
    expect(JSON.stringify(await told)).not.toContain('two');
    expect(await proxy.get('/api/mcp/stats')).toMatchObject({
      totals: [{ server: 'a', tool: 'echo', calls: 1, errors: 0, refused: 0 }],
    });
  });

  it('says what definitions cost in each turn of the current session’s model', async () => {
    const proxy = await start(
      `${rude('a')}[models.priced]\nprovider = "test"\nmodel = "test-model"\nprice = { input = 2, cache_read = 0.5 }\n`,
    );
    await send(`${proxy.url}/v1/chat/completions`, { body: chat('priced') });
    await proxy.program.idle();
    await send(`${proxy.url}/api/mcp/servers/a/start`, { body: {} });
    const server = await proxy.get<McpServerView>('/api/mcp/servers/a');
    const tokens = server.schema_tokens ?? 0;
    expect(tokens).toBeGreaterThan(500);
    expect(server.turn_cost?.usd).toBeCloseTo((tokens * 2) / 1e6, 9);
    expect(server.turn_cost?.cached_usd).toBeCloseTo((tokens * 0.5) / 1e6, 9);
  });

  it('knows whose session a call is for: what it names, else its client’s newest, else the pinned one', async () => {
    const proxy = await start(rude('a'));
    const named = await proxy.connect('/s/my%20work/mcp');
    await named.callTool({ name: 'a__pid' });
    const byHeader = await proxy.connect('/mcp/a', 'x', { 'x-kimi-proxy-session': 'other' });
    await byHeader.callTool({ name: 'pid' });
    await send(`${proxy.url}/v1/chat/completions`, {
      body: chat('test-model'),
      headers: { 'user-agent': 'codex_cli_rs/0.80.0', 'session-id': 'thread-1' },
    });
    await proxy.program.idle();
    const codex = await proxy.connect('/mcp', 'codex-mcp-client');
    await codex.callTool({ name: 'a__pid' });
    const stranger = await proxy.connect('/mcp', 'stranger');
    await stranger.callTool({ name: 'a__pid' });
    await send(`${proxy.url}/api/sessions`, {
      body: { name: 'by hand', provider: 'test', model: 'test-model' },
    });
    await stranger.callTool({ name: 'a__pid' });
    const sessions = await proxy.get<SessionView[]>('/api/sessions');
    const nameOf = (id: number | null) => sessions.find((session) => session.id === id)?.name ?? null;
    const calls = (await proxy.calls(5)).reverse();
    expect(calls.map((call) => nameOf(call.session_id))).toEqual([
      'my work',
      'other',
      expect.stringContaining('codex'),
      null,
      'by hand',
    ]);
    const mine = calls[0]?.session_id ?? 0;
    expect((await proxy.get<McpCallPage>(`/api/mcp/calls?session_id=${mine}`)).items).toHaveLength(1);
  });

  it('answers a model what it has used, and gives back what was said by its hash', async () => {
    const proxy = await start('');
    await send(`${proxy.url}/s/work/v1/chat/completions`, {
      body: chat('test-model', 'the word is marmalade'),
    });
    await proxy.program.idle();
    const client = await proxy.connect('/s/work/mcp/kimi-proxy');
    const tools = (await client.listTools()).tools;
    expect(tools.map((tool) => tool.name)).toEqual(['usage', 'composition', 'search', 'recall', 'sessions']);
    expect(tools.every((tool) => tool.annotations?.readOnlyHint)).toBe(true);
    const ask = async (name: string, args: Record<string, unknown> = {}) =>
      (await client.callTool({ name, arguments: args })).structuredContent as Record<string, never>;
    expect(await ask('usage')).toMatchObject({ session: { name: 'work' }, turns: 1 });
    const found = (await ask('search', { query: 'MARMALADE' })) as unknown as { hits: { hash: string }[] };
    const recalled = await ask('recall', { hash: found.hits[0]?.hash.slice(0, 12) ?? '' });
    expect(JSON.stringify(recalled)).toContain('the word is marmalade');
    expect(textOf(await client.callTool({ name: 'recall', arguments: { hash: 'nothing-of-that' } }))).toMatch(
      /hash/,
    );
  });

  it('keeps strangers out: Host, Origin and token as everywhere', async () => {
    const proxy = await start('auth_token = "let-me-in-please"\n');
    const hello = helloOf();
    const ask = async (headers: Record<string, string>) =>
      (await send(`${proxy.url}/mcp`, { body: hello, headers })).status;
    expect(await ask({})).toBe(401);
    expect(await ask({ authorization: 'Bearer let-me-in-please' })).toBe(200);
    expect(await ask({ authorization: 'Bearer let-me-in-please', origin: 'http://evil.example' })).toBe(403);
    const open = await start('');
    const foreign = await send(`${open.url}/mcp`, { body: hello, headers: { host: 'evil.example' } });
    expect(foreign.status).toBe(403);
  });

  it('keeps neither arguments nor results with a call, nor words that quote them where nothing may be kept', async () => {
    const proxy = await start(
      `capture = "none"\n${rude('a', [], 'allowed_directories = ["."]\ntimeouts = { call_s = 0.3 }')}${rude('b')}`,
    );
    const client = await proxy.connect();
    await client.callTool({ name: 'a__fails' });
    await client.callTool({ name: 'a__rpc-error' }).catch(() => {});
    await client.callTool({ name: 'a__echo', arguments: { path: '/secret/place' } });
    await client.callTool({ name: 'a__hang' }).catch(() => {});
    const left = new AbortController();
    const leaving = client.callTool({ name: 'b__hang' }, undefined, { signal: left.signal }).catch(() => {});
    await client.callTool({ name: 'b__pid' });
    left.abort('no more of the secret place');
    await leaving;
    const calls = (await proxy.calls(6)).filter(({ tool }) => tool !== 'pid');
    expect(calls.map(({ outcome, refusal, message }) => [outcome, refusal, message])).toEqual([
      ['cancelled', null, null],
      ['timeout', null, expect.stringContaining('a has not answered')],
      ['refused', 'path_outside', null],
      ['protocol_error', null, null],
      ['tool_error', null, null],
    ]);
  });

  it('records a call whose result is still counted: whoever reads waits for it, and so does the end', async () => {
    const dataDir = tempFolder();
    const proxy = await start(rude('a'), { dataDir });
    const client = await proxy.connect();
    await client.callTool({ name: 'a__echo', arguments: { value: 'some words '.repeat(400_000) } });
    await proxy.stop();
    const again = await start('', { dataDir });
    expect((await again.get<McpCallPage>('/api/mcp/calls')).items).toMatchObject([{ tool: 'echo' }]);
  });

  it.each([[[]], [['stays']]])('ends a running call and its servers (%j) when it is ended', async (words) => {
    const proxy = await start(rude('a', words));
    const client = await proxy.connect();
    const pid = Number(textOf(await client.callTool({ name: 'a__pid' })));
    const hanging = client.callTool({ name: 'a__hang' }).catch((error: Error) => error);
    await client.callTool({ name: 'a__echo', arguments: { value: 'x' } });
    expect(proxy.program.running()).toBe(1);
    await proxy.stop();
    expect(await hanging).toBeInstanceOf(Error);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('waits for the server of a client that has left, when it is ended', async () => {
    const proxy = await start(rude('a', ['stays']));
    const client = await proxy.connect();
    const pid = Number(textOf(await client.callTool({ name: 'a__pid' })));
    await (client.transport as StreamableHTTPClientTransport).terminateSession();
    await proxy.stop();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});

describe('allowed_directories, through the gateway, for a server that would allow everything', () => {
  async function bed(more = '') {
    const inside = tempFolder();
    const outside = tempFolder();
    writeFileSync(path.join(outside, 'secret.txt'), 'the secret');
    writeFileSync(path.join(inside, 'open.txt'), 'the open');
    symlinkSync(outside, path.join(inside, 'way-out'));
    symlinkSync(path.join(outside, 'new.txt'), path.join(inside, 'dangling'));
    const proxy = await start(
      `[mcp.servers.files]\ncommand = ${JSON.stringify(FAST)}\nallowed_directories = [${JSON.stringify(inside)}]\ncwd = ${JSON.stringify(inside)}\n${more}\n`,
    );
    const client = await proxy.connect('/mcp/files');
    const call = async (name: string, args: Record<string, unknown>) => {
      const result = await client.callTool({ name, arguments: args });
      return { text: textOf(result), isError: result.isError === true };
    };
    return { proxy, client, inside, outside, call };
  }

  it('lets what is inside through', async () => {
    const { inside, call } = await bed();
    expect((await call('fast_read_file', { path: path.join(inside, 'open.txt') })).text).toContain(
      'the open',
    );
    expect((await call('fast_read_file', { path: 'open.txt' })).text).toContain('the open');
    const file = path.join(inside, 'made.txt');
    await call('fast_write_file', { path: file, content: '../ is content, as is /etc/passwd' });
    expect(readFileSync(file, 'utf8')).toContain('/etc/passwd');
  });

  it('refuses each way out, tells the model why, and records it', async () => {
    const { proxy, inside, outside, call } = await bed();
    const up = path.join('..', path.basename(outside), 'secret.txt');
    const escapes: [string, Record<string, unknown>][] = [
      ['fast_read_file', { path: path.join(outside, 'secret.txt') }],
      ['fast_read_file', { path: `${inside}/way-out/secret.txt` }],
      ['fast_read_file', { path: `${inside}/${up}` }],
      ['fast_read_file', { path: up }],
      ['fast_read_file', { path: `file://${outside}/secret.txt` }],
      ['fast_read_file', { path: `${inside}/%2e%2e/${path.basename(outside)}/secret.txt` }],
      ['fast_read_file', { path: '~/.ssh/id_rsa' }],
      ['fast_read_multiple_files', { paths: [`${inside}/open.txt`, `${outside}/secret.txt`] }],
      ['fast_write_file', { path: `${inside}/dangling`, content: 'x' }],
      ['fast_write_file', { path: `${inside}/way-out/new.txt`, content: 'x' }],
      ['fast_copy_file', { source: `${inside}/open.txt`, destination: `${outside}/copied.txt` }],
      [
        'fast_batch_file_operations',
        {
          operations: [
            { operation: 'copy', source: `${inside}/way-out/secret.txt`, destination: `${inside}/c.txt` },
          ],
        },
      ],
      ['fast_list_directory', { path: outside }],
      ['fast_get_directory_tree', { path: inside }],
    ];
    for (const [tool, args] of escapes) {
      const answer = await call(tool, args);
      expect([tool, args, answer.isError, answer.text]).toEqual([
        tool,
        args,
        true,
        expect.stringContaining('Refused by allowed_directories'),
      ]);
      expect(answer.text).not.toContain('the secret');
    }
    const calls = await proxy.calls(escapes.length);
    for (const one of calls) expect(one).toMatchObject({ outcome: 'refused', refusal: 'path_outside' });
  });

  it('hides tools that write where it is to read only, and refuses them all the same', async () => {
    const { client, call } = await bed('read_only = true');
    const names = (await client.listTools()).tools.map((tool) => tool.name);
    expect(names).toEqual([]);
    expect(await call('fast_write_file', { path: 'x', content: 'y' })).toMatchObject({ isError: true });
  });

  it('holds for calls by hand, and with lists of tools, limits of size and calls a minute', async () => {
    const { proxy, inside, call } = await bed(
      'deny_tools = ["fast_delete_*"]\nmax_result_kb = 2\ncalls_per_minute = 3\n',
    );
    expect((await call('fast_delete_file', { path: `${inside}/open.txt` })).text).toContain('deny_tools');
    const byHand = await send(`${proxy.url}/api/mcp/servers/files/call`, {
      body: { tool: 'fast_read_file', arguments: { path: '/etc/passwd' } },
    });
    expect([byHand.status, byHand.text]).toEqual([403, expect.stringContaining('"rule":"path_outside"')]);
    writeFileSync(path.join(inside, 'big.txt'), 'b'.repeat(10_000));
    expect((await call('fast_read_file', { path: `${inside}/big.txt` })).text).toContain('max_result_kb');
    await call('fast_read_file', { path: `${inside}/open.txt` });
    await call('fast_read_file', { path: `${inside}/open.txt` });
    expect((await call('fast_read_file', { path: `${inside}/open.txt` })).text).toContain('calls_per_minute');
  });
});
