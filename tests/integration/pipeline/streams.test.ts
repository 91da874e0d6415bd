import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { testBed } from '../../support/bed.ts';
import { send, stream } from '../../support/http.ts';
import { providers } from '../../support/in-process.ts';
import { chat, chatStream, flood, json, reset, stall, status } from '../../support/upstream/index.ts';

const { upstreamOf, proxyOf } = testBed();

const STREAM = { model: 'up/m', messages: [{ role: 'user', content: 'hello' }], stream: true };
const path = '/v1/chat/completions';

describe('a silent upstream', () => {
  it('has the stream opened early with a comment, and its answer follows', async () => {
    const upstream = await upstreamOf();
    const gate = upstream.gate();
    upstream.always(stall('headers', gate, chatStream({ chunks: ['late'] })));
    const proxy = await proxyOf(providers({ up: upstream.url }), { silenceMs: 50 });
    const answer = await stream(`${proxy.url}${path}`, { body: STREAM });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(answer.headers['x-kimi-proxy-exchange']).toBeDefined();
    await answer.sees(/^(: keep-alive\n\n){2}/);
    gate.open();
    await answer.sees(/late/);
    await answer.ended;
    expect(answer.text().replaceAll(': keep-alive\n\n', '')).toMatch(
      /^data: [\s\S]*late[\s\S]*data: \[DONE\]\n\n$/,
    );
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view).toMatchObject({ status: 'ok', http_status: 200 });
    expect(view.timings.first_byte_ms).toBeGreaterThan(90);
    expect(view.timings.longest_silence_ms).toBeGreaterThan(90);
  });

  it('is not opened early for a request that is not streamed', async () => {
    const upstream = await upstreamOf();
    upstream.always(stall('headers'));
    const proxy = await proxyOf(
      providers({ up: upstream.url }, { up: 'timeouts = { first_byte_s = 0.4 }' }),
      { silenceMs: 50 },
    );
    const answer = await send(`${proxy.url}${path}`, { body: { ...STREAM, stream: false } });
    expect(answer.status).toBe(504);
  });

  it('that fails after the stream was opened fails in an event, with the provider’s own words', async () => {
    const upstream = await upstreamOf();
    const gate = upstream.gate();
    upstream.always(stall('headers', gate, json(400, { error: { message: 'context is too long' } })));
    const proxy = await proxyOf(providers({ up: upstream.url }), { silenceMs: 40 });
    const answer = await stream(`${proxy.url}${path}`, { body: STREAM });
    gate.open();
    await answer.ended;
    expect(answer.text()).toMatch(/context is too long/);
    expect(answer.text()).toContain('"code":"upstream_error"');
    expect(answer.text()).not.toContain('[DONE]');
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view).toMatchObject({ status: 'error', http_status: 200, error: { code: 'upstream_error' } });
    expect(view.attempts[0]?.http_status).toBe(400);
  });

  it('does not keep the fallbacks from being tried, since comments are not the first byte', async () => {
    const first = await upstreamOf();
    const second = await upstreamOf();
    const gate = first.gate();
    first.always(stall('headers', gate, reset(0)));
    second.always(chatStream({ chunks: ['from the second'] }));
    const proxy = await proxyOf(
      `${providers({ up: first.url, spare: second.url }, { up: 'retries = 0' })}[models.m]\nprovider = "up"\nfallbacks = ["spare/m"]\n`,
      { silenceMs: 40 },
    );
    const answer = await stream(`${proxy.url}${path}`, { body: { ...STREAM, model: 'm' } });
    await answer.sees(/keep-alive/);
    gate.open();
    await answer.sees(/from the second/);
    await answer.ended;
    expect((await proxy.exchange(answer.headers['x-kimi-proxy-exchange'])).provider).toBe('spare');
  });

  it('in the middle of a stream is told between events only, and our own idle limit still ends it', async () => {
    const upstream = await upstreamOf();
    upstream.always(stall('body', undefined, chatStream({ chunks: ['one', 'two'], splitEvery: 100_000 })));
    const proxy = await proxyOf(
      providers({ up: upstream.url }, { up: 'timeouts = { idle_s = 0.5 }\ninclude_usage = false' }),
      { silenceMs: 30 },
    );
    const answer = await stream(`${proxy.url}${path}`, { body: STREAM });
    await answer.ended;
    expect(answer.text()).toContain('"code":"upstream_timeout"');
    for (const event of answer.text().split('\n\n')) {
      if (event.startsWith('data: ')) expect(() => JSON.parse(event.slice(6)), event).not.toThrow();
    }
  });
});

describe('a client that goes away', () => {
  it('takes its upstream request with it, before the answer', async () => {
    const upstream = await upstreamOf();
    upstream.always(stall('headers'));
    const proxy = await proxyOf(providers({ up: upstream.url }), { silenceMs: 30 });
    const answer = await stream(`${proxy.url}${path}`, { body: STREAM });
    const request = await upstream.request(0);
    answer.destroy();
    await request.closed;
    expect(request.answered).toBe(false);
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view).toMatchObject({ status: 'cancelled', error: { code: 'client_closed' } });
    expect(upstream.requests).toHaveLength(1);
  });

  it('takes its upstream request with it, in the middle of a stream, and what had arrived is counted', async () => {
    const upstream = await upstreamOf();
    upstream.always(
      stall(
        'after',
        undefined,
        chatStream({ chunks: ['one ', 'two ', 'three'], usage: 'never', done: false }),
      ),
    );
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const answer = await stream(`${proxy.url}${path}`, { body: STREAM });
    await answer.sees(/three/);
    answer.destroy();
    await (await upstream.request(0)).closed;
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view).toMatchObject({ status: 'cancelled', http_status: 200, usage: null });
    expect(view.tokens.output).toBeGreaterThan(2);
  });

  it('ends a request that it had begun behind another on its connection', async () => {
    const upstream = await upstreamOf();
    upstream.always(stall('headers'));
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const body = JSON.stringify({ model: 'up/m', messages: [] });
    const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`${head}${body}${head}${body.slice(0, 9)}`);
    const request = await upstream.request(0);
    socket.destroy();
    await request.closed;
    await proxy.program.idle();
    expect(proxy.program.running()).toBe(0);
    expect(upstream.requests).toHaveLength(1);
  });

  it('while the proxy waits to try again is not tried for again', async () => {
    const upstream = await upstreamOf();
    upstream.always(status(500, {}));
    const proxy = await proxyOf(providers({ up: upstream.url }), { random: () => 1, silenceMs: 30 });
    const answer = await stream(`${proxy.url}${path}`, { body: STREAM });
    await answer.sees(/keep-alive/);
    answer.destroy();
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view.status).toBe('cancelled');
    expect(upstream.requests.length).toBeLessThan(3);
  });

  it('in its hundreds leaves nothing running', async () => {
    const upstream = await upstreamOf();
    upstream.always(stall('after', undefined, chatStream({ chunks: ['x'] })));
    const proxy = await proxyOf(providers({ up: upstream.url }));
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        const answer = await stream(`${proxy.url}${path}`, { body: STREAM });
        answer.destroy();
      }),
    );
    await Promise.all(upstream.requests.map((request) => request.closed));
    upstream.always(chat());
    expect((await send(`${proxy.url}${path}`, { body: { ...STREAM, stream: false } })).status).toBe(200);
    expect(proxy.program.running()).toBe(0);
  });
});

describe('a slow reader', () => {
  it('holds the upstream instead of filling memory', async () => {
    const upstream = await upstreamOf();
    const bytes = 24 * 1024 * 1024;
    upstream.always(flood({ bytes, contentType: 'text/event-stream' }));
    const proxy = await proxyOf(providers({ up: upstream.url }, { up: 'include_usage = false' }));
    const answer = await stream(`${proxy.url}${path}`, { body: STREAM });
    answer.pause();
    const request = await upstream.request(0);
    let before = -1;
    while (request.written !== before) {
      before = request.written;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(request.written).toBeLessThan(bytes / 2);
    answer.resume();
    await answer.ended;
    expect(answer.text().length).toBe(bytes);
    // 24 MB through three programs in one process take a while where others run beside it.
  }, 120_000);
});

describe('a stream’s end', () => {
  it('without its mark is passed on with a warning', async () => {
    const upstream = await upstreamOf();
    upstream.always(chatStream({ chunks: ['all'], done: false, usage: 'never' }));
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const answer = await send(`${proxy.url}${path}`, { body: STREAM });
    expect(answer.text).not.toContain('error');
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view).toMatchObject({ status: 'ok' });
    expect(view.warnings.map((warning) => warning.code)).toEqual(['no_end_mark']);
  });

  it('in an error of the provider’s is an error', async () => {
    const upstream = await upstreamOf();
    const { sse } = await import('../../support/upstream/index.ts');
    upstream.always(
      sse([
        { choices: [{ delta: { content: 'a' } }] },
        { error: { message: 'out of capacity', code: 'busy' } },
      ]),
    );
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const answer = await send(`${proxy.url}${path}`, { body: STREAM });
    expect(answer.text).toContain('out of capacity');
    const view = await proxy.exchange(answer.headers['x-kimi-proxy-exchange']);
    expect(view).toMatchObject({ status: 'error', http_status: 200 });
    expect(view.error?.message).toContain('out of capacity');
  });
});
