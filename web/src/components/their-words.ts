import type { McpCallView } from '../../../src/contract/mcp.ts';

const THEIRS: ReadonlySet<McpCallView['outcome']> = new Set(['tool_error', 'protocol_error', 'cancelled']);

/** Whether what a call's message says are the words of its server or client, which stay as they are. */
export function isTheirWords({ outcome }: Pick<McpCallView, 'outcome'>): boolean {
  return THEIRS.has(outcome);
}
