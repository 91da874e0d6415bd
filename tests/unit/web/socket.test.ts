import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { type Connection, LiveSocket } from '../../../web/src/data/live/socket.ts';

/** A page that sees what happens to it: nothing but events. */
class Target extends EventTarget {
  visibilityState = 'visible';
}

/** As in a browser, an error is an event that nobody has to hear. */
class BrowserSocket extends WebSocket {
  constructor(url: string) {
    super(url);
    this.on('error', () => {});
  }
}

let server: WebSocketServer;
let live: LiveSocket;
let said: Connection[];
/** The paths that were connected to. */
let asked: string[];
/** What the page sent, newest last. */
let got: string[];
let sockets: WebSocket[];
/** Whether the server answers. */
let answers: boolean;
let since: number | null;
const page = new Target();

const states = (): string[] =>
  said.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]);
const until = (condition: () => boolean): Promise<void> =>
  vi.waitUntil(condition, { timeout: 5_000, interval: 2 });

beforeEach(async () => {
  said = [];
  asked = [];
  got = [];
  sockets = [];
  answers = true;
  since = null;
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', page);
  vi.stubGlobal('WebSocket', BrowserSocket);
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket, request) => {
    asked.push(request.url ?? '');
    sockets.push(socket);
    if (answers) socket.send('{"type":"init","seq":7}');
    socket.on('message', (data) => {
      got.push(String(data));
      if (answers) socket.send('{"type":"pong"}');
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  live = new LiveSocket({
    url: `ws://127.0.0.1:${port}/ws`,
    since: () => since,
    onMessage: ({ seq }) => {
      since = seq;
    },
    onConnection: (connection) => said.push(connection),
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  live.start();
  await until(() => states().at(-1) === 'live');
});

afterEach(async () => {
  live.stop();
  vi.useRealTimers();
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
  vi.unstubAllGlobals();
});

describe('the connection of the page', () => {
  it('asks for a sign of life where nothing was heard, and stays', async () => {
    const before = said.length;
    vi.advanceTimersByTime(15_000);
    await until(() => said.length > before);
    expect(got).toEqual(['{"type":"ping"}']);
    vi.advanceTimersByTime(14_999);
    expect(states()).toEqual(['live']);
    expect(asked).toEqual(['/ws']);
  });

  it('takes a silent one for lost, and goes on from what it has', async () => {
    answers = false;
    vi.advanceTimersByTime(15_000);
    await until(() => got.length === 1);
    vi.advanceTimersByTime(5_000);
    expect(states()).toEqual(['live', 'offline']);
    answers = true;
    vi.advanceTimersByTime(500);
    await until(() => states().length === 3);
    expect(states()).toEqual(['live', 'offline', 'live']);
    expect(asked).toEqual(['/ws', '/ws?since=7']);
  });

  it('asks once more after a sleep, before it takes the silence of that time for a loss', async () => {
    answers = false;
    vi.advanceTimersByTime(15_000);
    await until(() => got.length === 1);
    // Asleep: the clock went on, and the timers did not.
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(5_000);
    await until(() => got.length === 2);
    expect(states()).toEqual(['live']);
    vi.advanceTimersByTime(5_000);
    expect(states()).toEqual(['live', 'offline']);
  });

  it('asks at once when it is seen again', async () => {
    page.dispatchEvent(new Event('visibilitychange'));
    await until(() => got.length === 1);
    expect(asked).toEqual(['/ws']);
  });

  it('waits longer each time nobody is there, up to 15 s, and not at all when the network is back', async () => {
    const { port } = server.address() as AddressInfo;
    for (const socket of sockets) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
    await until(() => states().at(-1) === 'offline');
    for (const wait of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      const before = said.length;
      vi.advanceTimersByTime(wait - 1);
      expect(said.length).toBe(before);
      vi.advanceTimersByTime(1);
      await until(() => said.length > before);
    }
    expect(states()).toEqual(['live', 'offline']);
    server = new WebSocketServer({ port, host: '127.0.0.1' });
    server.on('connection', (socket) => socket.send('{"type":"init","seq":9}'));
    await new Promise((resolve) => server.once('listening', resolve));
    page.dispatchEvent(new Event('online'));
    await until(() => states().at(-1) === 'live');
    expect(since).toBe(9);
  });

  it('does not mind what is no message', async () => {
    for (const text of ['', '{', '[]', '"a"', '{"type":"pong"}', 'null']) sockets[0]?.send(text);
    sockets[0]?.send('{"type":"init","seq":11}');
    await until(() => since === 11);
    expect(states()).toEqual(['live']);
  });

  it('stays closed once it is stopped', async () => {
    const closed = new Promise((resolve) => sockets[0]?.once('close', resolve));
    live.stop();
    await closed;
    vi.advanceTimersByTime(60_000);
    page.dispatchEvent(new Event('online'));
    expect(asked).toEqual(['/ws']);
  });
});
