import { setTimeout as delay } from 'node:timers/promises';
import { type CallToolResult, CreateMessageResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { ASKING_TOOLS } from './asking.ts';
import { embedded, image, text, WAV } from './media.ts';
import type { Extra, ReferenceTool } from './tool.ts';

/** Between notifications of one call, so that they are seen to come one by one. */
const STEP_MS = 50;
/** How long a call goes on after its stream was closed. */
const AWAY_MS = 100;

const NO_ARGUMENTS = { type: 'object' as const, properties: {} };

/** A schema with keywords that a server or proxy must not drop on the way. */
const RICH_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object' as const,
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

async function logsAsItGoes(_: unknown, extra: Extra): Promise<CallToolResult> {
  for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
    await extra.sendNotification({ method: 'notifications/message', params: { level: 'info', data } });
    await delay(STEP_MS);
  }
  return { content: [text('Three messages were logged.')] };
}

async function tellsItsProgress(_: unknown, extra: Extra): Promise<CallToolResult> {
  const progressToken = extra._meta?.progressToken;
  for (const progress of [0, 50, 100]) {
    if (progressToken !== undefined)
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 100 },
      });
    await delay(STEP_MS);
  }
  return { content: [text('All 100 of 100 are done.')] };
}

async function asksTheModel(args: Record<string, unknown>, extra: Extra): Promise<CallToolResult> {
  const { content } = await extra.sendRequest(
    {
      method: 'sampling/createMessage',
      params: { messages: [{ role: 'user', content: text(String(args.prompt)) }], maxTokens: 100 },
    },
    CreateMessageResultSchema,
  );
  return { content: [text(`LLM response: ${content.type === 'text' ? content.text : content.type}`)] };
}

/** Goes on without a stream, so that the client has to come back for the result. */
async function hangsUpMeanwhile(_: unknown, extra: Extra): Promise<CallToolResult> {
  extra.closeSSEStream?.();
  await delay(AWAY_MS);
  return { content: [text('The call went on while its stream was closed.')] };
}

const mixed = [
  text('Three kinds of content:'),
  image,
  embedded('test://mixed', '{"a":1}', 'application/json'),
];

export const TOOLS: readonly ReferenceTool[] = [
  {
    name: 'test_simple_text',
    description: 'Answers with a text',
    inputSchema: NO_ARGUMENTS,
    call: () => ({ content: [text('This is a simple text response for testing.')] }),
  },
  {
    name: 'test_image_content',
    description: 'Answers with an image',
    inputSchema: NO_ARGUMENTS,
    call: () => ({ content: [image] }),
  },
  {
    name: 'test_audio_content',
    description: 'Answers with a sound',
    inputSchema: NO_ARGUMENTS,
    call: () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }),
  },
  {
    name: 'test_embedded_resource',
    description: 'Answers with a resource',
    inputSchema: NO_ARGUMENTS,
    call: () => ({ content: [embedded('test://embedded', 'A resource within an answer.')] }),
  },
  {
    name: 'test_multiple_content_types',
    description: 'Answers with a text, an image and a resource',
    inputSchema: NO_ARGUMENTS,
    call: () => ({ content: mixed }),
  },
  {
    name: 'test_tool_with_logging',
    description: 'Logs three messages before it answers',
    inputSchema: NO_ARGUMENTS,
    call: logsAsItGoes,
  },
  {
    name: 'test_tool_with_progress',
    description: 'Tells its progress three times before it answers',
    inputSchema: NO_ARGUMENTS,
    call: tellsItsProgress,
  },
  {
    name: 'test_error_handling',
    description: 'Always fails',
    inputSchema: NO_ARGUMENTS,
    call: () => ({ isError: true, content: [text('This tool fails on purpose.')] }),
  },
  {
    name: 'test_sampling',
    description: "Asks the client's model",
    inputSchema: { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
    call: asksTheModel,
  },
  {
    name: 'test_reconnection',
    description: 'Closes its stream before it answers',
    inputSchema: NO_ARGUMENTS,
    call: hangsUpMeanwhile,
  },
  {
    name: 'json_schema_2020_12_tool',
    description: 'Has a schema with rare keywords',
    inputSchema: RICH_SCHEMA,
    call: (args) => ({ content: [text(JSON.stringify(args))] }),
  },
  ...ASKING_TOOLS,
];
