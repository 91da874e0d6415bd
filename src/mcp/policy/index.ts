export { refusalOfArguments, refusalOfUri } from './arguments.ts';
export { createCallRates } from './rates.ts';
export { limitResult } from './result.ts';
export { needsConfirmation, refusalOfTool } from './tools.ts';
