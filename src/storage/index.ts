export { databaseFile, type OpenedStore, type OpenStoreOptions, openStore } from './host/open.ts';
export { openReader } from './host/read.ts';
export {
  type Capture,
  type ExchangeFilter,
  type HeadRef,
  type NewStoredSession,
  type Retention,
  type Store,
  type StoredAgent,
  type StoredBlock,
  type StoredBodies,
  type StoredCount,
  type StoredExchange,
  type StoredNode,
  type StoredSession,
  StoreError,
  type StoreErrorCode,
  type StoreStats,
  type TotalsBy,
  type TotalsRow,
  type WriteBatch,
} from './port.ts';
