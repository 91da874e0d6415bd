import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

// The client under test: the suite starts it with the server's URL as the last argument and the scenario's name in
// the environment, and watches what it does.

const url = process.argv.at(-1) ?? '';
const client = new Client(
  { name: 'conformance-client', version: '1.0.0' },
  { capabilities: { elicitation: { form: { applyDefaults: true } } } },
);
client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: {} }));
await client.connect(new StreamableHTTPClientTransport(new URL(url)));
const { tools } = await client.listTools();
for (const tool of tools) {
  const args = tool.name === 'json_schema_echo' ? { schema: tools[0]?.inputSchema } : { a: 2, b: 3 };
  await client.callTool({ name: tool.name, arguments: args });
}
await client.close();
