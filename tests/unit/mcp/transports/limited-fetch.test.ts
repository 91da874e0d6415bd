import { describe, expect, it } from 'vitest';
import { limitedFetch } from '../../../../src/mcp/transports/limited-fetch.ts';

function answering(chunks: string[], type: string) {
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  const fetch = async () => new Response(body, { headers: { 'content-type': type } });
  return limitedFetch(fetch, { longest: 20, pause: () => null })('http://h');
}

describe('a limited answer', () => {
  it('is as it was within the limit', async () => {
    const answer = await answering(['{"a":', '"b"}'], 'application/json');
    expect([answer.status, await answer.json()]).toEqual([200, { a: 'b' }]);
  });

  it('fails over the limit', async () => {
    const answer = await answering(['x'.repeat(15), 'x'.repeat(6)], 'application/json');
    await expect(answer.text()).rejects.toThrow(/more than 20 bytes/);
  });

  it('that is a stream may be as long as it likes, event by event', async () => {
    const events = Array.from({ length: 50 }, (_, i) => `data: ${i}\r\n\r\n`);
    const answer = await answering(events, 'text/event-stream');
    expect(await answer.text()).toBe(events.join(''));
    const split = await answering(['data: 1', '\n', '\ndata: 2\n\n', 'data: 3\n\n'], 'text/event-stream');
    expect(await split.text()).toContain('data: 3');
  });

  it('that is a stream fails at the event over the limit', async () => {
    const answer = await answering(['data: 1\n\n', 'data: ', 'x'.repeat(20)], 'text/event-stream');
    await expect(answer.text()).rejects.toThrow(/more than 20 bytes/);
  });

  it('waits where it is asked to', async () => {
    let release = (): void => {};
    const wait = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = 0;
    const fetch = async () => new Response('abc');
    const answer = await limitedFetch(fetch, {
      longest: 100,
      pause: () => {
        asked += 1;
        return wait;
      },
    })('http://h');
    const text = answer.text();
    let done = false;
    void text.then(() => {
      done = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([asked, done]).toEqual([1, false]);
    release();
    expect(await text).toBe('abc');
  });

  it.each([204, 304])('without a body stays that: %i', async (status) => {
    const answer = await limitedFetch(async () => new Response(null, { status }), {
      longest: 1,
      pause: () => null,
    })('http://h');
    expect([answer.status, answer.body]).toEqual([status, null]);
  });
});
