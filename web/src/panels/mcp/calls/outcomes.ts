import type { McpOutcome } from '../../../../../src/contract/mcp.ts';
import { OUTCOME_SIGNS } from '../states.ts';

/** How a call may end, in the order of the contract. */
export const MCP_OUTCOME_NAMES = Object.keys(OUTCOME_SIGNS) as McpOutcome[];
