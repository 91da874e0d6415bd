import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { onTestFinished } from 'vitest';
import { loadConfig } from '../../../src/config/index.ts';
import type { McpEvent } from '../../../src/contract/index.ts';
import { type Clock, type McpCall, systemClock } from '../../../src/exchange/index.ts';
import {
  builtInJsonQuery,
  createMcp,
  createRules,
  type McpOptions,
  matchMcp,
} from '../../../src/mcp/index.ts';

export const RUDE = path.join(import.meta.dirname, 'rude-server.mjs');
/** Nothing is looked for on the presets' ports. */
const NO_PRESETS = ['task_master', 'sequential_thinking', 'fast_filesystem'];

/** The lines of a configuration that start the rude server. */
export function rude(name: string, words: string[] = [], more = ''): string {
  const args = JSON.stringify([RUDE, ...words]);
  return `[mcp.servers.${name}]\ncommand = ${JSON.stringify(process.execPath)}\nargs = ${args}\n${more}\n`;
}

/** The handshake of a client that says no more than it must, as a message. */
export const helloOf = (protocolVersion = '2025-11-25') => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion, capabilities: {}, clientInfo: { name: 'x', version: '1' } },
});

export interface RoomOptions {
  clock?: Clock;
  mcp?: Partial<McpOptions>;
}

/** The room behind an HTTP server of its own; everything is ended with the test. */
export async function startRoom(toml: string, options: RoomOptions = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-mcp-'));
  const cwd = path.join(folder, 'work');
  mkdirSync(cwd);
  const read = (text: string) => {
    const off = NO_PRESETS.filter((name) => !text.includes(`[mcp.servers.${name}]`));
    const lines = off.map((name) => `[mcp.servers.${name}]\nenabled = false\n`);
    writeFileSync(path.join(cwd, 'config.toml'), text + lines.join(''));
    const config = loadConfig({ env: {}, cwd, home: folder });
    // Another test's double may listen where our own JSON Query gives way to what answers.
    const looks = options.mcp?.fetch !== undefined;
    const servers = config.mcp.servers.map((server) =>
      server.builtIn && !looks ? { ...server, url: null } : server,
    );
    return { ...config, mcp: { ...config.mcp, servers } };
  };
  const clock = options.clock ?? systemClock;
  const config = read(toml);
  const calls: McpCall[] = [];
  const events: McpEvent[] = [];
  const errorLines: string[] = [];
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const mcp = createMcp({
    clock,
    version: '1.2.3',
    config: config.mcp,
    bodyLimit: () => config.server.bodyLimit,
    fetch: (url, init) => fetch(url, init),
    rules: createRules(clock),
    jsonQuery: builtInJsonQuery('1.2.3'),
    ownTools: [],
    publish(event) {
      events.push(event);
      changed();
    },
    record(call) {
      calls.push(call);
      changed();
    },
    beginCount: () => () => {},
    keepsContent: () => true,
    countTokens: async (texts) => texts.map((text) => Math.ceil(text.length / 4)),
    sessionOf: async () => null,
    onErrorLine(server, line) {
      errorLines.push(`${server}: ${line}`);
      changed();
    },
    onTrouble(error) {
      throw error;
    },
    ...options.mcp,
  });
  const http = createServer((request, response) => {
    const target = matchMcp(request.url ?? '/');
    if (target === null) response.writeHead(404).end();
    else void mcp.handle(request, response, target);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  onTestFinished(async () => {
    await mcp.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    mcp,
    url,
    cwd,
    calls,
    events,
    errorLines,
    /** Resolves when this holds, looked at whenever something is recorded, published or logged. */
    until: (holds: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds()) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    reload: (text: string) => mcp.follow(read(text).mcp),
    /** A client of the official SDK at a path of the gateway. */
    async connect(where = '/mcp', capabilities: Record<string, object> = {}) {
      const client = new Client({ name: 'tester', version: '4.5' }, { capabilities });
      const transport = new StreamableHTTPClientTransport(new URL(url + where));
      await client.connect(transport);
      onTestFinished(() => client.close());
      return client;
    },
    state: async (name: string) => (await mcp.servers()).find((server) => server.name === name),
  };
}

/** A tool's result as its text. */
export function textOf(result: unknown): string {
  const { content } = result as { content?: { text?: string }[] };
  return (content ?? []).map((part) => part.text ?? '').join('\n');
}
