import { describe, expect, it } from 'vitest';
import { rude, startRoom } from '../../support/mcp/room.ts';

describe('what is kept and told of a call', () => {
  it('has names and a message of the length that a list can show, however long a client makes them', async () => {
    const room = await startRoom(rude('a'));
    const client = await room.connect();
    await client.callTool({ name: `a__${'t'.repeat(1_000_000)}` });
    await client.callTool({
      name: 'a__fails',
      arguments: { value: `${'m'.repeat(498)}\u{1f600}${'m'.repeat(9_000)}` },
    });
    await room.until(() => room.calls.length === 2);
    const [unknown, failed] = room.calls;
    expect(unknown?.tool).toBe(`${'t'.repeat(299)}…`);
    expect(unknown?.message).toBe(`no tool ${'t'.repeat(491)}…`);
    expect(failed?.message).toBe(`${'m'.repeat(498)}\ufffd…`);
    const told = room.events.flatMap((event) => (event.change === 'call' ? [event.call] : []));
    expect(told.map(({ tool, message }) => [tool, message])).toEqual(
      room.calls.map(({ tool, message }) => [tool, message]),
    );
  });

  it('has such a name while it waits for a person, too', async () => {
    const room = await startRoom(rude('a', [], 'confirm = true'));
    const client = await room.connect();
    const answer = client.callTool({ name: `a__${'t'.repeat(1_000_000)}` });
    await room.until(() => room.events.some(({ change }) => change === 'confirmation'));
    const [waiting] = room.mcp.confirmations();
    expect(waiting?.tool).toBe(`${'t'.repeat(299)}…`);
    expect(room.events.find(({ change }) => change === 'confirmation')).toMatchObject({
      tool: waiting?.tool,
    });
    room.mcp.decide(waiting?.id ?? '', false);
    await answer;
  });

  it('has nothing that the configuration gave the server, where the server quotes it in a failure', async () => {
    const room = await startRoom(
      rude('a', [], 'env = { RUDE_KEY = "sk-of-the-server", RUDE_DB = "postgres://me:pass-word@db/x" }') +
        rude('refusing', ['refuses'], 'env = { RUDE_KEY = "sk-of-the-other" }'),
    );
    const never = new AbortController().signal;
    await room.mcp.call('a', 'fails', { value: 'bad key sk-of-the-server' }, never);
    await room.mcp.call('a', 'rpc-error', { value: 'pass-word does not fit' }, never).catch(() => {});
    const failure = await room.mcp.call('refusing', 'echo', {}, never).catch((error: unknown) => error);
    await room.until(() => room.calls.length === 3);
    expect(room.calls.map((call) => call.message)).toEqual([
      'bad key …',
      '… does not fit',
      'refusing refused the handshake: bad key …',
    ]);
    expect((await room.state('refusing'))?.reason).toBe('refusing refused the handshake: bad key …');
    expect(String(failure)).toContain('bad key …');
    expect(JSON.stringify(room.events)).not.toMatch(/sk-of-the|pass-word/);
  });

  it('has no words of a failure where nothing may be kept', async () => {
    const room = await startRoom(rude('a', [], 'allowed_directories = ["."]'), {
      mcp: { keepsContent: () => false },
    });
    const never = new AbortController().signal;
    await room.mcp.call('a', 'fails', {}, never);
    await room.mcp.call('a', 'rpc-error', {}, never).catch(() => {});
    await room.mcp.call('a', 'echo', { value: '/etc/passwd' }, never).catch(() => {});
    await room.until(() => room.calls.length === 3);
    expect(room.calls.map(({ outcome, refusal, message }) => [outcome, refusal, message])).toEqual([
      ['tool_error', null, null],
      ['protocol_error', null, null],
      ['refused', 'path_outside', null],
    ]);
  });

  it('is on its way until it is recorded, with its counts', async () => {
    const steps: string[] = [];
    let count = (): void => {};
    const counted = new Promise<(number | null)[]>((resolve) => {
      count = () => resolve([1, 2]);
    });
    const room = await startRoom(rude('a'), {
      mcp: {
        countTokens: () => counted,
        beginCount() {
          steps.push('begun');
          return () => steps.push('done');
        },
        record: ({ resultTokens }) => steps.push(`recorded ${resultTokens}`),
      },
    });
    await room.mcp.client('a').call('echo', { value: 'x' });
    expect(steps).toEqual(['begun']);
    count();
    await room.until(() => room.events.some(({ change }) => change === 'call'));
    await counted;
    expect(steps).toEqual(['begun', 'recorded 2', 'done']);
  });

  it('is a reason of a line where a server refuses at length', async () => {
    const room = await startRoom(rude('a', ['refuses', 'at-length']));
    const failure = await room.mcp
      .client('a')
      .call('echo')
      .catch((error: Error) => error);
    const told = room.events.flatMap((event) => (event.change === 'state' ? [event.reason] : []));
    for (const reason of [(failure as Error).message, ...told, (await room.state('a'))?.reason ?? null])
      expect((reason ?? '').length).toBeLessThanOrEqual(500);
    expect(told.at(-1)).toMatch(/^a refused the handshake: bad key x+…$/);
  });
});
