import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RpcMessage } from '../../../../src/mcp/rpc.ts';
import { createHttpWire } from '../../../../src/mcp/transports/http.ts';

const INITIALIZED: RpcMessage = { jsonrpc: '2.0', method: 'notifications/initialized' };
const later = () => new Promise((resolve) => setImmediate(resolve));

interface Double {
  /** What the question for the server's own stream is answered with, and when. */
  stream(signal: AbortSignal | null | undefined): Promise<Response>;
  /** Status of the answer to notifications. */
  accepts?: number;
}

/** What arrived at a server, in its order, when a request follows the end of the handshake at once. */
async function arrivals({ stream, accepts = 202 }: Double, ends = 1): Promise<string[]> {
  const seen: string[] = [];
  const wire = createHttpWire('streamable-http', {
    url: 'http://127.0.0.1:9/mcp',
    headers: {},
    longest: 10_000,
    async fetch(_url, init) {
      if (init?.method === 'DELETE') return new Response(null, { status: 405 });
      if (init?.method !== 'POST') {
        seen.push('asked for a stream');
        const answer = await stream(init?.signal);
        seen.push(`answered ${answer.status}`);
        return answer;
      }
      await later();
      const { id, method } = JSON.parse(String(init.body)) as RpcMessage;
      seen.push(String(method));
      if (id === undefined) return new Response(null, { status: accepts });
      return Response.json({ jsonrpc: '2.0', id, result: {} });
    },
  });
  await wire.start();
  const told = Array.from({ length: ends }, () => wire.send(INITIALIZED).catch(() => {}));
  const answered = new Promise((resolve) => {
    wire.onMessage = resolve;
  });
  await Promise.all([...told, wire.send({ jsonrpc: '2.0', id: 1, method: 'tools/call' }), answered]);
  await wire.close();
  return seen;
}

const events = () => new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } });
const HANDSHAKE = ['notifications/initialized', 'asked for a stream'];

describe('a server over HTTP that is asked at once', () => {
  afterEach(() => void vi.useRealTimers());

  it('is asked when it has somewhere to ask back', async () => {
    const stream = () => later().then(later).then(events);
    expect(await arrivals({ stream })).toEqual([...HANDSHAKE, 'answered 200', 'tools/call']);
  });

  it('is asked when it has no stream of its own', async () => {
    const stream = () => later().then(() => new Response(null, { status: 405 }));
    expect(await arrivals({ stream })).toEqual([...HANDSHAKE, 'answered 405', 'tools/call']);
  });

  it('is asked when its stream cannot be had', async () => {
    const stream = () => later().then(() => Promise.reject(new Error('cut')));
    expect(await arrivals({ stream })).toEqual([...HANDSHAKE, 'tools/call']);
  });

  it('is asked although it says nothing of its stream', async () => {
    const stream = (signal: AbortSignal | null | undefined) =>
      new Promise<Response>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    expect(await arrivals({ stream })).toEqual([...HANDSHAKE, 'tools/call']);
  });

  it('is asked although its client ends the handshake again and again', async () => {
    const stream = () => later().then(() => new Response(null, { status: 405 }));
    const seen = await arrivals({ stream }, 3);
    expect(seen.indexOf('tools/call')).toBeGreaterThan(seen.indexOf('answered 405'));
  });

  it.each([200, 500])('is asked although it answers %i to the end of the handshake', async (accepts) => {
    // No time passes: nothing is waited for.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const stream = () => Promise.reject(new Error('nobody asks'));
    expect(await arrivals({ stream, accepts })).toEqual(['notifications/initialized', 'tools/call']);
  });
});
