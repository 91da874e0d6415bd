import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helloOf, RUDE, rude, startRoom, textOf } from '../../support/mcp/room.ts';

/** Whether a process runs; one that ended and that nobody has asked after does not. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** A room with a server that misbehaves, and one beside it that must not notice. */
async function besides(words: string[] = [], more = '') {
  const room = await startRoom(rude('bad', words, more) + rude('good'));
  const client = await room.connect('/mcp', { roots: {}, sampling: {} });
  const call = (tool: string, value?: string | number) =>
    client.callTool({ name: tool, arguments: value === undefined ? {} : { value: String(value) } });
  return {
    room,
    client,
    call,
    /** The other server answers as ever, to this client and to another. */
    async othersGoOn() {
      expect(textOf(await call('good__echo', 'still here'))).toBe('still here');
      const other = await room.connect('/mcp/good');
      expect(textOf(await other.callTool({ name: 'echo', arguments: { value: 'here, too' } }))).toBe(
        'here, too',
      );
    },
  };
}

describe('a server that dies', () => {
  it('fails the call that it had, which is not sent again, and is started anew for the next one', async () => {
    const { room, call, othersGoOn } = await besides();
    const first = textOf(await call('bad__pid'));
    await expect(call('bad__die')).rejects.toThrow(/exit code 7/);
    await othersGoOn();
    expect(textOf(await call('bad__pid'))).not.toBe(first);
    await room.until(() => room.calls.some((one) => one.outcome === 'unreachable'));
    expect(room.calls.filter((one) => one.tool === 'die')).toHaveLength(1);
  });

  it('fails everything that runs there', async () => {
    const { call, othersGoOn } = await besides();
    const pid = Number(textOf(await call('bad__pid')));
    const running = Promise.allSettled([call('bad__hang'), call('bad__hang')]);
    await call('bad__echo', 'both are on their way');
    process.kill(pid, 'SIGKILL');
    for (const outcome of await running) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { message: expect.stringContaining('SIGKILL') },
      });
    }
    await othersGoOn();
  });

  it.each(['stop', 'start'] as const)(
    'and waits to be started again need not be waited for: %s',
    async (action) => {
      let at = 0;
      const clock = { now: () => at, monotonic: () => at };
      const room = await startRoom('[mcp.servers.bad]\ncommand = "false"\n', { clock });
      const tools = () => room.mcp.client('bad').tools();
      // It is left alone for 16 s after so many.
      for (let failures = 0; failures < 5; failures++) {
        at += 60_000;
        await expect(tools()).rejects.toThrow(/exit code 1/);
      }
      const waiting = expect(tools()).rejects.toThrow(action === 'stop' ? /by hand/ : /exit code 1/);
      await room.mcp.control('bad', action).catch(() => {});
      await waiting;
    },
  );

  it('of the program’s own is started again by itself, after a while', async () => {
    const { room } = await besides();
    const client = room.mcp.client('bad');
    const pid = Number((await client.call('pid')).content);
    process.kill(pid, 'SIGKILL');
    const states = () =>
      room.events.flatMap((event) => (event.change === 'state' ? [`${event.server} ${event.state}`] : []));
    await room.until(() => states().slice(-2).join() === 'bad waiting,bad ready');
    expect(await room.state('bad')).toMatchObject({ state: 'ready', restarts: 1 });
    expect((await client.call('pid')).content).not.toBe(String(pid));
  });

  it('while it starts says why, and what remains of a group of processes goes with it', async () => {
    const room = await startRoom(
      '[mcp.servers.bad]\ncommand = "/bin/sh"\nargs = ["-c", "sleep 1000 & echo $! >&2; exit 4"]\n',
    );
    await expect(room.mcp.client('bad').tools()).rejects.toThrow(/exit code 4/);
    await room.until(() => room.errorLines.length > 0);
    const sleeper = Number(room.errorLines[0]?.split(' ')[1]);
    await expect.poll(() => lives(sleeper)).toBe(false);
  });
});

describe('a server that hangs', () => {
  it('is given up after its time, is told so, and answers the next call', async () => {
    const { room, call, othersGoOn } = await besides([], 'timeouts = { call_s = 0.3 }');
    await expect(call('bad__hang')).rejects.toThrow(/has not answered tools\/call within 300 ms/);
    expect(textOf(await call('bad__cancelled'))).toContain('within 300 ms');
    await othersGoOn();
    await room.until(() => room.calls.some((one) => one.outcome === 'timeout'));
  });

  it('while it starts is left out of the lists in time, and ended', async () => {
    const { room, client, othersGoOn } = await besides(['slow-start'], 'timeouts = { connect_s = 0.5 }');
    const names = (await client.listTools()).tools.map((tool) => tool.name);
    expect(names).toContain('good__echo');
    expect(names).not.toContain('bad__echo');
    expect(await room.state('bad')).toMatchObject({
      state: 'down',
      reason: expect.stringContaining('500 ms'),
    });
    await othersGoOn();
  });

  it('while it starts can be stopped, and started again at once', async () => {
    const room = await startRoom(rude('bad', ['slow-start']));
    const starting = room.mcp
      .client('bad')
      .tools()
      .catch((error: Error) => error.message);
    await room.until(() =>
      room.events.some((event) => event.change === 'state' && event.state === 'starting'),
    );
    await room.mcp.control('bad', 'stop');
    expect(await starting).toContain('bad');
    room.reload(rude('bad'));
    expect((await room.mcp.client('bad').call('echo', { value: 'now' })).content).toBe('now');
  });

  it('while it starts is ended when the session that wanted it ends', async () => {
    const start = `echo $$ >&2; sleep 0.3; exec ${process.execPath} ${RUDE}`;
    const room = await startRoom(
      `[mcp.servers.bad]\ncommand = "/bin/sh"\nargs = ["-c", ${JSON.stringify(start)}]\n`,
    );
    const post = (where: string, body: string, headers: Record<string, string> = {}) =>
      fetch(room.url + where, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
    const hello = JSON.stringify(helloOf());
    const sessionOf = (answer: Response) => ({
      'mcp-session-id': answer.headers.get('mcp-session-id') ?? '',
    });
    const single = sessionOf(await post('/mcp/bad', hello));
    const joined = sessionOf(await post('/mcp', hello));
    const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'bad__pid' } };
    await post('/mcp', JSON.stringify(call), joined);
    await room.until(() => room.errorLines.length === 2);
    await fetch(`${room.url}/mcp/bad`, { method: 'DELETE', headers: single });
    await fetch(`${room.url}/mcp`, { method: 'DELETE', headers: joined });
    const pids = room.errorLines.map((line) => Number(line.split(' ')[1]));
    await expect.poll(() => pids.filter(lives), { timeout: 5_000 }).toEqual([]);
  });

  it('closes its output and stays: it is taken to be gone', async () => {
    const { call, othersGoOn } = await besides();
    await expect(call('bad__close-output')).rejects.toThrow(/closed its output/);
    await othersGoOn();
  });

  it('does not end when it is asked to: it is killed', async () => {
    const room = await startRoom(rude('bad', ['stays']));
    const pid = Number((await room.mcp.client('bad').call('pid')).content);
    await room.mcp.control('bad', 'stop');
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await expect(room.mcp.client('bad').call('pid')).rejects.toThrow(/stopped by hand/);
    expect(await room.mcp.control('bad', 'start')).toMatchObject({ state: 'ready' });
  });
});

describe('a server that floods', () => {
  it.each([
    ['with notifications', 'flood-notifications', 8_000],
    ['with what is no protocol', 'flood-output', 5_000],
    ['with errors', 'flood-errors', 20_000],
    ['with requests', 'flood-requests', 5_000],
  ])('%s gets its answer through, and nobody else is held up', async (_how, tool, count) => {
    const { room, call, othersGoOn } = await besides();
    const flooding = call(`bad__${tool}`, count);
    await othersGoOn();
    expect(textOf(await flooding)).toMatch(/flooded|asked/);
    await othersGoOn();
    expect(room.errorLines.length).toBeLessThan(2_000);
  });

  it('with a message that never ends is ended', async () => {
    const { call, othersGoOn } = await besides([], 'max_result_kb = 64');
    const flooding = call('bad__flood-line').catch((error: Error) => error.message);
    expect(await flooding).toMatch(/more than \d+ bytes/);
    await othersGoOn();
    expect(textOf(await call('bad__echo', 'again'))).toBe('again');
  });

  it('with tools has as many as can be used', async () => {
    const { room, client, othersGoOn } = await besides(['many-tools']);
    const names = (await client.listTools()).tools
      .map((tool) => tool.name)
      .filter((name) => name.startsWith('bad__'));
    expect(names.length).toBeLessThanOrEqual(1_000);
    expect(new Set(names).size).toBe(names.length);
    expect(await room.state('bad')).toMatchObject({ state: 'ready' });
    await othersGoOn();
  });
});

describe('a server that will not have one of its clients', () => {
  it('is there for the others', async () => {
    const room = await startRoom(rude('a', ['picky']));
    expect((await room.mcp.client('a').call('echo', { value: 'x' })).content).toBe('x');
    await expect(room.connect('/mcp/a')).rejects.toThrow('not for you');
    expect(await room.state('a')).toMatchObject({ state: 'ready', reason: null });
    expect((await room.mcp.client('a').call('echo', { value: 'y' })).content).toBe('y');
  });
});

describe('a server that lies', () => {
  it('with ids of others, twice, or with what is no message, answers its own call alone', async () => {
    const { call, othersGoOn } = await besides();
    expect(textOf(await call('bad__wrong-id'))).toBe('yours');
    expect(textOf(await call('bad__twice'))).toBe('first');
    expect(textOf(await call('bad__not-json'))).toBe('after');
    await othersGoOn();
  });

  it('with results that are none does no harm', async () => {
    const { room, call, othersGoOn } = await besides();
    const results = [
      'null',
      '[]',
      '7',
      '{"content":7}',
      '{"content":[null,{"type":"text","text":5}]}',
      '{"isError":"no"}',
    ];
    for (const result of results) {
      await call('bad__odd', result).catch(() => null);
      await room.mcp.call('bad', 'odd', { value: result }, new AbortController().signal).catch(() => null);
    }
    await othersGoOn();
    expect(room.calls.filter((one) => one.tool === 'odd')).toHaveLength(2 * results.length);
  });

  it('gets none of our environment, and its secrets do not reach the log', async () => {
    process.env.KIMI_API_KEY = 'sk-not-for-servers';
    try {
      const room = await startRoom(rude('bad', ['grumbles'], 'env = { RUDE_KEY = "sk-of-the-server" }'));
      const env = String((await room.mcp.client('bad').call('env')).content);
      expect(env).toContain('sk-of-the-server');
      expect(env).not.toContain('sk-not-for-servers');
      await room.until(() => room.errorLines.length > 0);
      expect(room.errorLines).toEqual(['bad: my key is …']);
    } finally {
      delete process.env.KIMI_API_KEY;
    }
  });
});
