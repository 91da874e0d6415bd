import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type {
  CallToolResult,
  ServerNotification,
  ServerRequest,
  Tool,
} from '@modelcontextprotocol/sdk/types.js';

/** What a tool's call is given beside its arguments. */
export type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** A tool of the reference server; its name and what it does are the suite's. */
export interface ReferenceTool extends Tool {
  call(args: Record<string, unknown>, extra: Extra): CallToolResult | Promise<CallToolResult>;
}
