import { connect } from 'node:net';
import { Agent, request as send } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChatStream } from '../../support/sse.ts';
import {
  chatStream,
  cut,
  flood,
  garbage,
  json,
  lie,
  refusingUrl,
  reset,
  slowHeaders,
  stall,
  startUpstream,
  type Upstream,
} from '../../support/upstream/index.ts';

let upstream: Upstream;
let agent: Agent;

beforeEach(async () => {
  upstream = await startUpstream();
  agent = new Agent();
});

afterEach(async () => {
  await agent.destroy();
  await upstream.close();
});

const ask = (body: unknown = { model: 'm', stream: true }) =>
  send(`${upstream.url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify(body),
    dispatcher: agent,
  });

async function readUntilCut(): Promise<{ text: string; error: unknown }> {
  const answer = await ask();
  let text = '';
  try {
    for await (const piece of answer.body) text += String(piece);
  } catch (error) {
    return { text, error };
  }
  return { text, error: null };
}

describe('standing still', () => {
  it('gives no status until the gate opens', async () => {
    const gate = upstream.gate();
    upstream.next(stall('headers', gate));
    let answered = false;
    const answer = ask().then((it) => {
      answered = true;
      return it;
    });
    await gate.reached;
    expect(answered).toBe(false);
    gate.open();
    expect(readChatStream(await (await answer).body.text()).done).toBe(true);
  });

  it('gives the first half of the first piece, then the rest once the gate opens', async () => {
    const gate = upstream.gate();
    upstream.next(stall('body', gate, json(200, 'abcdef')));
    const parts = (await ask()).body[Symbol.asyncIterator]();
    expect(String((await parts.next()).value)).toBe('abc');
    await gate.reached;
    gate.open();
    expect(String((await parts.next()).value)).toBe('def');
    expect((await parts.next()).done).toBe(true);
  });

  it('gives everything but the end', async () => {
    const gate = upstream.gate();
    upstream.next(stall('after', gate, chatStream({ chunks: ['a'] })));
    const answer = await ask();
    let text = '';
    answer.body.on('data', (piece: Buffer) => {
      text += String(piece);
    });
    const ended = new Promise((resolve) => answer.body.once('end', resolve));
    await gate.reached;
    expect(upstream.requests[0]?.answered).toBe(false);
    gate.open();
    await ended;
    expect(readChatStream(text).done).toBe(true);
  });

  it('stands for ever without a gate, until the upstream closes', async () => {
    upstream.next(stall('headers'));
    const answer = ask();
    const failed = expect(answer).rejects.toThrow();
    await upstream.request(0);
    await upstream.close();
    await failed;
    expect(upstream.requests[0]?.aborted).toBe(true);
  });

  it('sends the headers in two parts', async () => {
    const gate = upstream.gate();
    upstream.next(slowHeaders(gate));
    const answer = ask();
    await gate.reached;
    gate.open();
    expect((await answer).headers['x-half']).toBe('whole');
    expect(await (await answer).body.json()).toEqual({});
  });
});

describe('breaking', () => {
  it('cuts the body after that many bytes', async () => {
    upstream.next(cut(100));
    const { text, error } = await readUntilCut();
    expect(text).toHaveLength(100);
    expect(error).toMatchObject({ message: expect.stringMatching(/other side closed|terminated/) });
    expect(upstream.requests[0]?.aborted).toBe(true);
  });

  it('closes without an answer where no byte is left', async () => {
    upstream.next(cut(0));
    await expect(ask()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  });

  it('leaves an answer alone that is shorter than the cut', async () => {
    upstream.next(cut(1_000_000));
    expect((await readUntilCut()).error).toBeNull();
  });

  it('resets at once, or within the body', async () => {
    upstream.next(reset());
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
    upstream.next(reset(50));
    const { error } = await readUntilCut();
    expect(error).toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/) });
    expect(upstream.requests[1]).toMatchObject({ written: 50, aborted: true });
  });

  it('promises more than it sends', async () => {
    upstream.next(lie({ contentLength: 1000 }, json(200, 'short')));
    expect((await readUntilCut()).error).not.toBeNull();
  });

  it('sends what is no HTTP', async () => {
    upstream.next(garbage());
    await expect(ask()).rejects.toMatchObject({ name: 'HTTPParserError' });
  });

  it('refuses connections', async () => {
    await expect(send(await refusingUrl())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('flooding', () => {
  it('sends all to who reads', async () => {
    upstream.next(flood({ bytes: 1_000_000 }));
    expect((await (await ask()).body.arrayBuffer()).byteLength).toBe(1_000_000);
    expect(upstream.requests[0]?.written).toBe(1_000_000);
  });

  it('sends no more than the socket takes to who does not', async () => {
    const bytes = 200_000_000;
    upstream.next(flood({ bytes }));
    const socket = connect(upstream.port, '127.0.0.1');
    socket.write('POST /v1/x HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n');
    await new Promise((resolve) => socket.once('readable', resolve));
    const request = await upstream.request(0);
    socket.destroy();
    await request.closed;
    expect(request.written).toBeLessThan(bytes);
    expect(request.aborted).toBe(true);
  });
});
