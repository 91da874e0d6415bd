import type { CompiledQuery, Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** Rows a statement: more makes no row cheaper (measured), and each number of rows is a statement of its own. */
const ROWS = 32;

/** Ids in one `in (…)`; PostgreSQL takes 65,535 parameters, SQLite 32,766. */
const IDS = 500;

/** Runs a statement for any number of rows; compiled once for each number of rows, run again with new values. How many changed. */
export type BulkStatement = (db: Kysely<Tables>, rows: readonly (readonly unknown[])[]) => Promise<number>;

/**
 * @param compile makes the statement for as many rows as it is told, with one parameter a value and no other.
 */
export function bulkStatement(compile: (rows: number) => CompiledQuery): BulkStatement {
  const compiled = new Map<number, CompiledQuery>();
  return async (db, rows) => {
    let changed = 0;
    for (let from = 0; from < rows.length; from += ROWS) {
      const chunk = rows.slice(from, from + ROWS);
      let query = compiled.get(chunk.length);
      if (query === undefined) {
        query = compile(chunk.length);
        compiled.set(chunk.length, query);
      }
      const parameters: unknown[] = [];
      for (const row of chunk) for (const value of row) parameters.push(value);
      const { numAffectedRows } = await db.executeQuery({ ...query, parameters });
      changed += Number(numAffectedRows ?? 0n);
    }
    return changed;
  };
}

/** A dummy row for compiling: every column gets a parameter. */
export function placeholders<Row>(columns: readonly (keyof Row & string)[], rows: number): Row[] {
  const row = Object.fromEntries(columns.map((column) => [column, 0])) as Row;
  return Array.from({ length: rows }, () => row);
}

/** Slices of at most {@link IDS}. */
export function* chunks<T>(items: readonly T[], size: number = IDS): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
