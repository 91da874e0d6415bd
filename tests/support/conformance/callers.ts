import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { loadConfig } from '../../../src/config/index.ts';
import { systemClock } from '../../../src/exchange/index.ts';
import { builtInJsonQuery, createMcp, createRules } from '../../../src/mcp/index.ts';
import { startProgram } from '../program.ts';

/** Lists the tools of a server and calls them, whoever does it. */
export interface Caller {
  tools(): Promise<{ name: string; schema: unknown }[]>;
  call(tool: string, args: Record<string, unknown>): Promise<unknown>;
  close(): Promise<void>;
}

const VERSION = '1.0.0';

const configuration = (url: string) => `[mcp.servers.suite]\nurl = ${JSON.stringify(url)}\n`;

function mcpConfig(url: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'conformance-'));
  try {
    writeFileSync(path.join(folder, 'config.toml'), configuration(url), { mode: 0o600 });
    const { mcp } = loadConfig({ env: {}, cwd: folder, home: folder });
    return { ...mcp, servers: mcp.servers.filter((server) => server.name === 'suite') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The client that the program has for itself. */
export function ownClient(url: string): Caller {
  const mcp = createMcp({
    clock: systemClock,
    version: VERSION,
    config: mcpConfig(url),
    bodyLimit: () => 0,
    fetch: (address, init) => fetch(address, init),
    rules: createRules(systemClock),
    jsonQuery: builtInJsonQuery(VERSION),
    ownTools: [],
    publish: () => {},
    record: () => {},
    beginCount: () => () => {},
    keepsContent: () => false,
    countTokens: async (texts) => texts.map(() => null),
    sessionOf: async () => null,
    onErrorLine: () => {},
    onTrouble: (error) => console.error(error),
  });
  const client = mcp.client('suite');
  return {
    tools: async () => (await client.tools()).map((tool) => ({ name: tool.name, schema: tool.inputSchema })),
    call: (tool, args) => client.call(tool, args),
    close: () => mcp.close(),
  };
}

/** The built program's gateway, through a client of the official library with a person who accepts what is proposed. */
export async function clientOfGateway(url: string): Promise<Caller> {
  const program = await startProgram({ config: configuration(url) });
  const client = new Client(
    { name: 'conformance', version: VERSION },
    { capabilities: { elicitation: { form: { applyDefaults: true } } } },
  );
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: {} }));
  await client.connect(new StreamableHTTPClientTransport(new URL(`${program.url}/mcp/suite`)));
  return {
    tools: async () =>
      (await client.listTools()).tools.map((tool) => ({ name: tool.name, schema: tool.inputSchema })),
    call: (name, args) => client.callTool({ name, arguments: args }),
    async close() {
      await client.close();
      await program.stop();
    },
  };
}
