import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { send } from '../support/http.ts';
import { type RunningProgram, startProgram } from '../support/program.ts';

const CONNECTIONS = 20;

type Message = Record<string, unknown> & { type: string };

/** A dashboard's connection: every message so far, and a way to wait for one. */
interface Listener {
  readonly messages: Message[];
  sees(match: (message: Message) => boolean): Promise<Message>;
  send(text: string): void;
  close(): Promise<void>;
}

let program: RunningProgram;
const open: Listener[] = [];
beforeAll(async () => {
  program = await startProgram();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});
afterAll(() => program.stop());

async function listen(query = ''): Promise<Listener> {
  const socket = new WebSocket(`${program.url.replace('http', 'ws')}/ws${query}`);
  const messages: Message[] = [];
  const watchers = new Set<() => void>();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)) as Message);
    for (const watcher of [...watchers]) watcher();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const listener: Listener = {
    messages,
    sees: (match) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          const found = messages.find(match);
          if (found === undefined) return;
          watchers.delete(watcher);
          resolve(found);
        };
        watchers.add(watcher);
        watcher();
      }),
    send: (text) => socket.send(text),
    async close() {
      socket.close();
      await closed;
    },
  };
  open.push(listener);
  return listener;
}

const chat = (content: string, stream = false) =>
  send(`${program.url}/v1/chat/completions`, {
    body: { model: 'test-model', messages: [{ role: 'user', content }], stream },
  });

const ofExchange = (id: unknown, phase: string) => (message: Message) =>
  message.type === 'exchange' &&
  message.phase === phase &&
  (message.exchange as { id: string } | undefined)?.id === id;

describe('twenty dashboards at once', () => {
  it('are all let in, greeted and answered', async () => {
    const settled = await Promise.allSettled(
      Array.from({ length: CONNECTIONS }, async (_, index) => {
        const listener = await listen();
        listener.send(JSON.stringify({ type: 'test', data: index }));
        return listener.sees(({ type }) => type === 'ack');
      }),
    );
    const acks = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(acks).toHaveLength(CONNECTIONS);
    for (const ack of acks) expect(ack).toMatchObject({ type: 'ack', received: 'test' });
    for (const { messages } of open) expect(messages[0]).toMatchObject({ type: 'init' });
  });

  it('all see the same exchange in the same order, from its start to its end', async () => {
    const listeners = await Promise.all(Array.from({ length: CONNECTIONS }, () => listen()));
    const answer = await chat('Hello, dashboards', true);
    const id = answer.headers['x-kimi-proxy-exchange'];
    for (const listener of listeners) {
      await listener.sees(ofExchange(id, 'finished'));
      const phases = listener.messages
        .filter(({ type, exchange }) => type === 'exchange' && (exchange as { id: string }).id === id)
        .map(({ phase }) => phase);
      expect(phases[0]).toBe('started');
      expect(phases.at(-1)).toBe('finished');
      const numbers = listener.messages.slice(1).flatMap(({ seq }) => (typeof seq === 'number' ? [seq] : []));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });
});

describe('a dashboard', () => {
  it('is told of a turn’s tokens as soon as they are known, and of no content', async () => {
    const listener = await listen();
    const answer = await chat('a secret sentence about whales');
    const id = answer.headers['x-kimi-proxy-exchange'];
    const metric = await listener.sees(
      ({ type, exchange_id: exchangeId }) => type === 'metric' && exchangeId === id,
    );
    const { tokens, context } = metric.data as { tokens: number; context: number };
    expect(tokens).toBeGreaterThan(0);
    expect(context).toBe(tokens);
    await listener.sees(ofExchange(id, 'finished'));
    expect(
      JSON.stringify(listener.messages.filter(({ type }) => type !== 'session' && type !== 'init')),
    ).not.toContain('whales');
  });

  it('hears of sessions that are made', async () => {
    const listener = await listen();
    const made = await send(`${program.url}/api/sessions`, { body: { name: 'Live' } });
    const event = await listener.sees(({ type, change }) => type === 'session' && change === 'created');
    expect(event.session).toMatchObject({ id: made.json().id, name: 'Live' });
  });

  it('gets a pong for a ping, an ack for other JSON, and an error for what is no JSON', async () => {
    const listener = await listen();
    listener.send('{"type":"ping"}');
    await listener.sees(({ type }) => type === 'pong');
    listener.send('{"type":"anything"}');
    expect(await listener.sees(({ type }) => type === 'ack')).toMatchObject({ received: 'anything' });
    listener.send('no JSON');
    expect(await listener.sees(({ type }) => type === 'error')).toMatchObject({ code: 'bad_message' });
  });

  it('that comes back goes on where it was, without a gap', async () => {
    const first = await listen();
    const before = await chat('before');
    const last = await first.sees(ofExchange(before.headers['x-kimi-proxy-exchange'], 'finished'));
    await first.close();
    const missed = await chat('missed');
    const id = missed.headers['x-kimi-proxy-exchange'];
    const again = await listen(`?since=${String(last.seq)}`);
    expect(again.messages[0] ?? (await again.sees(({ type }) => type === 'init'))).toMatchObject({
      resumed: true,
    });
    await again.sees(ofExchange(id, 'started'));
    await again.sees(ofExchange(id, 'finished'));
  });

  it('of a foreign page is not let in', async () => {
    const socket = new WebSocket(`${program.url.replace('http', 'ws')}/ws`, {
      origin: 'https://evil.example',
    });
    const status = await new Promise((resolve) => {
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.once('open', () => resolve('open'));
    });
    expect(status).toBe(403);
  });
});
