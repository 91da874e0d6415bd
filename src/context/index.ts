export { BoundedMap } from './bounded-map.ts';
export { brokeCache, type TurnUsage } from './broke-cache.ts';
export { appliedRule, type CacheCase, type CacheJudgement, judgeCache } from './cache-break.ts';
export { firstLine, type TextDifference, textDifference } from './cache-break-lines.ts';
export type {
  CacheCandidate,
  CacheReference,
  CacheTurn,
  Difference,
  SentBlock,
  SentContext,
} from './cache-break-port.ts';
export { findPrevious, likelyPrevious, type Previous } from './cache-break-previous.ts';
export { type SharedDepth, sharedDepths } from './cache-break-shared.ts';
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
