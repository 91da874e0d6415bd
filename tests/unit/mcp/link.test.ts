import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../src/exchange/index.ts';
import { type LinkEvents, openLink } from '../../../src/mcp/link.ts';
import { NotSent, type Wire } from '../../../src/mcp/transports/wire.ts';

/** A wire to a server that answers the handshake, and nothing else. */
function wireTo(send: (method: string | undefined) => Promise<void> = () => Promise.resolve()): Wire {
  const wire: Wire = {
    kind: 'streamable-http',
    pid: null,
    start: () => Promise.resolve(),
    async send({ id, method }) {
      if (method !== 'initialize') return send(method);
      const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: {} };
      wire.onMessage({ jsonrpc: '2.0', id: id ?? null, result });
    },
    close: vi.fn(() => Promise.resolve()),
    setProtocolVersion: () => {},
    onMessage: () => {},
    onClose: () => {},
    onDoubt: () => {},
    pause: () => null,
  };
  return wire;
}

async function linked(wire: Wire) {
  const onClose = vi.fn<LinkEvents['onClose']>();
  const link = await openLink({
    server: 's',
    wire,
    clock: systemClock,
    init: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: {} },
    connectMs: 10_000,
    events: { onRequest: () => Promise.resolve({}), onNotification() {}, onClose },
    finish: false,
  });
  return { link, onClose };
}

describe('a connection that ended', () => {
  it('at the server leaves nothing open here', async () => {
    const wire = wireTo(() => Promise.reject(new NotSent('no such session', { expired: true })));
    const { link, onClose } = await linked(wire);
    await expect(link.request('tools/list', {}, { limitMs: 0 })).rejects.toThrow(/no such session/);
    await vi.waitFor(() => expect(onClose).toHaveBeenCalledWith('its session at the server has ended'));
    expect(link.open).toBe(false);
    expect(wire.close).toHaveBeenCalledOnce();
  });

  it('and was not noticed is found out by asking, and leaves nothing open here', async () => {
    vi.useFakeTimers();
    try {
      const wire = wireTo();
      const { link, onClose } = await linked(wire);
      const call = expect(link.request('tools/call', {}, { limitMs: 0 })).rejects.toThrow(/was cut/);
      wire.onDoubt();
      await vi.advanceTimersByTimeAsync(10_000);
      await call;
      expect(onClose).toHaveBeenCalledOnce();
      expect(wire.close).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });
});
