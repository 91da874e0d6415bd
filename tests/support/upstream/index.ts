export { createGate, type Gate } from './gate.ts';
export { type AnswerOptions, answer, refuse } from './handlers/answer.ts';
export { gzipped, json, pieces, status } from './handlers/answers.ts';
export {
  type ChatCompletion,
  type ChatStream,
  chat,
  chatCompletion,
  chatStream,
  type ToolCall,
  type Usage,
  type UsagePlace,
} from './handlers/chat.ts';
export { cut, flood, garbage, lie, refusingUrl, reset, slowHeaders, stall } from './handlers/faults.ts';
export { type SseOptions, sse } from './handlers/sse.ts';
export { LIES, type Lie } from './handlers/tamper.ts';
export {
  type LanguageName,
  type Refusal,
  type Script,
  type ScriptPart,
  sealFor,
  text,
  toolCall,
} from './script.ts';
export type { Call, Handler, HeaderMap, Received } from './types.ts';
export { startUpstream, type Upstream } from './upstream.ts';
