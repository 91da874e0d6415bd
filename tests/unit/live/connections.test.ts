import { describe, expect, it, vi } from 'vitest';
import { CLOSE_TOO_SLOW, ConnectionManager, type LiveSocket } from '../../../src/live/index.ts';

interface Recorded extends LiveSocket {
  messages: Record<string, unknown>[];
  bufferedBytes: number;
  closed: { code: number; reason: string } | null;
  terminated: number;
  pings: number;
}

/** A socket that keeps what it is sent. */
function recorder(): Recorded {
  return {
    messages: [],
    bufferedBytes: 0,
    closed: null,
    terminated: 0,
    pings: 0,
    sendJson(message) {
      this.messages.push(message as Record<string, unknown>);
    },
    close(code, reason) {
      this.closed = { code, reason };
    },
    ping() {
      this.pings++;
    },
    terminate() {
      this.terminated++;
    },
  };
}

const progress = (id: string, output: number) => ({
  type: 'exchange',
  phase: 'progress',
  exchange: { id, tokens: { output } },
});

describe('a connection manager', () => {
  it('contains a socket that connected', async () => {
    const manager = new ConnectionManager();
    const socket = recorder();
    await manager.connect(socket);
    expect(manager.activeConnections).toContain(socket);
    expect(manager.size).toBe(1);
    expect(socket.messages).toEqual([]);
  });

  it('sends a broadcast to every socket, once', async () => {
    const manager = new ConnectionManager();
    const sockets = [recorder(), recorder(), recorder()];
    for (const socket of sockets) await manager.connect(socket);
    await manager.broadcast({ type: 'test', data: 'broadcast' });
    for (const socket of sockets) expect(socket.messages).toEqual([{ type: 'test', data: 'broadcast' }]);
  });

  it('counts a socket that connects twice once', async () => {
    const manager = new ConnectionManager();
    const socket = recorder();
    await manager.connect(socket);
    await manager.connect(socket);
    await manager.broadcast({ type: 'test' });
    expect(socket.messages).toHaveLength(1);
  });

  it('sends nothing more to a socket that disconnected', async () => {
    const manager = new ConnectionManager();
    const socket = recorder();
    await manager.connect(socket);
    await manager.disconnect(socket);
    await manager.broadcast({ type: 'test' });
    expect(manager.activeConnections).not.toContain(socket);
    expect(socket.messages).toEqual([]);
  });

  it('takes the disconnection of a socket that it does not know', async () => {
    const manager = new ConnectionManager();
    await expect(manager.disconnect(recorder())).resolves.toBeUndefined();
  });

  it('delivers metrics in the order in which they were broadcast', async () => {
    const manager = new ConnectionManager();
    const socket = recorder();
    await manager.connect(socket);
    for (let i = 0; i < 5; i++) await manager.broadcast({ type: 'metric', data: { tokens: i * 10 } });
    expect(socket.messages).toEqual(
      [0, 10, 20, 30, 40].map((tokens) => ({ type: 'metric', data: { tokens } })),
    );
  });

  it('waits for sockets that send asynchronously', async () => {
    const manager = new ConnectionManager();
    const arrived: unknown[] = [];
    const socket: LiveSocket = {
      sendJson: async (message) => {
        await Promise.resolve();
        arrived.push(message);
      },
    };
    await manager.connect(socket);
    await manager.broadcast({ type: 'test' });
    expect(arrived).toEqual([{ type: 'test' }]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('gone');
      },
    ],
    ['rejects', () => Promise.reject(new Error('gone'))],
  ])('drops a socket that %s, and reaches the others', async (_how, sendJson) => {
    const manager = new ConnectionManager();
    const dead = { ...recorder(), sendJson };
    const before = recorder();
    const after = recorder();
    for (const socket of [before, dead, after]) await manager.connect(socket);
    await manager.broadcast({ type: 'test' });
    expect([before.messages, after.messages]).toEqual([[{ type: 'test' }], [{ type: 'test' }]]);
    expect(manager.activeConnections).not.toContain(dead);
    expect(dead.terminated).toBe(1);
  });

  it('reaches everyone where a socket disconnects another while it is sent to', async () => {
    const manager = new ConnectionManager();
    const last = recorder();
    const meddler = recorder();
    meddler.sendJson = () => {
      void manager.disconnect(meddler);
    };
    await manager.connect(meddler);
    await manager.connect(last);
    await manager.broadcast({ type: 'test' });
    expect(last.messages).toHaveLength(1);
  });

  it('serialises a message once for all sockets that take text', async () => {
    const manager = new ConnectionManager();
    const texts: string[] = [];
    for (let i = 0; i < 10; i++) {
      await manager.connect({ sendJson: () => undefined, sendText: (text) => texts.push(text) });
    }
    const message = { toJSON: vi.fn(() => ({ type: 'test' })) };
    await manager.broadcast(message);
    expect(texts).toEqual(new Array(10).fill('{"type":"test"}'));
    expect(message.toJSON).toHaveBeenCalledTimes(1);
  });

  it('says goodbye to everyone when it closes', async () => {
    const manager = new ConnectionManager();
    const socket = recorder();
    await manager.connect(socket);
    manager.closeAll(1001, 'ending');
    expect(socket.closed).toEqual({ code: 1001, reason: 'ending' });
    expect(manager.size).toBe(0);
  });
});

describe('a connection that lags', () => {
  const slow = async (limits = {}) => {
    const manager = new ConnectionManager({ bufferedBytes: 100, waiting: 5, retryMs: 3_600_000, ...limits });
    const socket = recorder();
    await manager.connect(socket);
    socket.bufferedBytes = 101;
    return { manager, socket };
  };

  it('gets nothing while it is full, and what it missed when it has room', async () => {
    const { manager, socket } = await slow();
    await manager.broadcast({ type: 'session', n: 1 });
    await manager.broadcast({ type: 'session', n: 2 });
    expect(socket.messages).toEqual([]);
    socket.bufferedBytes = 100;
    manager.drain();
    expect(socket.messages).toEqual([
      { type: 'session', n: 1 },
      { type: 'session', n: 2 },
    ]);
  });

  it('gets only the newest progress and the newest metric of an exchange', async () => {
    const { manager, socket } = await slow();
    for (let n = 1; n <= 50; n++) {
      await manager.broadcast(progress('a', n));
      await manager.broadcast({ type: 'metric', exchange_id: 'a', data: { tokens: n } });
      await manager.broadcast(progress('b', n));
    }
    socket.bufferedBytes = 0;
    manager.drain();
    expect(socket.messages).toEqual([
      progress('a', 50),
      { type: 'metric', exchange_id: 'a', data: { tokens: 50 } },
      progress('b', 50),
    ]);
    expect(socket.closed).toBeNull();
  });

  it('never loses what tells that something happened', async () => {
    const { manager, socket } = await slow();
    const started = { type: 'exchange', phase: 'started', exchange: { id: 'a' } };
    const finished = { type: 'exchange', phase: 'finished', exchange: { id: 'a' } };
    for (const message of [started, progress('a', 1), { type: 'alert' }, progress('a', 2), finished]) {
      await manager.broadcast(message);
    }
    socket.bufferedBytes = 0;
    manager.drain();
    expect(socket.messages).toEqual([started, { type: 'alert' }, progress('a', 2), finished]);
  });

  it('keeps the order: what comes when it has room again waits for what is held back', async () => {
    const { manager, socket } = await slow();
    await manager.broadcast({ type: 'session', n: 1 });
    socket.bufferedBytes = 0;
    await manager.broadcast({ type: 'session', n: 2 });
    manager.drain();
    expect(socket.messages.map((message) => message.n)).toEqual([1, 2]);
  });

  it('stops again where it fills up while it catches up', async () => {
    const { manager, socket } = await slow();
    for (let n = 1; n <= 3; n++) await manager.broadcast({ type: 'session', n });
    socket.bufferedBytes = 0;
    socket.sendJson = (message) => {
      socket.messages.push(message as Record<string, unknown>);
      socket.bufferedBytes = 101;
    };
    manager.drain();
    expect(socket.messages.map((message) => message.n)).toEqual([1]);
  });

  it('is cut off with a code once too much waits for it, and others go on', async () => {
    const { manager, socket } = await slow();
    const fast = recorder();
    await manager.connect(fast);
    for (let n = 1; n <= 6; n++) await manager.broadcast({ type: 'session', n });
    expect(socket.closed?.code).toBe(CLOSE_TOO_SLOW);
    expect(socket.closed?.reason).toContain('since');
    expect(manager.activeConnections).not.toContain(socket);
    expect(fast.messages).toHaveLength(6);
  });

  it('is looked at again by itself', async () => {
    vi.useFakeTimers();
    try {
      const { manager, socket } = await slow({ retryMs: 50 });
      await manager.broadcast({ type: 'session', n: 1 });
      vi.advanceTimersByTime(50);
      expect(socket.messages).toEqual([]);
      socket.bufferedBytes = 0;
      vi.advanceTimersByTime(50);
      expect(socket.messages).toHaveLength(1);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the heartbeat', () => {
  it('asks for a sign of life, and keeps who gives one', async () => {
    const manager = new ConnectionManager();
    const socket = recorder();
    await manager.connect(socket);
    for (let beat = 1; beat <= 3; beat++) {
      manager.heartbeat();
      expect(socket.pings).toBe(beat);
      manager.heard(socket);
    }
    expect(manager.activeConnections).toContain(socket);
  });

  it('drops who gave none since the last beat', async () => {
    const manager = new ConnectionManager();
    const dead = recorder();
    const alive = recorder();
    await manager.connect(dead);
    await manager.connect(alive);
    manager.heartbeat();
    manager.heard(alive);
    manager.heartbeat();
    expect(manager.activeConnections).toEqual(new Set([alive]));
    expect(dead.terminated).toBe(1);
  });

  it('drops who cannot be asked', async () => {
    const manager = new ConnectionManager();
    const socket = recorder();
    socket.ping = () => {
      throw new Error('gone');
    };
    await manager.connect(socket);
    manager.heartbeat();
    expect(manager.size).toBe(0);
  });

  it('leaves sockets that know no ping alone', async () => {
    const manager = new ConnectionManager();
    const socket: LiveSocket = { sendJson: () => undefined };
    await manager.connect(socket);
    manager.heartbeat();
    manager.heartbeat();
    expect(manager.activeConnections).toContain(socket);
  });
});
