import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Canceller } from '../../../src/exchange/index.ts';
import { type Agents, createAgents, createSender } from '../../../src/upstream/index.ts';
import { json, startUpstream, type Upstream } from '../../support/upstream/index.ts';
import { providerAt, refusal, requestTo, take } from './support.ts';

let upstream: Upstream;
let proxy: Server;
let through: string[];
const open: Agents[] = [];

beforeEach(async () => {
  upstream = await startUpstream();
  upstream.always(json(200, 'direct'));
  through = [];
  proxy = createServer((request, response) => {
    through.push(String(request.url));
    response.end('proxied');
  });
  proxy.on('connect', (request, socket, head) => {
    through.push(String(request.url));
    const target = connect(upstream.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((agents) => agents.close()));
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await upstream.close();
});

function agentsWith(env: Record<string, string>): Agents {
  const agents = createAgents(env);
  open.push(agents);
  return agents;
}

const proxyUrl = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
const ask = async (agents: Agents) =>
  take(await createSender(agents)(requestTo(providerAt(upstream.url)), new Canceller())).over;

describe('connections', () => {
  it('are shared by providers with the same connect limit, and by them alone', () => {
    const agents = agentsWith({});
    const quick = agents.for(providerAt(upstream.url, { connectMs: 100 }));
    expect(agents.for(providerAt('http://127.0.0.1:1/v1', { connectMs: 100 }))).toBe(quick);
    expect(agents.for(providerAt(upstream.url, { connectMs: 200 }))).not.toBe(quick);
  });

  it('are all ended at the end, those in use too', async () => {
    const agents = agentsWith({});
    const gate = upstream.gate();
    upstream.next(async (call) => {
      await call.wait(gate);
    });
    const sending = refusal(createSender(agents)(requestTo(providerAt(upstream.url)), new Canceller()));
    const seen = await upstream.request(0);
    await agents.close();
    await seen.closed;
    expect((await sending).code).toMatch(/^upstream_/);
  });
});

describe('a proxy of the environment', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('is taken where %s names it', async (name) => {
    const { end } = await ask(agentsWith({ [name]: proxyUrl() }));
    expect(end).toBe('end');
    expect(through).toHaveLength(1);
    expect(through[0]).toContain(`127.0.0.1:${upstream.port}`);
  });

  it('may be named without its scheme', async () => {
    await ask(agentsWith({ HTTP_PROXY: ` ${proxyUrl().replace('http://', '')} ` }));
    expect(through).toHaveLength(1);
  });

  it.each([
    ['HTTPS_PROXY', 'http://['],
    ['https_proxy', 'socks5://127.0.0.1:1080'],
    ['HTTP_PROXY', 'http://name:secret@'],
  ])('that is none is refused at once, naming %s and not %j', (name, value) => {
    expect(() => createAgents({ [name]: value })).toThrow(
      expect.objectContaining({ variable: name, message: `${name} is not the address of an HTTP proxy` }),
    );
  });

  it('is not taken for a host that NO_PROXY names', async () => {
    const { body } = await ask(agentsWith({ HTTP_PROXY: proxyUrl(), NO_PROXY: 'example.org,127.0.0.1' }));
    expect(String(body)).toBe('direct');
    expect(through).toEqual([]);
  });

  it('is not taken where it is for HTTPS alone', async () => {
    const { body } = await ask(agentsWith({ HTTPS_PROXY: proxyUrl() }));
    expect(String(body)).toBe('direct');
    expect(through).toEqual([]);
  });

  it('is not taken where the given environment names none, whatever the process has', async () => {
    const { body } = await ask(agentsWith({}));
    expect(String(body)).toBe('direct');
    expect(through).toEqual([]);
  });
});
