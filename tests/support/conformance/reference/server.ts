import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { PROMPTS, promptResult } from './prompts.ts';
import { RESOURCES, readResource, TEMPLATES } from './resources.ts';
import { TOOLS } from './tools.ts';

/** The error of a resource that there is not. Source: MCP 2025-11-25, server/resources#error-handling. */
const RESOURCE_NOT_FOUND = -32002;

const invalid = (message: string) => new McpError(ErrorCode.InvalidParams, message);

/**
 * An MCP server with everything that the conformance suite asks of one
 * (https://github.com/modelcontextprotocol/conformance, SERVER_REQUIREMENTS.md), for one session.
 */
export function createReferenceServer(): Server {
  const server = new Server(
    { name: 'conformance-reference', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS.map(({ call, ...tool }) => tool) }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) => {
    const tool = TOOLS.find((one) => one.name === params.name);
    if (tool === undefined) throw invalid(`there is no tool ${params.name}`);
    return tool.call(params.arguments ?? {}, extra);
  });
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [...RESOURCES] }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [...TEMPLATES] }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    const found = readResource(uri);
    if (found === null) throw new McpError(RESOURCE_NOT_FOUND, 'there is no such resource', { uri });
    return found;
  });
  server.setRequestHandler(SubscribeRequestSchema, () => ({}));
  server.setRequestHandler(UnsubscribeRequestSchema, () => ({}));
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: PROMPTS.map(({ say, ...prompt }) => prompt),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => {
    const prompt = PROMPTS.find((one) => one.name === params.name);
    if (prompt === undefined) throw invalid(`there is no prompt ${params.name}`);
    const args = params.arguments ?? {};
    const missing = prompt.arguments?.find((one) => one.required && args[one.name] === undefined);
    if (missing) throw invalid(`${params.name} needs ${missing.name}`);
    return promptResult(prompt, args);
  });
  server.setRequestHandler(CompleteRequestSchema, () => ({ completion: { values: [], hasMore: false } }));
  return server;
}
