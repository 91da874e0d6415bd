export { type Agents, createAgents, createDispatcher, ProxyAddressError } from './agents.ts';
export { decodedAnswer, encodingOf, READABLE_ENCODINGS } from './decode.ts';
export { cancelledError, timeoutError } from './errors.ts';
export type { BodySink, SendUpstream, UpstreamAnswer, UpstreamRequest } from './port.ts';
export { createSender } from './send.ts';
