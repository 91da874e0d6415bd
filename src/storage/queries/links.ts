import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import { listStatement } from './bulk.ts';

/** How much a number on a row changes, by the row's id. */
export type Changes = ReadonlyMap<string, number>;

export interface LinkStatements {
  /** Changes how many nodes follow these. */
  children(trx: Kysely<Tables>, changes: Changes): Promise<void>;
  /** Changes how many nodes have these blocks. */
  refs(trx: Kysely<Tables>, changes: Changes): Promise<void>;
}

/** What nodes and blocks are used by, as numbers on their rows: one statement for all that change by the same. */
export function compileLinks(db: Kysely<Tables>): LinkStatements {
  const children = listStatement((ids) =>
    db
      .updateTable('nodes')
      .set((eb) => ({ children: eb('children', '+', eb.val(0)) }))
      .where('id', 'in', ids)
      .compile(),
  );
  const refs = listStatement((hashes) =>
    db
      .updateTable('blocks')
      .set((eb) => ({ refs: eb('refs', '+', eb.val(0)) }))
      .where('hash', 'in', hashes)
      .compile(),
  );
  const by =
    (statement: typeof children) =>
    async (trx: Kysely<Tables>, changes: Changes): Promise<void> => {
      const sameChange = new Map<number, string[]>();
      for (const [id, change] of changes) {
        const ids = sameChange.get(change);
        if (ids === undefined) sameChange.set(change, [id]);
        else ids.push(id);
      }
      for (const [change, ids] of sameChange) if (change !== 0) await statement(trx, ids, [change]);
    };
  return { children: by(children), refs: by(refs) };
}

/** One more, or so many. */
export function bump(changes: Map<string, number>, id: string, change = 1): void {
  changes.set(id, (changes.get(id) ?? 0) + change);
}
