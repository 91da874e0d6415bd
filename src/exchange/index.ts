export { Canceller, type CancelSignal } from './cancel.ts';
export { type Clock, isoTime, systemClock } from './clock.ts';
export { ProxyError, type ProxyErrorOptions, statusOf } from './errors.ts';
export {
  type Counted,
  createExchange,
  type Exchange,
  type NewExchange,
  unknownCost,
  unknownTokens,
} from './exchange.ts';
export { giveWay } from './give-way.ts';
export { globMatcher, type Matcher } from './glob.ts';
export { newId } from './ids.ts';
export type { McpCall } from './mcp-call.ts';
export { roundUsd } from './money.ts';
export { type Piece, pieceOf } from './pieces.ts';
export { shellWord } from './shell.ts';
