import { namesOf, piecesWithCalls } from '../neutral/called-tools.ts';
import { fieldsOf } from '../neutral/parts.ts';

const CALL = '_call';
/** Calls that have a name; of any other (`web_search_call`) the type is the name. */
const NAMED = new Set(['function_call', 'custom_tool_call', 'mcp_call']);

function nameOf(item: unknown): unknown {
  const { type, name } = fieldsOf(item);
  if (typeof type !== 'string' || !type.endsWith(CALL)) return null;
  return NAMED.has(type) ? name : type.slice(0, -CALL.length);
}

function namesIn(piece: unknown): unknown[] {
  const { item, output, response } = fieldsOf(piece);
  const items = output ?? fieldsOf(response).output;
  return [item, ...(Array.isArray(items) ? items : [])].map(nameOf);
}

/** Names of the tools that an answer calls, whole or streamed. Never throws. */
export function calledTools(body: Buffer, streamed: boolean): string[] {
  return namesOf(piecesWithCalls(body, streamed, [`${CALL}"`]).flatMap(namesIn));
}
