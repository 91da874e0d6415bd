import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Canceller, ProxyError } from '../../../src/exchange/index.ts';
import {
  type Agents,
  createAgents,
  createSender,
  decodedAnswer,
  encodingOf,
  READABLE_ENCODINGS,
  type SendUpstream,
  type UpstreamAnswer,
} from '../../../src/upstream/index.ts';
import {
  chatStream,
  cut,
  type Handler,
  json,
  pieces,
  stall,
  startUpstream,
  type Upstream,
} from '../../support/upstream/index.ts';
import { providerAt, requestTo, take } from './support.ts';

const TEXT = `{"text": "${'Grüezi 🏔 '.repeat(500)}"}`;
const COMPRESS = { gzip: gzipSync, 'x-gzip': gzipSync, deflate: deflateSync, br: brotliCompressSync };
type Encoding = keyof typeof COMPRESS;
const ENCODINGS = Object.keys(COMPRESS) as Encoding[];

let upstream: Upstream;
let agents: Agents;
let send: SendUpstream;

beforeEach(async () => {
  upstream = await startUpstream();
  agents = createAgents({});
  send = createSender(agents);
});
afterEach(async () => {
  await agents.close();
  await upstream.close();
});

async function ask(handler: Handler): Promise<UpstreamAnswer> {
  upstream.next(handler);
  return send(requestTo(providerAt(upstream.url)), new Canceller());
}

/** Bytes in pieces of `size`, said to be encoded so. */
function encoded(bytes: Buffer, encoding: string, size = bytes.length): Handler {
  const list: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) list.push(bytes.subarray(at, at + size));
  return pieces(list, { 'content-type': 'application/json', 'content-encoding': encoding });
}

describe('the encoding of an answer', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['identity', null],
    ['Identity', null],
    ['gzip', 'gzip'],
    [' GZIP ', 'gzip'],
    ['br', 'br'],
    [['gzip', 'br'], 'gzip,br'],
    ['zstd', 'zstd'],
  ])('%j is %j', (header, expected) => {
    expect(encodingOf({ 'content-encoding': header })).toBe(expected);
  });

  it('is one that can be read, where it is offered', () => {
    expect([...READABLE_ENCODINGS].sort()).toEqual([...ENCODINGS, 'identity'].sort());
  });
});

describe.each(ENCODINGS)('an answer in %s', (encoding) => {
  const bytes = COMPRESS[encoding](TEXT);

  it('is decoded, and says nothing any more of encoding and length', async () => {
    const answer = decodedAnswer(
      await ask(json(201, bytes, { 'content-encoding': encoding.toUpperCase(), 'x-kept': 'yes' })),
    );
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-kept': 'yes' });
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(answer.headers).not.toHaveProperty('content-length');
    const { body, end } = await take(answer).over;
    expect([String(body), end]).toEqual([TEXT, 'end']);
  });

  it('is decoded wherever it is split', async () => {
    const answer = decodedAnswer(await ask(encoded(bytes, encoding, 1)));
    expect(String((await take(answer).over).body)).toBe(TEXT);
  });

  it('that breaks off is invalid, after what could be read', async () => {
    const answer = decodedAnswer(await ask(encoded(bytes.subarray(0, -10), encoding)));
    const { body, end } = await take(answer).over;
    expect(TEXT.startsWith(String(body).replace(/\uFFFD+$/, ''))).toBe(true);
    expect(end).toMatchObject({ code: 'upstream_invalid' });
  });

  it('that is something else is invalid, and its request given up', async () => {
    const gate = upstream.gate();
    const answer = decodedAnswer(
      await ask(async (call) => {
        await call.head(200, { 'content-encoding': encoding });
        await call.write(Buffer.alloc(64, 0xff));
        await call.wait(gate);
      }),
    );
    const { end } = await take(answer).over;
    expect(end).toMatchObject({ code: 'upstream_invalid', status: 502 });
    await (await upstream.request(0)).closed;
  });

  it('whose connection breaks is reset, not invalid', async () => {
    const answer = decodedAnswer(await ask(cut(20, encoded(bytes, encoding, 10))));
    expect((await take(answer).over).end).toMatchObject({ code: 'upstream_reset' });
  });

  it('is held by a reader that cannot go on', async () => {
    const long = randomBytes(300_000);
    const answer = decodedAnswer(await ask(encoded(COMPRESS[encoding](long), encoding, 20_000)));
    const { over } = take(answer, () => {
      setImmediate(() => answer.resume());
      return false;
    });
    expect((await over).body.equals(long)).toBe(true);
  });
});

describe('a compressed stream', () => {
  it('is there event by event', async () => {
    const gate = upstream.gate();
    const answer = decodedAnswer(
      await ask(chatStream({ chunks: ['first', 'second'], gzip: true, gates: { 2: gate } })),
    );
    const { taken, over } = take(answer, ({ body }) => {
      if (body.includes('first')) gate.open();
      return true;
    });
    await gate.reached;
    expect(String(taken.body)).not.toContain('second');
    expect(String((await over).body)).toContain('[DONE]');
  });

  it('that is given up says nothing more, and ends upstream', async () => {
    const gate = upstream.gate();
    const answer = decodedAnswer(
      await ask(chatStream({ chunks: ['first', 'second'], gzip: true, gates: { 2: gate } })),
    );
    const { taken } = take(answer);
    await gate.reached;
    answer.abort();
    const seen = await upstream.request(0);
    await seen.closed;
    expect(seen.aborted).toBe(true);
    expect(taken.end).toBeNull();
  });
});

describe('an answer that cannot be decoded here', () => {
  it.each(['zstd', 'gzip, br', 'nonsense'])(
    'in %s is refused, and its request given up',
    async (encoding) => {
      const gate = upstream.gate();
      const answer = await ask(stall('body', gate, json(200, 'abcdef', { 'content-encoding': encoding })));
      expect(() => decodedAnswer(answer)).toThrow(ProxyError);
      await (await upstream.request(0)).closed;
    },
  );

  it('because it is not encoded is left as it is', async () => {
    const answer = await ask(json(200, TEXT));
    expect(decodedAnswer(answer)).toBe(answer);
  });
});

describe('an answer without a body', () => {
  it.each(ENCODINGS)('ends, whatever it says of its encoding: %s', async (encoding) => {
    const answer = decodedAnswer(await ask(json(200, '', { 'content-encoding': encoding })));
    const { body, end } = await take(answer).over;
    expect(body).toHaveLength(0);
    expect(end).toBe('end');
  });
});
