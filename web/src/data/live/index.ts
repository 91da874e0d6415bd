export { currentMetric, type Metric, type World } from './apply.ts';
export type { Connection, ConnectionState } from './socket.ts';
export { type Batch, LiveStore } from './store.ts';
export { LiveProvider, useBatches, useConnection, useLiveStore, useWorld } from './use-live.tsx';
