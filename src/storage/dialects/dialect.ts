import type { ColumnDefinitionBuilder, Kysely } from 'kysely';
import type { StoreErrorCode } from '../port.ts';
import type { Tables } from '../schema.ts';

/** What one SQL dialect does in its own way; everything else of the store is the same for all. */
export interface SqlDialect {
  readonly name: string;
  /** Column type of bytes. */
  readonly bytesType: 'blob' | 'bytea';
  /** Column type of an id that the database counts up and never gives twice. */
  readonly autoIdType: 'integer' | 'bigserial';
  autoId(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  /** Bytes: `used` by rows and indexes, `file` on the disk. */
  size(db: Kysely<Tables>): Promise<{ used: number; file: number }>;
  /** Gives a little unused space back to the disk; true where there may be more. */
  reclaim(db: Kysely<Tables>): Promise<boolean>;
  /** What an error of the driver means; null where it is none of the driver's. */
  errorCode(error: unknown): StoreErrorCode | null;
}
