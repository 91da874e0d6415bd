export { agesOf, turnAges } from './ages.ts';
export { BoundedMap } from './bounded-map.ts';
export { byServer, byTool, type Composed, type ComposedBlock, compose, heaviest } from './composition.ts';
export { beginningOf } from './cut.ts';
export { type BlockChange, diffBlocks, sharedStart } from './diff.ts';
export { type KeptBlock, makeEnvelope, rebuildBody, wholeEnvelope } from './envelope.ts';
export {
  type Growing,
  GrowthReader,
  type GrowthState,
  type ReadContext,
  type ScannedBody,
} from './growth.ts';
export { memoryVocabulary } from './memory.ts';
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
