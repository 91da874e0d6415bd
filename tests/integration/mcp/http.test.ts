import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBareDouble } from '../../support/mcp/bare-double.ts';
import { startHttpServer } from '../../support/mcp/http-server.ts';
import { startRoom, textOf } from '../../support/mcp/room.ts';

const at = (url: string, more = '') => `[mcp.servers.web]\nurl = "${url}"\n${more}\n`;

/** Something that answers HTTP in a way of its own. */
async function startOdd(
  answer: (response: ServerResponse, method: string, path: string) => void,
): Promise<string> {
  const http = createServer((request, response) => {
    request.resume();
    answer(response, request.method ?? '', request.url ?? '');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`;
}

describe('a server at a url', () => {
  it.each(['streamable-http', 'sse'] as const)(
    'that speaks %s is found out, and used by everyone',
    async (kind) => {
      const server = await startHttpServer(kind);
      const room = await startRoom(at(server.url));
      expect(await room.state('web')).toMatchObject({
        state: 'ready',
        transport: kind,
        server: { name: 'over-http', version: '3' },
      });
      for (const where of ['/mcp/web', '/mcp']) {
        const client = await room.connect(where);
        const name = where === '/mcp' ? 'web__echo' : 'echo';
        expect(textOf(await client.callTool({ name, arguments: { value: where } }))).toBe(where);
      }
      expect((await room.mcp.client('web').call('echo', { value: 'x' })).content).toBe('x');
    },
  );

  it('leaves nothing behind of how it was found out', async () => {
    const server = await startHttpServer('streamable-http');
    const room = await startRoom(at(server.url));
    await room.mcp.client('web').call('echo', { value: 'x' });
    await expect.poll(() => server.sessions.size).toBe(1);
  });

  it('gets the headers of the configuration', async () => {
    const server = await startHttpServer('streamable-http');
    const room = await startRoom(at(server.url, 'headers = { Authorization = "Bearer of-the-server" }'));
    const said = String((await room.mcp.client('web').call('headers')).content);
    expect(JSON.parse(said)).toMatchObject({ authorization: 'Bearer of-the-server' });
  });

  it('that sends on within its own address is followed', async () => {
    const url = await startOdd((response, _method, path) => {
      if (path === '/mcp') response.writeHead(307, { location: '/mcp/' }).end();
      else response.end('{"jsonrpc":"2.0","id":1,"result":{"there":true}}');
    });
    const room = await startRoom(at(url));
    expect(await room.mcp.client('web').call('x')).toMatchObject({ data: { there: true } });
  });

  it('that sends on to another address is not followed: its headers are its own', async () => {
    const other = await startHttpServer('streamable-http');
    const url = await startOdd((response) => void response.writeHead(307, { location: other.url }).end());
    const room = await startRoom(at(url, 'headers = { "x-api-key" = "of-the-server" }'));
    await expect(room.mcp.client('web').call('headers')).rejects.toThrow(
      `it sends requests on to ${new URL(other.url).origin}, which is not followed`,
    );
    expect(other.asked).toEqual([]);
  });

  it.each(['stop', 'close'] as const)('that says nothing does not hold up a %s', async (action) => {
    let asked = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const room = await startRoom(at(await startOdd(() => asked())));
    const call = room.mcp.client('web').call('x');
    await arrived;
    if (action === 'stop') await room.mcp.control('web', 'stop');
    else await room.mcp.close();
    await expect(call).rejects.toThrow('nobody waits for it any more');
  });

  it('that answers bare JSON-RPC is used as that, whatever id it gives', async () => {
    const double = await startBareDouble(0, { jsonrpc: '2.0', id: 1, result: { answer: [1, 2] } });
    const room = await startRoom(at(double.url));
    const result = await room.mcp.client('web').call('anything', { a: 'b' });
    expect(result).toMatchObject({ success: true, data: { answer: [1, 2] }, result: { answer: [1, 2] } });
    expect(double.asked.at(-1)).toMatchObject({
      method: 'tools/call',
      params: { name: 'anything', arguments: { a: 'b' } },
    });
    const client = await room.connect('/mcp/web');
    expect(textOf(await client.callTool({ name: 'anything' }))).toBe('{"answer":[1,2]}');
    expect((await client.listTools()).tools).toEqual([]);
  });

  it('whose bare answer is an error fails the call with it', async () => {
    const double = await startBareDouble(0, {
      jsonrpc: '2.0',
      id: 1,
      error: { code: -5, message: 'not today' },
    });
    const room = await startRoom(at(double.url));
    await expect(room.mcp.client('web').call('x')).rejects.toMatchObject({
      name: 'McpToolError',
      kind: 'protocol_error',
      code: -5,
      message: 'not today',
    });
  });

  it('that forgot its sessions is greeted anew, and the call sent again: it had not reached it', async () => {
    const server = await startHttpServer('streamable-http');
    const room = await startRoom(at(server.url));
    const client = await room.connect('/mcp/web');
    await client.callTool({ name: 'echo', arguments: { value: 'x' } });
    server.forget();
    expect(textOf(await client.callTool({ name: 'echo', arguments: { value: 'y' } }))).toBe('y');
    expect(room.calls.map((call) => call.outcome)).toEqual(['ok', 'ok']);
  });

  it('that goes away fails what runs there, and is found again when it is back', async () => {
    const server = await startHttpServer('streamable-http');
    const room = await startRoom(at(server.url));
    const client = await room.connect('/mcp/web');
    const hanging = client.callTool({ name: 'hang' });
    await client.callTool({ name: 'echo', arguments: { value: 'x' } });
    await server.stop();
    await expect(hanging).rejects.toThrow(/web cannot be reached/);
    await expect(client.callTool({ name: 'echo', arguments: { value: 'x' } })).rejects.toThrow(
      /nothing answers/,
    );
    await startHttpServer('streamable-http', server.port);
    await room.mcp.control('web', 'start');
    expect(textOf(await client.callTool({ name: 'echo', arguments: { value: 'z' } }))).toBe('z');
  });

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    [
      'asks for a credential',
      (response) => void response.writeHead(401).end(),
      /401: give it a credential in headers/,
    ],
    ['is a web page', (response) => void response.end('<html>'), /does not answer as an MCP server/],
    ['fails', (response) => void response.writeHead(500).end('secret'), /it answered 500/],
    ['knows nothing of it', (response) => void response.writeHead(404).end(), /it answered 404/],
    ['hangs up', (response) => void response.destroy(), /web cannot be reached: (?!fetch failed)/],
    [
      'sends no end',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const more = (): void => {
          while (response.write(' '.repeat(65_536)));
          response.once('drain', more);
        };
        more();
      },
      /does not answer as an MCP server/,
    ],
    ['is silent', () => {}, /has not answered within 400 ms/],
  ])('that %s is down, and says so', async (_what, answer, reason) => {
    const url = await startOdd(answer);
    const room = await startRoom(at(url, 'timeouts = { connect_s = 0.4 }'));
    await expect(room.mcp.client('web').call('x')).rejects.toThrow(reason);
    const shown = await room.state('web');
    expect(shown).toMatchObject({ state: 'down', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(shown)).not.toContain('secret');
  });

  it('shows no query of its address, which may hold a key', async () => {
    const server = await startHttpServer('streamable-http');
    const room = await startRoom(at(`${server.url}?key=sk-in-the-address`));
    const shown = JSON.stringify(await room.mcp.servers());
    expect(shown).toContain(server.url);
    expect(shown).not.toContain('sk-in-the-address');
  });
});
