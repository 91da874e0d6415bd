import * as z from 'zod';

export const MCP_STATES = ['off', 'stopped', 'idle', 'starting', 'ready', 'waiting', 'down'] as const;
/**
 * `off`: by the configuration; `stopped`: by hand; `idle`: started when it is needed; `waiting`: it died, and is
 * started again after a while; `down`: nothing answers, or it could not be started.
 */
export type McpState = (typeof MCP_STATES)[number];

export const MCP_TRANSPORTS = ['stdio', 'streamable-http', 'sse', 'json-rpc', 'built-in'] as const;
/** How a server is spoken to; `json-rpc`: bare JSON-RPC over HTTP, without MCP's handshake. */
export type McpTransport = (typeof MCP_TRANSPORTS)[number];

export const MCP_OUTCOMES = [
  'ok',
  'tool_error',
  'refused',
  'protocol_error',
  'timeout',
  'unreachable',
  'cancelled',
] as const;
/** `tool_error`: the tool says that it failed; `refused`: by a rule of ours; `protocol_error`: a JSON-RPC error. */
export type McpOutcome = (typeof MCP_OUTCOMES)[number];

export const MCP_REFUSALS = [
  'tool_denied',
  'read_only',
  'path_outside',
  'not_confirmed',
  'result_too_large',
  'rate_limited',
  'stopped',
] as const;
/** The rule that refused a call. */
export type McpRefusal = (typeof MCP_REFUSALS)[number];

const count = z.number().int().nonnegative();

export const mcpToolSchema = z.object({
  name: z.string().describe("the server's own name; the joined gateway calls it server__name"),
  title: z.string().nullable(),
  description: z.string().nullable(),
  input_schema: z.unknown(),
  annotations: z.unknown().describe('hints of the server, as it gives them; null where it gives none'),
  schema_tokens: count.nullable().describe('what its definition takes of the context in every turn'),
  refused: z
    .object({ code: z.enum(MCP_REFUSALS), reason: z.string() })
    .nullable()
    .describe('why it is not offered; null: it is'),
});
export type McpToolView = z.infer<typeof mcpToolSchema>;

export const mcpPolicySchema = z.object({
  allowed_directories: z.array(z.string()).nullable(),
  allow_tools: z.array(z.string()).nullable(),
  deny_tools: z.array(z.string()),
  read_only: z.boolean(),
  confirm: z.array(z.string()),
  max_result_bytes: count,
  calls_per_minute: count.nullable(),
});
export type McpPolicyView = z.infer<typeof mcpPolicySchema>;

export const mcpServerSchema = z.object({
  name: z.string(),
  source: z.enum(['config', 'preset', 'built-in']),
  state: z.enum(MCP_STATES),
  reason: z.string().nullable().describe('why it is in this state, where there is something to say'),
  transport: z.enum(MCP_TRANSPORTS).nullable().describe('null: not known yet'),
  address: z.string().nullable().describe('the command or the URL, without what may hold a secret'),
  server: z.object({ name: z.string(), version: z.string() }).nullable().describe('as it calls itself'),
  protocol_version: z.string().nullable(),
  pid: z.number().int().nullable(),
  started_at: z.string().nullable(),
  restarts: count.describe('how often it was started again after it died'),
  connections: count.describe('sessions of clients that have a connection of their own to it'),
  tools: z.array(mcpToolSchema),
  schema_tokens: count
    .nullable()
    .describe('of the tools that are offered; null: not listed yet, or not counted'),
  turn_cost: z
    .object({
      provider: z.string(),
      model: z.string(),
      usd: z.number().nullable().describe('as new input'),
      cached_usd: z.number().nullable().describe('read from the cache'),
    })
    .nullable()
    .describe("what its schemas cost in a turn of the current session's model; null where nobody knows"),
  policy: mcpPolicySchema,
});
export type McpServerView = z.infer<typeof mcpServerSchema>;

const measure = z.object({
  bytes: count,
  tokens: count.nullable().describe('null: not counted'),
});

export const mcpCallSchema = z.object({
  id: z.string(),
  started_at: z.string(),
  server: z.string(),
  tool: z.string(),
  from: z.enum(['gateway', 'api', 'program']),
  client: z.object({ name: z.string().nullable(), version: z.string().nullable() }),
  session_id: z.number().int().nullable().describe('null where it could not be told'),
  outcome: z.enum(MCP_OUTCOMES),
  refusal: z.enum(MCP_REFUSALS).nullable(),
  message: z.string().nullable().describe('what went wrong, or why it was refused'),
  waited_ms: z.number().nonnegative().describe('for a person or for the server to start'),
  total_ms: z.number().nonnegative().describe('from its arrival to its answer'),
  arguments: measure,
  result: measure.nullable(),
});
export type McpCallView = z.infer<typeof mcpCallSchema>;

export const mcpCallPageSchema = z.object({ items: z.array(mcpCallSchema), next: z.string().nullable() });
export type McpCallPage = z.infer<typeof mcpCallPageSchema>;

export const mcpConfirmationSchema = z.object({
  id: z.string(),
  server: z.string(),
  tool: z.string(),
  arguments: z.string().describe('JSON; cut where it is long'),
  client: z.object({ name: z.string().nullable(), version: z.string().nullable() }),
  session_id: z.number().int().nullable(),
  asked_at: z.string(),
  expires_at: z.string(),
});
export type McpConfirmation = z.infer<typeof mcpConfirmationSchema>;

export const mcpStatsSchema = z.object({
  totals: z.array(
    z.object({
      server: z.string(),
      tool: z.string(),
      calls: count,
      errors: count.describe('that neither went well nor were refused or cancelled'),
      refused: count.describe('by a rule'),
      arguments: measure,
      result: z.object({
        bytes: count.nullable().describe('null: there was none'),
        tokens: count.nullable(),
      }),
      total_ms: z.number().nonnegative(),
    }),
  ),
});
export type McpStats = z.infer<typeof mcpStatsSchema>;

export const mcpDecisionSchema = z.strictObject({ approve: z.boolean() });

/** An object as it came, whatever its members are called: a copy would lose one that is called `__proto__`. */
const argumentsSchema = z
  .custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  )
  .meta({ type: 'object', additionalProperties: {} });

export const mcpCallBodySchema = z.object({
  tool: z.string().min(1),
  arguments: argumentsSchema.default({}),
});

/** What a tool answered, in one shape for every server. */
export const mcpAnswerSchema = z.object({
  success: z.boolean(),
  content: z.unknown().describe("the answer's text, or the file's; null where there is none"),
  data: z.unknown().describe('the answer as data; null where it is none'),
  result: z.unknown().describe('the data, or else the text'),
  raw: z.unknown().describe("the server's result as it came"),
});
export type McpAnswer = z.infer<typeof mcpAnswerSchema>;
