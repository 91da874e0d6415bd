import { describe, expect, it } from 'vitest';
import { Canceller, ProxyError } from '../../../src/exchange/index.ts';
import { createTestProvider, fetchModelList } from '../../../src/providers/index.ts';
import type { BodySink, SendUpstream, UpstreamRequest } from '../../../src/upstream/index.ts';
import { CLOCK, provider } from './fixtures.ts';

function upstream(status: number, play: (sink: BodySink) => void) {
  const seen: { request: UpstreamRequest | null; aborted: boolean } = { request: null, aborted: false };
  const send: SendUpstream = async (request) => {
    seen.request = request;
    return {
      status,
      headers: {},
      consume: play,
      resume: () => undefined,
      abort: () => {
        seen.aborted = true;
      },
    };
  };
  return { seen, send };
}

const kimi = provider({
  name: 'kimi',
  type: 'kimi',
  apiKey: 'sk-1',
  auth: 'key',
  headers: { 'X-Title': 'me' },
});
const limits = (maxBytes = 100) => ({ maxBytes, signal: new Canceller() });

describe('fetching the list of models', () => {
  it("asks GET /models with the provider's key and headers", async () => {
    const { seen, send } = upstream(200, (sink) => {
      sink.data(Buffer.from('{"data"'));
      sink.data(Buffer.from(':[]}'));
      sink.end();
    });
    expect(Buffer.from(await fetchModelList(send, kimi, limits())).toString()).toBe('{"data":[]}');
    expect(seen.request).toMatchObject({
      method: 'GET',
      path: '/models',
      body: null,
      headers: { authorization: 'Bearer sk-1', 'accept-encoding': 'identity', 'x-title': 'me' },
    });
  });

  it('sends no credential where there is no key', async () => {
    const { seen, send } = upstream(200, (sink) => sink.end());
    await fetchModelList(send, provider({ name: 'ollama', type: 'openai-compatible' }), limits());
    expect(seen.request?.headers).not.toHaveProperty('authorization');
  });

  it.each([204, 301, 401, 404, 500])('is refused an answer of %i, whose body is not read', async (status) => {
    const { seen, send } = upstream(status, () => {
      throw new Error('it was read');
    });
    await expect(fetchModelList(send, kimi, limits())).rejects.toMatchObject({
      code: 'upstream_error',
      message: `kimi answered ${status} to GET /models`,
    });
    expect(seen.aborted).toBe(true);
  });

  it('ends the request when the body is larger than allowed', async () => {
    let taken = 0;
    const { seen, send } = upstream(200, (sink) => {
      while (sink.data(Buffer.alloc(40))) taken += 1;
    });
    await expect(fetchModelList(send, kimi, limits())).rejects.toMatchObject({ code: 'upstream_invalid' });
    expect([taken, seen.aborted]).toEqual([2, true]);
  });

  it('passes on what cut the body', async () => {
    const { send } = upstream(200, (sink) => sink.error(new ProxyError('upstream_reset', 'gone')));
    await expect(fetchModelList(send, kimi, limits())).rejects.toMatchObject({ code: 'upstream_reset' });
  });

  it('ends the request when the signal says so', async () => {
    const signal = new Canceller();
    const { seen, send } = upstream(200, () => signal.cancel());
    await expect(fetchModelList(send, kimi, { maxBytes: 9, signal })).rejects.toMatchObject({
      code: 'client_closed',
    });
    expect(seen.aborted).toBe(true);
  });

  it('reads the list of the built-in provider', async () => {
    const body = await fetchModelList(createTestProvider({ clock: CLOCK }), provider(), limits(10_000));
    expect(JSON.parse(Buffer.from(body).toString()).data[0].id).toBe('test-model');
  });
});
