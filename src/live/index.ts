export { type BusOptions, createBus, type TickingBus } from './bus.ts';
export { CLOSE_TOO_SLOW, type ConnectionLimits, ConnectionManager } from './connections.ts';
export { createLive, type Live, type LiveOptions, type LiveSnapshot } from './live.ts';
export { type Reply, replyTo } from './messages.ts';
export type { LiveBus, LiveSocket } from './port.ts';
