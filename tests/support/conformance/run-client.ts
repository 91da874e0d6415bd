import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { McpServerView } from '../../../src/contract/index.ts';
import { type RunningProgram, startProgram } from '../program.ts';

// `run-client.ts own|gateway URL`: the suite starts it with the URL of a server of its own, and watches what comes
// there from the program: of its own client, or of its gateway as a client of it has that do.

/** Lists the tools and calls them, whoever does it. */
interface Caller {
  tools(): Promise<{ name: string; schema: unknown }[]>;
  call(tool: string, args: Record<string, unknown>): Promise<unknown>;
  close(): Promise<void>;
}

/** By the dashboard's API, which goes through the program's own client. */
function ownClient({ url }: RunningProgram): Caller {
  const api = async (path: string, body?: object): Promise<unknown> => {
    const post = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const answer = await fetch(`${url}/api/mcp/servers${path}`, body === undefined ? {} : post);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} is answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    async tools() {
      const servers = (await api('')) as McpServerView[];
      const tools = servers.find((one) => one.name === 'suite')?.tools ?? [];
      return tools.map((tool) => ({ name: tool.name, schema: tool.input_schema }));
    },
    call: (tool, args) => api('/suite/call', { tool, arguments: args }),
    close: () => Promise.resolve(),
  };
}

/** By Streamable HTTP, with a person who accepts what is asked as it is proposed. */
async function clientOfGateway({ url }: RunningProgram): Promise<Caller> {
  const client = new Client(
    { name: 'conformance', version: '1.0.0' },
    { capabilities: { elicitation: { form: { applyDefaults: true } } } },
  );
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: {} }));
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp/suite`)));
  return {
    tools: async () =>
      (await client.listTools()).tools.map((tool) => ({ name: tool.name, schema: tool.inputSchema })),
    call: (name, args) => client.callTool({ name, arguments: args }),
    close: () => client.close(),
  };
}

/** The tool whose schema the suite wants to have back, as the argument of another. */
const RICH = 'json_schema_2020_12_tool';

const [way, url = ''] = process.argv.slice(-2);
const program = await startProgram({ config: `[mcp.servers.suite]\nurl = ${JSON.stringify(url)}\n` });
try {
  const caller = way === 'gateway' ? await clientOfGateway(program) : ownClient(program);
  const tools = await caller.tools();
  const schema = tools.find((tool) => tool.name === RICH)?.schema;
  for (const { name } of tools) {
    if (name !== RICH) await caller.call(name, name === 'json_schema_echo' ? { schema } : { a: 2, b: 3 });
  }
  await caller.close();
} finally {
  await program.stop();
}
