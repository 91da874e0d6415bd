export type {
  ExchangeChoice,
  ExchangeFilter,
  Matching,
  StoredUse,
  TotalsBy,
  TotalsRow,
} from './choice-port.ts';
export { finderOf } from './finder.ts';
export { databaseFile, type OpenedStore, type OpenStoreOptions, openStore } from './host/open.ts';
export { openReader } from './host/read.ts';
export type {
  BlockHit,
  BlockSearch,
  BlockSlice,
  McpCallFilter,
  McpTotalsRange,
  McpTotalsRow,
} from './mcp-port.ts';
export {
  type BlockPiece,
  type CalledTools,
  type Capture,
  type Captured,
  type ChainLink,
  type HeadRef,
  type NewStoredSession,
  type OutlineNode,
  type Retention,
  type Store,
  type StoredAgent,
  type StoredBlock,
  type StoredBodies,
  type StoredCalibration,
  type StoredCount,
  type StoredExchange,
  type StoredNode,
  type StoredSession,
  type StoredSetting,
  StoreError,
  type StoreErrorCode,
  type StoreStats,
  type WriteBatch,
} from './port.ts';
export { startUpkeep } from './upkeep.ts';
