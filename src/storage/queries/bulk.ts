import type { CompiledQuery, Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** Rows a statement: more makes no row cheaper (measured), and each number of rows is a statement of its own. */
const ROWS = 32;

/** Ids in one statement of a {@link ListStatement}. */
const LIST = 64;

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

/** Runs a statement over any number of ids, with values that stand before the ids in it; the rows that it gives. */
export type ListStatement<Row> = (
  db: Kysely<Tables>,
  ids: Iterable<string>,
  before?: readonly unknown[],
) => Promise<Row[]>;

/**
 * A statement over `in (…)`, compiled for lists of 1, 2, 4 … ids: where there are fewer, the last one is repeated.
 * @param compile makes it for as many ids as it is told, which must be its last parameters.
 */
export function listStatement<Row>(compile: (ids: string[]) => CompiledQuery<Row>): ListStatement<Row> {
  const compiled = new Map<number, CompiledQuery<Row>>();
  return async (db, ids, before = []) => {
    const all = [...ids];
    const found: Row[] = [];
    for (let from = 0; from < all.length; from += LIST) {
      const list = all.slice(from, from + LIST);
      const size = 2 ** Math.ceil(Math.log2(list.length));
      let query = compiled.get(size);
      if (query === undefined) {
        query = compile(new Array<string>(size).fill(''));
        compiled.set(size, query);
      }
      const last = list.at(-1) ?? '';
      while (list.length < size) list.push(last);
      const { rows } = await db.executeQuery<Row>({ ...query, parameters: [...before, ...list] });
      for (const row of rows) found.push(row);
    }
    return found;
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
