export { agesOf, turnAges } from './ages.ts';
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
export { byServer, byTool, type Composed, type ComposedBlock, compose, heaviest } from './composition.ts';
export { beginningOf } from './cut.ts';
export { type BlockChange, diffBlocks } from './diff.ts';
export { type KeptBlock, makeEnvelope, rebuildBody, wholeEnvelope } from './envelope.ts';
export { MOST as MOST_FITTED } from './fit.ts';
export {
  type Growing,
  GrowthReader,
  type GrowthState,
  type ReadContext,
  type ScannedBody,
} from './growth.ts';
export { mcpServerOf } from './mcp-names.ts';
export { isMemoryVocabulary, memoryVocabulary } from './memory.ts';
export { placeBlocks } from './place.ts';
export type { Block, PlacedBlock, PlacedContext } from './port.ts';
export { schemaNames } from './schema-names.ts';
export {
  type ContentCapture,
  type ContextBlock,
  type ContextNode,
  type ContextStore,
  type ContextStoreOptions,
  createContextStore,
} from './store.ts';
export { diffTexts } from './text-diff.ts';
export type { Effort } from './text-edits.ts';
export type { ContextCount, ContextMeasure, CountPlan, TotalsOptions } from './totals.ts';
