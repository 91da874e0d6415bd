import { resultText } from '../calls/measure.ts';
import type { OwnTool } from '../port.ts';
import type { InProcess } from '../transports/in-process.ts';

/** Where a call says whose it is, in its `_meta`. */
export const SESSION_KEY = 'kimi-proxy/session';

/** A server of our own tools, made anew for each connection. */
export async function createOwnServer(tools: readonly OwnTool[], version: string): Promise<InProcess> {
  const { Server } = await import('@modelcontextprotocol/sdk/server/index.js');
  const { CallToolRequestSchema, ListToolsRequestSchema } = await import(
    '@modelcontextprotocol/sdk/types.js'
  );
  const server = new Server(
    { name: 'kimi-proxy', title: 'Kimi Proxy Dashboard', version },
    {
      capabilities: { tools: {} },
      instructions:
        'What this proxy has recorded: usage, cost, what fills the context, and recorded contents.',
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, title, description, inputSchema }) => ({
      name,
      title,
      description,
      inputSchema: { ...inputSchema, type: 'object' as const },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const fail = (text: string) => ({ content: [{ type: 'text' as const, text }], isError: true });
    const tool = tools.find((one) => one.name === params.name);
    if (tool === undefined) {
      return fail(`There is no tool ${params.name}. There are: ${tools.map((one) => one.name).join(', ')}.`);
    }
    try {
      const asking = params._meta?.[SESSION_KEY];
      const structuredContent = await tool.call(params.arguments ?? {}, {
        sessionId: typeof asking === 'number' ? asking : null,
        signal,
      });
      return {
        content: [{ type: 'text' as const, text: resultText({ structuredContent }) }],
        structuredContent,
      };
    } catch (error) {
      return fail(error instanceof Error ? error.message : String(error));
    }
  });
  return { server, close: () => server.close() };
}
