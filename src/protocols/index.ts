export { DEFAULT_QUIRKS, type Quirks } from './neutral/quirks.ts';
export { type Amended, amendChat } from './openai-chat/amend.ts';
export type { Operation, ParsedRequest, Protocol, ReadAnswer } from './protocol.ts';
export { type LlmMatch, type LlmTarget, matchLlm } from './registry.ts';
export { asksForUsage, bodyOf, outgoingBody, parseRequest, smallFields } from './request.ts';
