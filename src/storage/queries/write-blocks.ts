import type { Kysely } from 'kysely';
import { type Packed, pack, packText } from '../packing.ts';
import type { BlockTable, CountTable, Tables } from '../schema.ts';
import type { BlockParameters, CountParameters } from './batch.ts';
import { bulkStatement, listStatement, placeholders } from './bulk.ts';
import { bump, compileLinks } from './links.ts';

const BLOCK_COLUMNS = [
  'hash',
  'kind',
  'tool',
  'bytes',
  'kept',
  'content',
  'packing',
  'refs',
  'vocabulary',
  'tokens',
  'exact',
] as const satisfies readonly (keyof BlockTable)[];
const COUNT_COLUMNS = ['block_hash', 'vocabulary', 'tokens', 'exact'] as const;

/**
 * Bytes of a content, up to which a count that comes later is put on the block's row: a change writes a row anew,
 * and larger ones reach over several pages.
 */
const LATE_COUNT_BYTES = 4096;

/** What a batch holds of blocks. */
export interface BlockContext {
  blocks: readonly BlockParameters[];
  counts: readonly CountParameters[];
  /** How many new nodes have each block. */
  uses: ReadonlyMap<string, number>;
}

/** Writes blocks with their counts and uses; the hashes of all those named that are there now. */
export type BlockWriter = (trx: Kysely<Tables>, batch: BlockContext) => Promise<ReadonlySet<string>>;

type Known = Pick<BlockTable, 'hash' | 'kept' | 'bytes' | 'vocabulary' | 'exact'>;

export function createBlockWriter(db: Kysely<Tables>): BlockWriter {
  const links = compileLinks(db);
  const statements = compile(db);

  return async (trx, { blocks, counts, uses }) => {
    const wanted = new Set<string>(uses.keys());
    for (const block of blocks) wanted.add(block[0]);
    for (const count of counts) wanted.add(count[0]);
    const there = new Map<string, Known>();
    if (wanted.size > 0) for (const row of await statements.find(trx, wanted)) there.set(row.hash, row);

    // Of each block the one that keeps most, and only where that is more than what is kept so far.
    const fresh = new Map<string, BlockParameters>();
    for (const block of blocks) {
      const kept = fresh.get(block[0])?.[4] ?? there.get(block[0])?.kept;
      if (kept === undefined || kept < block[4]) fresh.set(block[0], block);
    }
    const { first, late, others } = placeCounts(counts, fresh, there);

    const rows: unknown[][] = [];
    for (const [hash, kind, tool, bytes, kept, content] of fresh.values()) {
      const packed = packContent(content);
      if (there.has(hash)) {
        await statements.keepMore(trx, [kept, packed?.bytes ?? null, packed?.packing ?? 0, hash]);
        continue;
      }
      const [, vocabulary = null, tokens = null, exact = null] = first.get(hash) ?? [];
      const count = uses.get(hash) ?? 0;
      rows.push([
        hash,
        kind,
        tool,
        bytes,
        kept,
        packed?.bytes ?? null,
        packed?.packing ?? 0,
        count,
        vocabulary,
        tokens,
        exact,
      ]);
    }
    if (rows.length > 0) await statements.insert(trx, rows);

    const more = new Map<string, number>();
    for (const [hash, count] of uses) if (there.has(hash)) bump(more, hash, count);
    if (more.size > 0) await links.refs(trx, more);
    for (const [hash, vocabulary, tokens, exact] of late.values()) {
      await statements.count(trx, [vocabulary, tokens, exact, hash]);
    }
    if (others.length > 0) await statements.otherCounts(trx, others);
    return new Set([...fresh.keys(), ...there.keys()]);
  };
}

/** Where counts go: with a block that is new, onto the row of one that is there, or into the table of other counts. */
function placeCounts(
  counts: readonly CountParameters[],
  fresh: ReadonlyMap<string, BlockParameters>,
  there: ReadonlyMap<string, Known>,
) {
  const first = new Map<string, CountParameters>();
  const late = new Map<string, CountParameters>();
  const others: CountParameters[] = [];
  for (const count of counts) {
    const [hash, vocabulary, , exact] = count;
    const known = there.get(hash);
    const onRow = known === undefined ? first : late;
    const before =
      onRow.get(hash) ?? (known?.vocabulary ? [hash, known.vocabulary, 0, known.exact] : undefined);
    const takesRow = before === undefined || before[1] === vocabulary;
    if (before !== undefined && takesRow && (before[3] ?? 0) >= exact) continue;
    const hasRow = known === undefined ? fresh.has(hash) : known.bytes <= LATE_COUNT_BYTES;
    if (takesRow && hasRow) onRow.set(hash, count);
    else others.push(count);
  }
  return { first, late, others };
}

function packContent(content: string | Uint8Array | null): Packed | null {
  if (content === null) return null;
  return typeof content === 'string' ? packText(content) : pack(content);
}

function compile(db: Kysely<Tables>) {
  const keepMore = db
    .updateTable('blocks')
    .set({ kept: 0, content: null, packing: 0 })
    .where('hash', '=', '')
    .compile();
  const count = db
    .updateTable('blocks')
    .set({ vocabulary: '', tokens: 0, exact: 0 })
    .where('hash', '=', '')
    .compile();
  const run =
    (query: typeof count) =>
    (trx: Kysely<Tables>, parameters: readonly unknown[]): Promise<unknown> =>
      trx.executeQuery({ ...query, parameters });
  return {
    find: listStatement((hashes) =>
      db
        .selectFrom('blocks')
        .select(['hash', 'kept', 'bytes', 'vocabulary', 'exact'])
        .where('hash', 'in', hashes)
        .compile(),
    ),
    insert: bulkStatement((rows) =>
      db
        .insertInto('blocks')
        .values(placeholders<BlockTable>(BLOCK_COLUMNS, rows))
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .compile(),
    ),
    keepMore: run(keepMore),
    count: run(count),
    otherCounts: bulkStatement((rows) =>
      db
        .insertInto('counts')
        .values(placeholders<CountTable>(COUNT_COLUMNS, rows))
        .onConflict((conflict) =>
          conflict
            .columns(['block_hash', 'vocabulary'])
            .doUpdateSet((eb) => ({ tokens: eb.ref('excluded.tokens'), exact: eb.ref('excluded.exact') }))
            .whereRef('counts.exact', '<', 'excluded.exact'),
        )
        .compile(),
    ),
  };
}
