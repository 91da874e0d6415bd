export {
  exchangeOfResponse,
  expandPrevious,
  holdsOurTexts,
  type MissingResponse,
  type PreviousLookup,
  type StoredResponse,
} from './openai-responses/index.ts';
export type { Operation, ParsedRequest, Protocol, ReadAnswer } from './protocol.ts';
export { type LlmMatch, type LlmTarget, matchLlm } from './registry.ts';
export { asksForUsage, bodyOf, outgoingBody, parseRequest, smallFields } from './request.ts';
