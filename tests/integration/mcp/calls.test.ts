import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../src/exchange/index.ts';
import { McpConnectionError, McpTimeoutError, McpToolError } from '../../../src/mcp/index.ts';
import { rude, startRoom, textOf } from '../../support/mcp/room.ts';

const never = new AbortController().signal;

describe('a program’s call', () => {
  it('fails with what went wrong, each in its own class', async () => {
    const room = await startRoom(rude('a', [], 'timeouts = { call_s = 0.3 }'));
    const client = room.mcp.client('a');
    await expect(client.call('hang')).rejects.toBeInstanceOf(McpTimeoutError);
    await expect(client.call('fails')).rejects.toMatchObject({
      name: 'McpToolError',
      kind: 'tool_error',
      message: 'it broke',
      result: { isError: true },
    });
    await expect(client.call('rpc-error')).rejects.toMatchObject({ kind: 'protocol_error', code: -32042 });
    await expect(client.call('no such')).rejects.toThrow(/has no tool no such\. It has: echo, pid/);
    await expect(client.call('no such')).rejects.toBeInstanceOf(McpToolError);
    await expect(client.call('die')).rejects.toBeInstanceOf(McpConnectionError);
    await expect(room.mcp.client('nobody').call('x')).rejects.toThrow(
      /no MCP server nobody\. There are: a, /,
    );
    await room.until(() => room.calls.length === 6);
    expect(room.calls.map((call) => call.outcome)).toEqual([
      'timeout',
      'tool_error',
      'protocol_error',
      'protocol_error',
      'protocol_error',
      'unreachable',
    ]);
  });

  it('has the tools of a server, unless that is off', async () => {
    const room = await startRoom(rude('a') + rude('b', [], 'enabled = false'));
    expect((await room.mcp.client('a').tools()).map((tool) => tool.name)).toContain('echo');
    await expect(room.mcp.client('b').tools()).rejects.toThrow('b is off: enabled = false');
  });

  it('can be cancelled, and hears of progress', async () => {
    const room = await startRoom(rude('a'));
    const client = room.mcp.client('a');
    const heard: unknown[] = [];
    await client.call('progress', {}, { onProgress: (step) => heard.push(step) });
    expect(heard).toEqual([1, 2, 3].map((progress) => ({ progress, total: 3 })));
    const control = new AbortController();
    const call = client.call('hang', {}, { signal: control.signal });
    await client.call('echo', { value: 'x' });
    control.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    expect((await client.call('cancelled')).content).toContain('enough');
  });
});

describe('a call by hand', () => {
  it('is answered in the one shape, also where the tool fails', async () => {
    const room = await startRoom(rude('a'));
    expect(await room.mcp.call('a', 'echo', { value: '{"n":1}' }, never)).toMatchObject({
      success: true,
      data: { n: 1 },
    });
    expect(await room.mcp.call('a', 'fails', {}, never)).toMatchObject({
      success: false,
      content: 'it broke',
    });
    await room.until(() => room.calls.length === 2);
    expect(room.calls.map((call) => call.from)).toEqual(['api', 'api']);
  });

  it.each([
    ['nobody', 'x', 'not_found', 404],
    ['a', 'no such', 'not_found', 404],
    ['a', 'rpc-error', 'mcp_error', 502],
    ['a', 'hang', 'mcp_timeout', 504],
    ['a', 'die', 'mcp_unreachable', 502],
    ['a', 'denied', 'not_found', 404],
    ['a', 'pid', 'mcp_refused', 403],
  ])('of %s, %s is %s', async (server, tool, code, status) => {
    const room = await startRoom(rude('a', [], 'deny_tools = ["pid"]\ntimeouts = { call_s = 0.3 }'));
    const failure = await room.mcp.call(server, tool, {}, never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProxyError);
    expect(failure).toMatchObject({ code, status });
  });

  it('starts, stops and starts again', async () => {
    const room = await startRoom(rude('a'));
    const started = await room.mcp.control('a', 'start');
    expect(started).toMatchObject({
      state: 'ready',
      server: { name: 'rude', version: '9.9' },
      pid: expect.any(Number),
    });
    expect(started.tools.length).toBeGreaterThan(10);
    expect(started.schema_tokens).toBeGreaterThan(100);
    const stopped = await room.mcp.control('a', 'stop');
    expect(stopped).toMatchObject({ state: 'stopped', pid: null });
    const again = await room.mcp.control('a', 'restart');
    expect(again.state).toBe('ready');
    expect(again.pid).not.toBe(started.pid);
    await expect(room.mcp.control('task_master', 'start')).rejects.toMatchObject({ code: 'mcp_unreachable' });
    expect(room.events.filter((event) => event.change === 'state').map((event) => event.state)).toEqual([
      'starting',
      'ready',
      'stopped',
      'idle',
      'starting',
      'ready',
    ]);
  });
});

describe('a server that takes back what it said', () => {
  it.each([
    ['/mcp', 'slow-list'],
    ['/mcp/a', 'slow-list'],
    ['/mcp', 'restless'],
    ['/mcp/a', 'restless'],
  ])('of a tool is believed at once, through %s, where it is %s', async (where, word) => {
    const room = await startRoom(rude('a', [word], 'read_only = true'));
    const client = await room.connect(where);
    const call = async (tool: string) =>
      textOf(
        await client.callTool({
          name: where === '/mcp' ? `a__${tool}` : tool,
          arguments: { value: 'x' },
        }),
      );
    expect(await call('echo')).toBe('x');
    expect(await call('change-hints')).toBe('changed');
    await room.until(() => room.calls.length === 2);
    expect(await call('echo')).toContain('read_only of the MCP server "a"');
  });

  it.each(['/mcp', '/mcp/a'])('while it is listed is believed all the same, through %s', async (where) => {
    const room = await startRoom(rude('a', ['slow-list'], 'read_only = true'));
    const client = await room.connect(where);
    const prefix = where === '/mcp' ? 'a__' : '';
    const call = async (tool: string) =>
      textOf(await client.callTool({ name: `${prefix}${tool}`, arguments: { value: 'x' } }));
    expect(await call('echo')).toBe('x');
    const listing = client.listTools();
    expect(await call('change-hints')).toBe('changed');
    await listing;
    expect(await call('echo')).toContain('read_only of the MCP server "a"');
  });

  it('whenever it is asked is not asked all the time', async () => {
    const room = await startRoom(rude('a', ['restless']));
    const client = await room.connect('/mcp');
    const call = async (tool: string, value = '') =>
      textOf(await client.callTool({ name: `a__${tool}`, arguments: { value } }));
    await call('change-tools', 'new');
    await call('wait', '300');
    const lists = Number(await call('lists'));
    // Asked after each notice, it would have listed hundreds of times.
    expect(lists).toBeGreaterThan(0);
    expect(lists).toBeLessThan(20);
  });
});

describe('calls a minute', () => {
  it('are counted on when the configuration is read again, and from none for a server that was away', async () => {
    const limited = rude('a', [], 'calls_per_minute = 1');
    const room = await startRoom(limited, { clock: { now: () => 0, monotonic: () => 0 } });
    const { call } = room.mcp.client('a');
    await call('pid');
    room.reload(limited + rude('b'));
    await expect(call('pid')).rejects.toMatchObject({ kind: 'refused', code: 'rate_limited' });
    room.reload(rude('b'));
    room.reload(limited);
    expect(await call('pid')).toMatchObject({ success: true });
  });
});

describe('a call that waits for a person', () => {
  const asking = () => startRoom(rude('a', [], 'confirm = ["echo"]'));

  it('goes on when it is approved', async () => {
    const room = await asking();
    const client = await room.connect();
    const call = client.callTool({ name: 'a__echo', arguments: { value: 'yes?' } });
    await room.until(() => room.mcp.confirmations().length === 1);
    const [waiting] = room.mcp.confirmations();
    expect(waiting).toMatchObject({
      server: 'a',
      tool: 'echo',
      arguments: '{"value":"yes?"}',
      client: { name: 'tester', version: '4.5' },
    });
    expect(room.mcp.decide(waiting?.id ?? '', true)).toBe(true);
    expect(textOf(await call)).toBe('yes?');
    expect(room.mcp.decide(waiting?.id ?? '', true)).toBe(false);
    expect(room.mcp.confirmations()).toEqual([]);
    await room.until(() => room.calls.length === 1);
    expect(room.calls[0]).toMatchObject({ outcome: 'ok', waitedMs: expect.any(Number) });
    const told = room.events.flatMap((event) => (event.change === 'confirmation' ? [event.status] : []));
    expect(told).toEqual(['asked', 'approved']);
  });

  it('is refused when it is refused, or when nobody answers', async () => {
    const room = await asking();
    const client = await room.connect();
    const call = client.callTool({ name: 'a__echo', arguments: { value: 'x' } });
    await room.until(() => room.mcp.confirmations().length === 1);
    room.mcp.decide(room.mcp.confirmations()[0]?.id ?? '', false);
    const refused = await call;
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toContain('A person refused this call');
    room.reload(`[mcp]\nconfirm_s = 0.05\n${rude('a', [], 'confirm = ["echo"]')}`);
    expect(textOf(await client.callTool({ name: 'a__echo', arguments: { value: 'x' } }))).toContain(
      'Nobody confirmed',
    );
    await room.until(() => room.calls.length === 2);
    expect(room.calls.map((one) => [one.outcome, one.refusal])).toEqual([
      ['refused', 'not_confirmed'],
      ['refused', 'not_confirmed'],
    ]);
  });

  it('is not sent to a server that was configured otherwise while it waited', async () => {
    const room = await asking();
    for (const where of ['/mcp', '/mcp/a']) {
      const client = await room.connect(where);
      const name = where === '/mcp' ? 'a__echo' : 'echo';
      const call = client.callTool({ name, arguments: { value: 'x' } });
      await room.until(() => room.mcp.confirmations().length === 1);
      room.reload(rude('a', [], `deny_tools = ["echo"]`));
      room.mcp.decide(room.mcp.confirmations()[0]?.id ?? '', true);
      await expect(call).rejects.toThrow('The configuration of a changed while this call waited');
      room.reload(rude('a', [], 'confirm = ["echo"]'));
    }
  });

  it('is refused at once where too many wait', async () => {
    const room = await asking();
    const client = await room.connect();
    for (let waiting = 0; waiting < 100; waiting++)
      client.callTool({ name: 'a__echo', arguments: { value: 'x' } }).catch(() => {});
    await room.until(() => room.mcp.confirmations().length === 100);
    const refused = await client.callTool({ name: 'a__echo', arguments: { value: 'x' } });
    expect(textOf(refused)).toContain('Too many calls wait for a person already');
  });

  it('is not asked about any more when its client goes away', async () => {
    const room = await asking();
    const client = await room.connect();
    const control = new AbortController();
    const call = client.callTool({ name: 'a__echo', arguments: { value: 'x' } }, undefined, {
      signal: control.signal,
    });
    await room.until(() => room.mcp.confirmations().length === 1);
    control.abort();
    await expect(call).rejects.toThrow();
    await room.until(() => room.mcp.confirmations().length === 0);
  });

  it('is not asked about where a person makes it, or where the tool needs none', async () => {
    const room = await asking();
    expect(await room.mcp.call('a', 'echo', { value: 'x' }, never)).toMatchObject({ content: 'x' });
    const client = await room.connect();
    expect(textOf(await client.callTool({ name: 'a__pid' }))).toMatch(/^\d+$/);
  });
});
