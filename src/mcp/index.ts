export type { CallOptions, McpClient } from './client/client.ts';
export { McpConnectionError, McpTimeoutError, McpToolError } from './errors.ts';
export { type McpTarget, matchMcp } from './gateway/gateway.ts';
export { closeMcpClients, getMcpClient } from './get-client.ts';
export { createMcp, type Mcp, type McpOptions } from './mcp.ts';
export { builtInJsonQuery, serveJsonQuery } from './own/json-query.ts';
export type { Caller, OwnTool, RecordedCall } from './port.ts';
export { createRules } from './rules.ts';
export { fetchThrough } from './transports/fetch-through.ts';
