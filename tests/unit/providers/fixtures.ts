import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderConfig } from '../../../src/config/index.ts';
import { Canceller, ProxyError } from '../../../src/exchange/index.ts';
import {
  createTestProvider,
  pathBelowVersion,
  type TestProviderOptions,
} from '../../../src/providers/index.ts';
import type { SendUpstream, UpstreamAnswer } from '../../../src/upstream/index.ts';

export const CLOCK = { now: () => 1_800_000_000_000, monotonic: () => 0 };

export function provider(over: Partial<ProviderConfig> = {}): ProviderConfig {
  return {
    name: 'test',
    type: 'test',
    preset: null,
    baseUrl: '',
    endpoints: {},
    auth: 'none',
    apiKey: null,
    keyVariable: null,
    credentialShape: null,
    on: true,
    why: 'it is built in',
    timeouts: { connectMs: 10_000, firstByteMs: 300_000, idleMs: 300_000, totalMs: 900_000 },
    headers: {},
    retries: 2,
    includeUsage: true,
    listsModels: false,
    models: [],
    ...over,
  };
}

export interface Received {
  answer: UpstreamAnswer;
  body: string;
  /** How the body ended. */
  end: 'end' | ProxyError;
}

/** Takes a whole body. */
export function collect(answer: UpstreamAnswer): Promise<Received> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const done = (end: Received['end']): void =>
      resolve({ answer, body: Buffer.concat(chunks).toString('utf8'), end });
    answer.consume({
      data(chunk) {
        chunks.push(chunk);
        return true;
      },
      end: () => done('end'),
      error: (error) =>
        done(error instanceof ProxyError ? error : new ProxyError('internal_error', String(error))),
    });
  });
}

export interface Asking extends Partial<TestProviderOptions> {
  provider?: ProviderConfig;
  method?: string;
}

export function post(path: string, body: unknown, over: Asking = {}): Promise<UpstreamAnswer> {
  const send = createTestProvider({ clock: CLOCK, ...over });
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const method = over.method ?? 'POST';
  return send(
    {
      provider: over.provider ?? provider(),
      method,
      path,
      headers: {},
      body: method === 'GET' ? null : bytes,
    },
    new Canceller(),
  );
}

export const user = (content: string) => ({ role: 'user', content });

/** Asks for a chat completion in one piece and parses it. */
export async function chat(message: string, more: object = {}, over: Asking = {}) {
  const answer = await post(
    '/chat/completions',
    { model: 'test-model', messages: [user(message)], ...more },
    over,
  );
  const { body } = await collect(answer);
  return { status: answer.status, headers: answer.headers, body: JSON.parse(body) };
}

export function said(result: { body: { choices: { message: { content: string } }[] } }): string {
  return result.body.choices[0]?.message.content ?? '';
}

/** Asks for a stream and takes it apart into its events. */
export async function stream(message: string, more: object = {}, over: Asking = {}) {
  const request = { model: 'test-model', stream: true, messages: [user(message)], ...more };
  const received = await collect(await post('/chat/completions', request, over));
  const events = received.body.split('\n\n').filter((event) => event !== '');
  const data = events.map((event) => event.replace(/^data: /, ''));
  const chunks = data.filter((event) => event !== '[DONE]');
  return { ...received, data, chunks };
}

export interface Bridge {
  url: string;
  close(): Promise<void>;
}

/** The test provider as an HTTP server, with back-pressure and disconnects passed on. */
export async function bridge(send: SendUpstream): Promise<Bridge> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const cancel = new Canceller();
      response.on('close', () => cancel.cancel());
      const path = pathBelowVersion(request.url ?? '/');
      try {
        const answer = await send(
          {
            provider: provider(),
            method: request.method ?? 'GET',
            path,
            headers: {},
            body: Buffer.concat(chunks),
          },
          cancel,
        );
        response.writeHead(answer.status, answer.headers);
        response.on('drain', () => answer.resume());
        answer.consume({
          data: (chunk) => response.write(chunk),
          end: () => response.end(),
          error: () => response.write('\n', () => response.destroy()),
        });
      } catch {
        response.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
