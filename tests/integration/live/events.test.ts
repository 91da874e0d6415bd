import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { SessionEvent } from '../../../src/contract/index.ts';
import { type Started, start, stored, write } from '../api/support.ts';

type Message = Record<string, unknown> & { type: string };

/** A dashboard: what it receives is taken one by one. */
function dashboard(server: Started, query = '') {
  const ws = new WebSocket(`ws://127.0.0.1:${server.port}/ws${query}`);
  const received: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  ws.on('message', (data) => {
    const message = JSON.parse(data.toString()) as Message;
    const next = waiting.shift();
    if (next === undefined) received.push(message);
    else next(message);
  });
  const closed = new Promise<number>((resolve) => ws.on('close', (code) => resolve(code)));
  ws.on('error', () => undefined);
  onTestFinished(() => ws.terminate());
  return {
    ws,
    closed,
    next: (): Promise<Message> => {
      const message = received.shift();
      return message === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(message);
    },
    say: (message: unknown) => ws.send(typeof message === 'string' ? message : JSON.stringify(message)),
  };
}

const event = (id: number): SessionEvent => ({ type: 'session', change: 'deleted', session: { id } });

describe('a dashboard that connects', () => {
  it('is first told where things stand', async () => {
    const server = await start();
    await server.send('POST', '/api/sessions', { name: 'Parser' });
    await write(server.store, [stored({ sessionId: 1 }), stored({ sessionId: 1, kind: 'title' })]);
    const init = await dashboard(server).next();
    expect(init).toMatchObject({
      type: 'init',
      seq: server.live.bus.seq,
      resumed: false,
      version: '1.2.3',
      session: { id: 1, name: 'Parser', is_active: true },
      metric: { context: 750, tokens: 750, window: 1000, context_use: 0.75, source: 'provider' },
      running: [],
      thresholds: [0.7, 0.85, 0.95],
    });
  });

  it('is told so where there is nothing yet', async () => {
    const init = await dashboard(await start()).next();
    expect(init).toMatchObject({ type: 'init', session: null, metric: null, running: [] });
  });

  it('is let in where the store cannot say, and hears what happens', async () => {
    const server = await start();
    await server.store.close();
    const one = dashboard(server);
    expect(await one.next()).toMatchObject({ type: 'init', session: null });
    server.live.bus.publish(event(1));
    expect(await one.next()).toMatchObject({ type: 'session' });
  });

  it('gets init first, even where it speaks at once', async () => {
    const server = await start();
    const one = dashboard(server);
    one.ws.on('open', () => one.say({ type: 'test', data: 1 }));
    expect((await one.next()).type).toBe('init');
    expect(await one.next()).toEqual({ type: 'ack', received: 'test' });
  });
});

describe('what happens', () => {
  it('reaches twenty dashboards, each once and in order', async () => {
    const server = await start();
    const all = Array.from({ length: 20 }, () => dashboard(server));
    for (const one of all) expect((await one.next()).type).toBe('init');
    expect(server.live.connections.size).toBe(20);
    for (let id = 1; id <= 50; id++) server.live.bus.publish(event(id));
    for (const one of all) {
      for (let id = 1; id <= 50; id++) expect(await one.next()).toMatchObject({ session: { id } });
    }
  });

  it('reaches a dashboard over the API: sessions made by hand', async () => {
    const server = await start();
    const one = dashboard(server);
    await one.next();
    await server.send('POST', '/api/sessions', { name: 'new' });
    expect(await one.next()).toMatchObject({
      type: 'session',
      change: 'created',
      session: { name: 'new', is_active: true },
      at: expect.stringMatching(/Z$/),
      seq: server.live.bus.seq,
    });
  });

  it('while a dashboard is being told where things stand is not lost', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked: () => void = () => undefined;
    const asking = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const server = await start({
      deps: {
        recorder: {
          flush: async () => {
            asked();
            await held;
          },
          settleCounts: async () => undefined,
          healthy: () => true,
        },
      },
    });
    const one = dashboard(server);
    await asking;
    server.live.bus.publish(event(7));
    release();
    const init = await one.next();
    expect(await one.next()).toMatchObject({ session: { id: 7 }, seq: Number(init.seq) + 1 });
    server.live.bus.publish(event(8));
    expect(await one.next()).toMatchObject({ session: { id: 8 } });
  });
});

describe('a dashboard that comes back', () => {
  it('gets what it missed, then what happens', async () => {
    const server = await start();
    const first = dashboard(server);
    const { seq } = await first.next();
    first.ws.terminate();
    for (let id = 1; id <= 3; id++) server.live.bus.publish(event(id));
    const again = dashboard(server, `?since=${seq}`);
    expect(await again.next()).toMatchObject({ type: 'init', resumed: true });
    for (let id = 1; id <= 3; id++) expect(await again.next()).toMatchObject({ session: { id } });
    server.live.bus.publish(event(4));
    expect(await again.next()).toMatchObject({ session: { id: 4 } });
  });

  it('is told where that cannot be: it must fetch again', async () => {
    const server = await start({ live: { kept: 3 } });
    const { seq } = await dashboard(server).next();
    for (let id = 1; id <= 10; id++) server.live.bus.publish(event(id));
    for (const since of [seq, 5, 'x', '-1', '99999999999999999999', '']) {
      expect(await dashboard(server, `?since=${since}`).next()).toMatchObject({
        type: 'init',
        resumed: false,
      });
    }
  });
});

describe('the messages of a dashboard', () => {
  it('are answered: ping, anything else, and what is not JSON', async () => {
    const one = dashboard(await start());
    await one.next();
    one.say({ type: 'ping' });
    expect(await one.next()).toEqual({ type: 'pong' });
    one.say({ type: 'test', data: 'payload' });
    expect(await one.next()).toEqual({ type: 'ack', received: 'test' });
    one.say('not json');
    expect(await one.next()).toMatchObject({ type: 'error', code: 'bad_message' });
    one.ws.send(Buffer.from([1, 2, 3]));
    expect(await one.next()).toMatchObject({ type: 'error', code: 'bad_message' });
  });

  it('close the connection where they are too large, and no other', async () => {
    const server = await start();
    const [one, other] = [dashboard(server), dashboard(server)];
    await one.next();
    await other.next();
    one.say('x'.repeat(70_000));
    expect(await one.closed).toBe(1009);
    server.live.bus.publish(event(1));
    expect(await other.next()).toMatchObject({ type: 'session' });
  });
});

describe('a connection that is gone', () => {
  it('leaves nothing behind, however it went', async () => {
    const server = await start();
    const [polite, sudden, staying] = [dashboard(server), dashboard(server), dashboard(server)];
    for (const one of [polite, sudden, staying]) await one.next();
    polite.ws.close(1000);
    sudden.ws.terminate();
    await Promise.all([polite.closed, sudden.closed]);
    await expect.poll(() => server.live.connections.size).toBe(1);
    server.live.bus.publish(event(1));
    expect(await staying.next()).toMatchObject({ type: 'session' });
  });

  it('is dropped where it answers no heartbeat, while others stay', async () => {
    const server = await start({ live: { heartbeatMs: 30 } });
    const alive = dashboard(server);
    await alive.next();
    const mute = connect(server.port, '127.0.0.1');
    onTestFinished(() => void mute.destroy());
    const ended = new Promise<void>((resolve) => mute.on('close', () => resolve()));
    mute.on('error', () => undefined);
    mute.write(
      'GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    mute.resume();
    await ended;
    expect(alive.ws.readyState).toBe(WebSocket.OPEN);
    expect(server.live.connections.size).toBe(1);
  });

  it('is cut off where it does not read, with a way to come back, and slows nobody', async () => {
    const server = await start({ live: { limits: { bufferedBytes: 1024, waiting: 20 } } });
    const [slow, fast] = [dashboard(server), dashboard(server)];
    await slow.next();
    await fast.next();
    slow.ws.pause();
    const big = 'x'.repeat(200_000);
    let sent = 0;
    while (server.live.connections.size === 2) {
      server.live.bus.publish({ type: 'config', change: 'reloaded', message: big });
      server.live.bus.flush();
      sent++;
      expect(await fast.next()).toMatchObject({ type: 'config' });
    }
    expect(sent).toBeGreaterThan(20);
    slow.ws.resume();
    expect(await slow.closed).toBe(1013);
  });
});

describe('the end of the program', () => {
  it('is said to every dashboard', async () => {
    const server = await start();
    const all = [dashboard(server), dashboard(server)];
    for (const one of all) await one.next();
    server.server.drain();
    expect(await Promise.all(all.map(({ closed }) => closed))).toEqual([1001, 1001]);
  });

  it('does not wait for a dashboard that does not answer', async () => {
    const server = await start();
    const one = dashboard(server);
    await one.next();
    one.ws.pause();
    await server.server.close();
    expect(server.server.http.listening).toBe(false);
  });
});
