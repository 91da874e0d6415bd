import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { errorOf, raw, start } from '../api/support.ts';

describe('every answer of the dashboard', () => {
  it.each(['/', '/health', '/api/sessions', '/nothing', '/openapi.json'])(
    '%s may load nothing from elsewhere and not be framed',
    async (target) => {
      const { get } = await start();
      const { headers } = await get(target);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by') ?? headers.get('server')).toBeNull();
    },
  );

  it('has them when it is refused, too', async () => {
    const { get } = await start();
    const { status, headers } = await get('/health', { origin: 'https://attacker.example' });
    expect(status).toBe(403);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('the limits of a request', () => {
  it('refuse an API body over 1 MB before it is read whole', async () => {
    const { send } = await start();
    const answer = await send('POST', '/api/sessions', { name: 'x'.repeat(1024 * 1024) });
    expect(answer.status).toBe(413);
    expect((await errorOf(answer)).code).toBe('body_too_large');
  });

  it('do not hold for LLM bodies, which have their own', async () => {
    const { send } = await start();
    const answer = await send('POST', '/v1/chat/completions', 'x'.repeat(3 * 1024 * 1024));
    expect(answer.status).toBe(200);
  });

  it('refuse headers over 64 KB', async () => {
    const { port } = await start();
    const answer = await raw(
      port,
      `GET /health HTTP/1.1\r\nHost: localhost\r\nX-Big: ${'x'.repeat(80_000)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('give headers thirty seconds, and bodies of LLM requests as long as they need', async () => {
    const { server } = await start();
    expect(server.http.headersTimeout).toBe(30_000);
    expect(server.http.requestTimeout).toBe(0);
  });

  it.each([
    'GARBAGE\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  ])('refuse what is not HTTP: %j', async (text) => {
    const { port, get } = await start();
    expect(await raw(port, text)).toMatch(/^HTTP\/1\.1 400 /);
    expect((await get('/health')).status).toBe(200);
  });
});

describe('a client that goes away', () => {
  it('costs nothing but its own request', async () => {
    const { port, get } = await start();
    for (let i = 0; i < 20; i++) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(
            'POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"na',
          );
          socket.destroy();
        });
        socket.on('close', () => resolve());
      });
    }
    expect((await get('/health')).status).toBe(200);
  });
});

describe('an upgrade that is not for live events', () => {
  it('is ignored where a client offers h2c with an ordinary request, body and all', async () => {
    const { port } = await start();
    const body = '{"model":"é"}';
    const answer = await raw(
      port,
      [
        'POST /v1/chat/completions?a=1 HTTP/1.1',
        'Host: localhost',
        'Connection: Upgrade, HTTP2-Settings, close',
        'Upgrade: h2c',
        'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
        `Content-Length: ${Buffer.byteLength(body, 'latin1')}`,
        '',
        body,
      ].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain(`llm POST /v1/chat/completions?a=1 `);
    expect(answer).toContain('{"model":"');
  });

  it('is still under the guard', async () => {
    const { port } = await start();
    const answer = await raw(
      port,
      'GET /api/sessions HTTP/1.1\r\nHost: attacker.example\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('to a WebSocket anywhere but at /ws is not found', async () => {
    const { port } = await start();
    const answer = await raw(
      port,
      'GET /api/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });
});
