export { BoundedMap } from './bounded-map.ts';
export { type KeptBlock, makeEnvelope, rebuildBody, wholeEnvelope } from './envelope.ts';
export {
  type Growing,
  GrowthReader,
  type GrowthState,
  type ReadContext,
  type ScannedBody,
} from './growth.ts';
export { placeBlocks } from './place.ts';
export type { Block, PlacedBlock, PlacedContext } from './port.ts';
export {
  type ContentCapture,
  type ContextBlock,
  type ContextNode,
  type ContextStore,
  type ContextStoreOptions,
  createContextStore,
} from './store.ts';
export type { ContextCount, ContextMeasure, CountPlan, TotalsOptions } from './totals.ts';
