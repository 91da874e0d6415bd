import { expect, it } from 'vitest';
import { createBareWire } from '../../../../src/mcp/transports/bare.ts';

it('a call that was given up holds no connection to a server which never answers', async () => {
  const signals: AbortSignal[] = [];
  const wire = createBareWire({
    url: 'http://127.0.0.1:9/',
    headers: {},
    longest: 10_000,
    fetch: (_url, init) =>
      new Promise((_, reject) => {
        const { signal } = init ?? {};
        if (!signal) return;
        signals.push(signal);
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  const sent = [1, 2].map((id) =>
    wire.send({ jsonrpc: '2.0', id, method: 'tools/call' }).catch(() => 'ended'),
  );
  await wire.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
  expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
  expect(await sent[0]).toBe('ended');
  await wire.close();
  expect(await sent[1]).toBe('ended');
});
