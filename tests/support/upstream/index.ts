export { createGate, type Gate } from './gate.ts';
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
export type { Call, Handler, HeaderMap, Received } from './types.ts';
export { startUpstream, type Upstream } from './upstream.ts';
