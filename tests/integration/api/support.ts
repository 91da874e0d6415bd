import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Config, loadConfig } from '../../../src/config/index.ts';
import type { Block, placeBlocks } from '../../../src/context/index.ts';
import { type ErrorBody, errorBodySchema } from '../../../src/contract/index.ts';
import { newId, ProxyError, systemClock, unknownCost } from '../../../src/exchange/index.ts';
import { createLive, type LiveOptions } from '../../../src/live/index.ts';
import { createLogger, createMetrics, ProviderHealth } from '../../../src/observability/index.ts';
import { createPriceBook } from '../../../src/pricing/index.ts';
import { createRecorder } from '../../../src/recording/index.ts';
import { createServer, type McpSurface, type ServerDeps, type WebFiles } from '../../../src/server/index.ts';
import type { Coding } from '../../../src/server/page/web-files.ts';
import { createSessionDirectory } from '../../../src/sessions/index.ts';
import { openWriter } from '../../../src/storage/host/local.ts';
import type { Store, StoredExchange, WriteBatch } from '../../../src/storage/index.ts';
import { vocabularyFor } from '../../../src/tokens/index.ts';
import { batchOf } from '../../support/store-rows.ts';

/** No server, and nothing that waits. */
export const noMcp: McpSurface = {
  servers: async () => [],
  call: async () => {
    throw new ProxyError('not_found', 'There is no MCP server of this name.');
  },
  control: async () => {
    throw new ProxyError('not_found', 'There is no MCP server of this name.');
  },
  confirmations: () => [],
  decide: () => false,
};

const PAGE_FILES: Record<string, Partial<Record<Coding, string>>> = {
  'index-1.js': { plain: 'plain code', br: 'code in br', gzip: 'code in gzip' },
  'style-1.css': { plain: 'plain style' },
};

/** A page of two files, as it is built. */
export const builtPage: WebFiles = {
  index: () => '<html lang="en"><head><meta name="style-nonce" content="__STYLE_NONCE__"></head></html>',
  asset(name) {
    const file = PAGE_FILES[name];
    if (file === undefined) return null;
    return {
      type: name.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'text/css; charset=utf-8',
      bytes: (coding) => (file[coding] === undefined ? null : Buffer.from(file[coding])),
    };
  },
};

export interface StartOptions {
  server?: Partial<Config['server']>;
  config?: Partial<Config>;
  deps?: Partial<ServerDeps>;
  live?: Partial<LiveOptions>;
}

/** A server on a port of its own, over a database file of its own; all gone when the test is over. */
export async function start(options: StartOptions = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-api-'));
  // The real store in this thread: its own two threads take seconds to start from source.
  const { store } = await openWriter({ file: path.join(folder, 'test.db'), busyTimeoutMs: 2000 });
  const loaded = loadConfig({ env: { KIMI_API_KEY: 'sk-kimi-secret' }, cwd: folder, home: folder });
  let config: Config = {
    ...loaded,
    ...options.config,
    server: { ...loaded.server, port: 0, ...options.server },
  };
  const clock = systemClock;
  const live = createLive({ clock, version: '1.2.3', tickMs: 1, ...options.live });
  const sessions = await createSessionDirectory({
    store,
    clock,
    onEvent: (event) => live.bus.publish(event),
    onFailure: (error) => {
      throw error;
    },
  });
  const recorder = createRecorder({ store, clock, tickMs: 1, onTrouble: () => undefined });
  const logged: string[] = [];
  const server = await createServer({
    version: '1.2.3',
    startedAt: clock.now(),
    clock,
    config: () => config,
    configuration: () => ({ loadedAt: 0, refused: null, needsRestart: [] }),
    surroundings: { env: {}, home: folder, cwd: folder },
    chosenModel: { current: () => null, choose: async () => undefined },
    resolveRoute: () => undefined,
    store,
    recorder,
    sessions,
    live,
    llm: {
      match: (method, url) => (method === 'POST' && url.startsWith('/v1/') ? { url } : null),
      stray: () => null,
      handle: async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        response.setHeader('x-kimi-proxy-exchange', 'made-up');
        response.end(`llm ${request.method} ${request.url} ${Buffer.concat(chunks).toString()}`);
      },
      refuse: (_request, response, _match, error) => {
        response.writeHead(error.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { type: 'in the protocol', code: error.code } }));
      },
    },
    gateway: {
      handle: async (_request, response, target) => void response.end(JSON.stringify(target)),
    },
    models: async () => [
      {
        id: 'test-model',
        provider: 'test',
        provider_model: 'test-model',
        display: null,
        on: true,
        origin: 'preset',
        window: 4096,
        prices: null,
        vocabulary: { name: 'o200k_base', exact: false, wants: null },
      },
    ],
    breakerState: () => 'closed',
    providerStatus: async (provider) => ({
      breaker_since: null,
      breaker_retry_at: null,
      health: new ProviderHealth().view(provider, clock.now()),
    }),
    tokensHealthy: () => true,
    calibrations: () => [],
    running: () => [],
    countBlocks: async (blocks) => blocks.map(({ content }) => ({ tokens: content.length, exact: true })),
    choiceFor: ({ providerModel, model, provider }) => vocabularyFor(providerModel ?? model, { provider }),
    bodies: async () => null,
    mcp: noMcp,
    web: builtPage,
    prices: createPriceBook(),
    pricesOf: async () => null,
    metrics: createMetrics('1.2.3'),
    logger: createLogger('debug', { write: (line) => void logged.push(line) }),
    ...options.deps,
  });
  const { port } = await server.listen('127.0.0.1', 0);
  const stop = async (): Promise<void> => {
    await server.close();
    await recorder.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  onTestFinished(stop);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    server,
    store,
    sessions,
    recorder,
    live,
    logged,
    reconfigure: (change: Partial<Config['server']>) => {
      config = { ...config, server: { ...config.server, ...change } };
    },
    get: (target: string, headers: Record<string, string> = {}) =>
      fetch(url + target, { headers, redirect: 'manual' }),
    send: (method: string, target: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(url + target, {
        method,
        redirect: 'manual',
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
}

export type Started = Awaited<ReturnType<typeof start>>;

/** Writes bytes to a port as they are, and gives back what came until the other side closed. */
export function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.end(text, 'latin1');
  });
}

/** The body of an error. */
export async function errorOf(answer: Response): Promise<ErrorBody['error']> {
  return errorBodySchema.parse(await answer.json()).error;
}

/** An exchange as it is stored; its id is newer than that of the one before. */
export function stored(over: Partial<StoredExchange> = {}): StoredExchange {
  const startedAt = over.startedAt ?? Date.now() - 1000;

  return {
    id: newId(startedAt),
    sessionId: null,
    agentId: null,
    kind: 'turn',
    startedAt,
    status: 'ok',
    httpStatus: 200,
    protocol: 'openai-chat',
    path: '/v1/chat/completions',
    clientName: 'curl',
    clientVersion: '8',
    model: 'test-model',
    provider: 'test',
    providerModel: 'test-model',
    route: null,
    streamed: false,
    tokens: {
      context: 750,
      window: 1000,
      context_use: 0.75,
      input: 700,
      cache_read: 100,
      cache_write: null,
      output: 50,
      reasoning: null,
      source: 'provider',
      error: null,
    },
    usage: null,
    cost: unknownCost(),
    timings: { first_byte_ms: 10, total_ms: 20, proxy_ms: 1, longest_silence_ms: null },
    attempts: [],
    warnings: [],
    error: null,
    tools: [],
    headReceived: null,
    headSent: null,
    memoryTokens: null,
    counted: null,
    ...over,
  };
}

/** Writes exchanges in one transaction. */
export async function write(store: Store, exchanges: StoredExchange[]): Promise<void> {
  await store.write(batchOf({ exchanges }));
}

/** A block of a context: what a user says, but for what is given. */
export const blockOf = (content: string, part: Partial<Block> = {}): Block => ({
  kind: 'text',
  role: 'user',
  tool: null,
  content,
  envelope: null,
  message: 0,
  ...part,
});

/** The rows of a context, of whose contents so many characters are kept; below 0: nothing. */
export function contextRows(
  { blocks }: ReturnType<typeof placeBlocks>,
  keep = Number.POSITIVE_INFINITY,
): Pick<WriteBatch, 'nodes' | 'blocks'> {
  return {
    nodes: blocks.map(({ nodeId, parentId, hash, role, depth, envelope, message }) => ({
      id: nodeId,
      parentId,
      blockHash: hash,
      role,
      depth,
      envelope,
      message: message < 0 ? null : message,
    })),
    blocks: blocks.map(({ hash, kind, tool, content }) => ({
      hash,
      kind,
      tool,
      bytes: Buffer.byteLength(content),
      content: keep < 0 ? null : content.slice(0, keep),
    })),
  };
}
