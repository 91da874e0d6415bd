import type { Clock } from '../exchange/index.ts';
import type { McpOptions } from './mcp.ts';
import {
  createCallRates,
  limitResult,
  needsConfirmation,
  refusalOfArguments,
  refusalOfTool,
  refusalOfUri,
} from './policy/index.ts';

/** The rules of the configuration, with what they remember of calls. */
export function createRules(clock: Clock): McpOptions['rules'] {
  return {
    refusalOfTool,
    refusalOfArguments,
    refusalOfUri,
    needsConfirmation,
    limitResult,
    rates: createCallRates(clock),
  };
}
