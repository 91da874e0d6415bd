import { describe, expect, it } from 'vitest';
import { createEventStore } from '../../../../src/mcp/gateway/event-store.ts';
import { matchMcp } from '../../../../src/mcp/gateway/gateway.ts';
import { joinName, splitName } from '../../../../src/mcp/gateway/names.ts';
import { wellFormed } from '../../../../src/mcp/gateway/well-formed.ts';

describe('paths', () => {
  it.each([
    ['/mcp', { server: null, session: null }],
    ['/mcp/', { server: null, session: null }],
    ['/mcp?key=x', { server: null, session: null }],
    ['/mcp/fast_filesystem', { server: 'fast_filesystem', session: null }],
    ['/s/my%20work/mcp', { server: null, session: 'my work' }],
    ['/s/7/mcp/a', { server: 'a', session: '7' }],
    ['/mcp/%ff', { server: '%ff', session: null }],
    ['/mcpx', null],
    ['/mcp/a/b', null],
    ['/api/mcp', null],
    ['/s//mcp', null],
    ['/', null],
  ])('%s', (url, target) => expect(matchMcp(url)).toEqual(target));
});

describe('names of joined tools', () => {
  it.each([
    ['a', 'b'],
    ['fast_filesystem', 'fast_read_file'],
    ['a', 'b__c'],
    ['a', '_b'],
    ['a', ''],
  ])('%s and %s come apart again', (server, name) => {
    const apart = splitName(joinName(server, name));
    // A server's name has no two underscores: what is behind the first two is the tool's.
    expect(apart).toEqual({ server, name });
  });

  it.each(['a', '', '__a', 'a_b'])('%s has no server in it', (name) => expect(splitName(name)).toBeNull());
});

describe('lists of many servers', () => {
  it('keep what is well formed as it is, and the rest as far as it can be used', async () => {
    const good = { name: 'a', inputSchema: { type: 'object' }, 'x-own': [1] };
    const items = [
      good,
      { name: 'b', description: 'says', inputSchema: {} },
      { name: 'c', inputSchema: { type: 'object', properties: 7 } },
      { name: 'd', title: 5, inputSchema: { type: 'object' } },
    ];
    const tools = await wellFormed('tools', items);
    expect(tools[0]).toBe(good);
    expect(tools.slice(1)).toEqual([
      { name: 'b', description: 'says', inputSchema: { type: 'object' } },
      { name: 'c', inputSchema: { type: 'object' } },
      { name: 'd', inputSchema: { type: 'object' } },
    ]);
    expect(await wellFormed('prompts', [{ name: 'p', arguments: 'none' }])).toEqual([{ name: 'p' }]);
    expect(await wellFormed('resources', [{ uri: 'a:b' }, { uri: 5 }])).toEqual([
      { uri: 'a:b', name: 'a:b' },
    ]);
    expect(await wellFormed('resourceTemplates', [{ uriTemplate: 'a:{b}', name: 7 }])).toEqual([
      { uriTemplate: 'a:{b}', name: 'a:{b}' },
    ]);
  });
});

describe('what is kept for a client that comes back', () => {
  const message = (n: number, size = 0) => ({
    jsonrpc: '2.0' as const,
    method: 'notifications/message',
    params: { n, pad: 'x'.repeat(size) },
  });
  const replayed = async (store: ReturnType<typeof createEventStore>, after: string) => {
    const seen: unknown[] = [];
    const stream = await store.replayEventsAfter(after, {
      send: async (_id, sent) => void seen.push('params' in sent ? sent.params?.n : null),
    });
    return { stream, seen };
  };

  it('is what came after the last event of its stream, and of no other', async () => {
    const store = createEventStore();
    const first = await store.storeEvent('one', message(1));
    await store.storeEvent('two', message(2));
    await store.storeEvent('one', message(3));
    expect(await replayed(store, first)).toEqual({ stream: 'one', seen: [3] });
    for (const nonsense of ['99_one', 'nonsense', '', '_one']) {
      await expect(replayed(store, nonsense)).rejects.toThrow(/no event/);
    }
  });

  it('has bounds: the oldest go', async () => {
    const store = createEventStore();
    const first = await store.storeEvent('s', message(0));
    for (let n = 1; n <= 600; n++) await store.storeEvent('s', message(n));
    expect((await replayed(store, first)).seen).toHaveLength(500);
    for (let n = 0; n < 6; n++) await store.storeEvent('s', message(n, 1024 * 1024));
    expect((await replayed(store, first)).seen.length).toBeLessThanOrEqual(4);
  });
});
