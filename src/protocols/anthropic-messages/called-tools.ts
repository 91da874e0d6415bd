import { namesOf, piecesWithCalls } from '../neutral/called-tools.ts';
import { fieldsOf } from '../neutral/parts.ts';

/** `tool_use`, and those that run at the provider: `server_tool_use`, `mcp_tool_use`. */
const CALL = 'tool_use';

function namesIn(piece: unknown): unknown[] {
  const { content, content_block: begun } = fieldsOf(piece);
  return [begun, ...(Array.isArray(content) ? content : [])]
    .map(fieldsOf)
    .filter(({ type }) => typeof type === 'string' && type.endsWith(CALL))
    .map(({ name }) => name);
}

/** Names of the tools that an answer calls, whole or streamed. Never throws. */
export function calledTools(body: Buffer, streamed: boolean): string[] {
  return namesOf(piecesWithCalls(body, streamed, [`${CALL}"`]).flatMap(namesIn));
}
