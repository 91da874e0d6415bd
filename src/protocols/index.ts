export { AnswerConverter, type Converted } from './answer-converter.ts';
export type { Edit } from './json/edit.ts';
export type { AnswerError, AnswerEvent } from './neutral/answer.ts';
export type { AnswerTarget, WrittenRequest } from './neutral/conversion.ts';
export { Notes } from './neutral/notes.ts';
export { fieldsOf, type Part, type ReasoningPart, type Seal } from './neutral/parts.ts';
export { DEFAULT_QUIRKS, type Quirks } from './neutral/quirks.ts';
export type { Message, NeutralRequest } from './neutral/request.ts';
export { exchangeOfResponse } from './openai-responses/index.ts';
export type { Amended, Operation, ParsedRequest, PreviousLookup, Protocol, ReadAnswer } from './protocol.ts';
export { carriedHeaders } from './rate-limits.ts';
export { partsOfAnswer, readSaid, type SaidAnswer } from './read-answer-parts.ts';
export {
  knownPaths,
  type LlmMatch,
  type LlmTarget,
  matchLlm,
  protocolNamed,
  sharedBy,
  strayMatch,
} from './registry.ts';
export { amendedRequest, asksForUsage, bodyOf, outgoingBody, parseRequest, smallFields } from './request.ts';
export { toldError } from './told-error.ts';
