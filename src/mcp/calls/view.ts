import type { McpCallView } from '../../contract/index.ts';
import { isoTime, type McpCall } from '../../exchange/index.ts';

/** A recorded call as the dashboard's API shows it. */
export function toCallView(call: McpCall): McpCallView {
  return {
    id: call.id,
    started_at: isoTime(call.startedAt),
    server: call.server,
    tool: call.tool,
    from: call.from,
    client: { name: call.clientName, version: call.clientVersion },
    session_id: call.sessionId,
    outcome: call.outcome,
    refusal: call.refusal,
    message: call.message,
    waited_ms: call.waitedMs,
    total_ms: call.totalMs,
    arguments: { bytes: call.argumentBytes, tokens: call.argumentTokens },
    result: call.resultBytes === null ? null : { bytes: call.resultBytes, tokens: call.resultTokens },
  };
}
