import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BodyPieceView, ExchangeDetail, ExchangeHeaders } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { type RawAnswer, send } from '../../support/http.ts';
import { type InProcess, providers } from '../../support/in-process.ts';
import { answer, json } from '../../support/upstream/index.ts';
import { ask, LANGUAGES, oneOfEach } from './conversion-support.ts';

const { upstreamOf, proxyOf } = testBed();

const KEY = 'sk-our-own-secret-0123456789';

const idOf = (answered: RawAnswer): string => String(answered.headers['x-kimi-proxy-exchange']);

async function detailOf(proxy: InProcess, answered: RawAnswer): Promise<ExchangeDetail> {
  await proxy.program.idle();
  return proxy.get<ExchangeDetail>(`/api/exchanges/${idOf(answered)}?bodies=none`);
}

const valuesOf = (pairs: ExchangeHeaders['received'] | null | undefined, name: string): string[] =>
  (pairs ?? []).filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);

/** Everything that the program has on its disk. */
function stored({ dataDir }: InProcess): string {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('');
}

describe('the headers of an exchange', () => {
  it('have no key that was put where a path should be', async () => {
    const proxy = await proxyOf('');
    for (const key of ['sk-in-the-path-0123456789', 'gsk_path0123456789', 'key-path0123456789']) {
      const answered = await send(`${proxy.url}/${key}/v1/chat/completion?note=a`, { body: {} });
      expect(answered.status).toBe(404);
      const { headers: kept, path: recorded } = await detailOf(proxy, answered);
      expect([kept?.path, recorded]).toEqual(['/***/v1/chat/completion?note=a', '/***/v1/chat/completion']);
    }
    expect(stored(proxy)).not.toContain('0123456789');
  });

  it.each(LANGUAGES)('are told of both sides of %s, without a secret', async (language) => {
    const upstream = await upstreamOf();
    upstream.always(
      answer({
        headers: { 'x-echo': `got key-of-${language}`, 'set-cookie': 'sid=abc123', 'x-request-id': 'req-1' },
      }),
    );
    const proxy = await proxyOf(oneOfEach(upstream.url));
    const { path: at, body, headers } = ask(language, `${language}/m`);
    const answered = await send(`${proxy.url}${at}${at.includes('?') ? '&' : '?'}key=query-secret-1`, {
      body,
      headers: {
        ...headers,
        Authorization: 'Bearer client-secret-2',
        Cookie: 'session=client-secret-3',
        'X-Note': 'see client-secret-2',
        'X-Trace': 'abc',
      },
    });
    expect(answered.status, answered.text).toBe(200);
    const { headers: kept } = await detailOf(proxy, answered);
    expect(kept?.path).toContain('key=***');
    expect(kept?.truncated).toBe(false);
    expect(kept?.received).toContainEqual(['Authorization', 'Bearer ***']);
    expect(kept?.received).toContainEqual(['X-Trace', 'abc']);
    expect(valuesOf(kept?.received, 'cookie')).toEqual(['***']);
    expect(valuesOf(kept?.received, 'x-note')).toEqual(['***']);
    expect(valuesOf(kept?.sent, 'x-trace')).toEqual(['abc']);
    const credentials = [
      ...valuesOf(kept?.sent, 'authorization'),
      ...valuesOf(kept?.sent, 'x-api-key'),
      ...valuesOf(kept?.sent, 'x-goog-api-key'),
    ];
    expect(credentials).toHaveLength(1);
    expect(['***', 'Bearer ***']).toContain(credentials[0]);
    expect(valuesOf(kept?.answer, 'x-request-id')).toEqual(['req-1']);
    expect(valuesOf(kept?.answer, 'x-echo')).toEqual(['***']);
    expect(valuesOf(kept?.answer, 'set-cookie')).toEqual(['***']);
    const disk = stored(proxy) + JSON.stringify(kept);
    for (const secret of ['query-secret-1', 'client-secret', 'sid=abc123', `key-of-${language}`])
      expect(disk).not.toContain(secret);
  });

  it('of a request that was refused are those that came', async () => {
    const proxy = await proxyOf(`auth_token = "${KEY}"\n`);
    const { path: at, body } = ask('openai-chat', 'test-model');
    const answered = await send(`${proxy.url}${at}`, {
      body,
      headers: { authorization: 'Bearer wrong-key-123' },
    });
    expect(answered.status).toBe(401);
    await proxy.program.idle();
    const told = await send(`${proxy.url}/api/exchanges/${idOf(answered)}`, {
      method: 'GET',
      headers: { authorization: `Bearer ${KEY}` },
    });
    const { headers } = told.json() as unknown as ExchangeDetail;
    expect(headers).toMatchObject({ sent: null, answer: null });
    expect(headers?.received).toContainEqual(['authorization', 'Bearer ***']);
    expect(told.text).not.toContain('wrong-key-123');
  });

  it('are those of the last attempt', async () => {
    const upstream = await upstreamOf();
    upstream.next(json(500, {}, { 'x-request-id': 'first' }));
    upstream.next(json(200, { choices: [] }, { 'x-request-id': 'second' }));
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const { path: at, body } = ask('openai-chat', 'up/m');
    const { attempts, headers, timings } = await detailOf(proxy, await send(`${proxy.url}${at}`, { body }));
    expect(attempts.map((each) => each.first_byte_ms)).toEqual([null, expect.any(Number)]);
    expect(attempts.map((each) => each.connect_ms)).toEqual([expect.any(Number), expect.any(Number)]);
    expect(timings.silences).toEqual(expect.any(Array));
    expect(valuesOf(headers?.answer, 'x-request-id')).toEqual(['second']);
  });

  it.each([
    ['full', true, true],
    ['preview', true, false],
    ['none', false, false],
  ])('go by capture = %s', async (capture, hasHeaders, hasBodies) => {
    const upstream = await upstreamOf();
    upstream.always(answer());
    const proxy = await proxyOf(`capture = "${capture}"\n${providers({ up: upstream.url })}`);
    const { path: at, body } = ask('openai-chat', 'up/m');
    const answered = await send(`${proxy.url}${at}`, { body });
    const detail = await detailOf(proxy, answered);
    expect(detail.headers !== null).toBe(hasHeaders);
    expect(detail).not.toHaveProperty('request');
    const whole = await proxy.get<ExchangeDetail>(`/api/exchanges/${idOf(answered)}`);
    expect([whole.request !== null, whole.answer !== null]).toEqual([hasBodies, hasBodies]);
    for (const side of ['request', 'answer']) {
      const piece = await send(`${proxy.url}/api/exchanges/${idOf(answered)}/body?side=${side}`, {
        method: 'GET',
      });
      expect(piece.status).toBe(hasBodies ? 200 : 404);
    }
  });
});

describe('a body of an exchange', () => {
  it('comes piece by piece, and as a file', async () => {
    const upstream = await upstreamOf();
    upstream.always(json(200, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])));
    const proxy = await proxyOf(providers({ up: upstream.url }));
    const { path: at } = ask('openai-chat', 'up/m');
    const body = JSON.stringify({
      model: 'up/m',
      messages: [{ role: 'user', content: '🙂é<script>'.repeat(50) }],
    });
    const answered = await send(`${proxy.url}${at}`, { body });
    await proxy.program.idle();
    const base = `/api/exchanges/${idOf(answered)}/body`;
    let whole = '';
    for (let from: number | null = 0; from !== null; ) {
      const piece: BodyPieceView = await proxy.get(`${base}?side=request&from=${from}&length=7`);
      expect(piece).toMatchObject({ encoding: 'utf8', from, bytes: Buffer.byteLength(body) });
      whole += piece.content;
      from = piece.next;
    }
    expect(whole).toBe(body);
    expect(await proxy.get(`${base}?side=answer`)).toMatchObject({
      encoding: 'base64',
      content: 'e//+fQ==',
      next: null,
    });
    const file = await send(`${proxy.url}${base}?side=request&download=1`, { method: 'GET' });
    expect(file.text).toBe(body);
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="exchange-${idOf(answered)}-request.json"`,
      'x-content-type-options': 'nosniff',
    });
  });
});
