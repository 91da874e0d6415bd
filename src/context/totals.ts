import { BoundedMap } from './bounded-map.ts';
import { blockHash } from './hash.ts';
import type { Block, PlacedBlock, PlacedContext } from './port.ts';

/** Tokens of a block in one vocabulary; not exact where any part of it was guessed. */
export interface ContextCount {
  blockHash: string;
  vocabulary: string;
  tokens: number;
  exact: boolean;
}

/** A count that was made now; whether a text of it was guessed, and whether there was none: that counts for nothing later. */
type MadeCount = ContextCount & { guesses?: number; unread?: true };

interface Count {
  tokens: number;
  exact: boolean;
}

/** With how many blocks hold a text that was not counted, but guessed. */
interface Total extends Count {
  guesses: number;
}

/** Tokens of a whole context, without what a chat adds around its messages; and the counts that were made for it. */
export type ContextMeasure = Total & { counts: ContextCount[] };

/** How a block is counted: its tokens are those of `texts`, plus `add`. */
export interface CountPlan {
  texts: string[];
  add: number;
  /** False where `add` is a guess. */
  exact: boolean;
}

export interface TotalsOptions<V extends string> {
  /** How to count a block; see {@link CountPlan}. */
  plan(block: Pick<Block, 'kind' | 'content' | 'envelope'>, vocabulary: V): CountPlan;
  /** Counts texts, in their order; never rejects. */
  count(texts: string[], vocabulary: V): Promise<Count[]>;
  /** The same at once, in this thread; null where that would take too long, or cannot be now. */
  countNow?(texts: string[], vocabulary: V): Count[] | null;
  /** Counts that were stored before; may reject, and is then done without. */
  lookupCounts(hashes: string[], vocabulary: string): Promise<ContextCount[]>;
  /** From how much text (UTF-16 units) on the store is asked first; what came without its content it is asked for always. */
  lookupUnits?: number;
}

/** Tokens of contexts: what was counted once, as a block or up to a node, is not counted again. */
export interface Totals<V extends string> {
  measure(placed: PlacedContext, vocabulary: V): Promise<ContextMeasure>;
  measureNow(placed: PlacedContext, vocabulary: V): ContextMeasure | null;
  /** Tokens of one block that was counted; null where that was forgotten. */
  tokensOf(blockHash: string, vocabulary: V): number | null;
  /** Whether the total of the chain up to and with a node is known. */
  has(nodeId: string, vocabulary: V): boolean;
}

/** Counting this much text (UTF-16 units) takes longer than asking the store for stored counts. */
const LOOKUP_UNITS = 64 * 1024;

interface Known {
  /** By block hash. */
  counts: BoundedMap<string, Total>;
  /** Of the chain up to and with a node, by its id. */
  totals: BoundedMap<string, Total>;
  /** Blocks being counted, by hash. */
  pending: Map<string, Promise<MadeCount[]>>;
}

const ZERO: Total = { tokens: 0, exact: true, guesses: 0 };

/** A block that was read in an earlier turn comes without its content; where its count was forgotten, too, it is not known. */
const UNREAD: CountPlan = { texts: [], add: 0, exact: false };

function isUnread(hash: string, block: Block): boolean {
  return block.content === '' && hash !== blockHash(block.kind, '');
}

function plus(a: Total, b: Total): Total {
  return { tokens: a.tokens + b.tokens, exact: a.exact && b.exact, guesses: a.guesses + b.guesses };
}

function withCounts({ tokens, exact, guesses }: Total, counts: ContextCount[]): ContextMeasure {
  return { tokens, exact, guesses, counts };
}

/** Whether the store is asked for counts first: for what is long, and for what came without its content. */
function asksStore(missing: Map<string, PlacedBlock>, from: number): boolean {
  let units = 0;
  for (const [hash, block] of missing) {
    units += block.content.length;
    if (units >= from || isUnread(hash, block)) return true;
  }
  return false;
}

/** Remembers a count; for now in `extra`, too, for what is remembered may be less than one context has. */
function keep(
  { blockHash, tokens, exact, guesses = 0, unread }: MadeCount,
  extra: Map<string, Total>,
  known: Known,
): void {
  const count = { tokens, exact, guesses };
  extra.set(blockHash, count);
  if (!unread) known.counts.set(blockHash, count);
}

/** Counts of blocks from those of their plans' texts, which come in the same order. */
function addPlans(
  blocks: PlacedBlock[],
  plans: CountPlan[],
  counted: Count[],
  vocabulary: string,
): MadeCount[] {
  let at = 0;
  return blocks.map(({ hash }, i) => {
    const plan = plans[i] ?? UNREAD;
    let { add: tokens, exact } = plan;
    let guessed = plan === UNREAD;
    for (const end = at + plan.texts.length; at < end; at++) {
      const text = counted[at] ?? ZERO;
      tokens += text.tokens;
      exact &&= text.exact;
      guessed ||= !text.exact;
    }
    const made: MadeCount = { blockHash: hash, vocabulary, tokens, exact };
    if (guessed) made.guesses = 1;
    if (plan === UNREAD) made.unread = true;
    return made;
  });
}

/** See {@link Totals}. `max`: counts of blocks, and totals of chains, remembered at most, a vocabulary. */
export function createTotals<V extends string>(options: TotalsOptions<V>, max: number): Totals<V> {
  const { plan, count, countNow = () => null, lookupCounts, lookupUnits = LOOKUP_UNITS } = options;
  const vocabularies = new Map<V, Known>();

  function knownOf(vocabulary: V): Known {
    let known = vocabularies.get(vocabulary);
    if (known === undefined) {
      known = { counts: new BoundedMap(max), totals: new BoundedMap(max), pending: new Map() };
      vocabularies.set(vocabulary, known);
    }
    return known;
  }

  /** Adds up from the deepest known total; `missing` are blocks without a count, each hash once; null where none is. */
  function addUp(placed: PlacedContext, known: Known, extra: ReadonlyMap<string, Total> | null) {
    const all = placed.blocks;
    let at = all.length;
    let total: Total | undefined;
    while (at > 0) {
      total = known.totals.get(all[at - 1]?.nodeId ?? '');
      if (total !== undefined) break;
      at--;
    }
    let sum = total ?? ZERO;
    let missing: Map<string, PlacedBlock> | null = null;
    let whole = true;
    for (; at < all.length; at++) {
      const block = all[at];
      if (block === undefined) break;
      const remembered = known.counts.get(block.hash);
      const counted = extra?.get(block.hash) ?? remembered;
      // What came without its content counts for this context alone: the next one may have it.
      whole &&= remembered !== undefined || !isUnread(block.hash, block);
      if (counted === undefined) {
        missing ??= new Map();
        missing.set(block.hash, block);
      } else if (missing === null) {
        sum = plus(sum, counted);
        if (whole) known.totals.set(block.nodeId, sum);
      }
    }
    return { total: sum, missing };
  }

  async function stored(missing: Map<string, PlacedBlock>, vocabulary: V): Promise<ContextCount[]> {
    if (!asksStore(missing, lookupUnits)) return [];
    // Without the store everything is counted anew: slower, and as true.
    return lookupCounts([...missing.keys()], vocabulary).catch(() => []);
  }

  /** Counts of blocks, from the store or by counting; `fresh` takes those that the store has not. */
  async function resolve(
    missing: Map<string, PlacedBlock>,
    vocabulary: V,
    fresh: MadeCount[],
  ): Promise<MadeCount[]> {
    const known = await stored(missing, vocabulary);
    const found = new Set(known.map((each) => each.blockHash));
    const open = [...missing.values()].filter(({ hash }) => !found.has(hash));
    const plans = open.map((block) => (isUnread(block.hash, block) ? UNREAD : plan(block, vocabulary)));
    const counted = await count(
      plans.flatMap((each) => each.texts),
      vocabulary,
    );
    const made = addPlans(open, plans, counted, vocabulary);
    for (const each of made) if (!each.unread) fresh.push(each);
    return [...known, ...made];
  }

  function measureNow(placed: PlacedContext, vocabulary: V): ContextMeasure | null {
    const known = knownOf(vocabulary);
    const { total, missing } = addUp(placed, known, null);
    if (missing === null) return withCounts(total, []);
    if (asksStore(missing, lookupUnits)) return null;
    const open = [...missing.values()];
    const plans = open.map((block) => plan(block, vocabulary));
    const texts = plans.length === 1 ? (plans[0]?.texts ?? []) : plans.flatMap((each) => each.texts);
    const counted = countNow(texts, vocabulary);
    if (counted === null) return null;
    const counts = addPlans(open, plans, counted, vocabulary);
    const extra = new Map<string, Total>();
    for (const each of counts) keep(each, extra, known);
    return withCounts(addUp(placed, known, extra).total, counts);
  }

  async function measure(placed: PlacedContext, vocabulary: V): Promise<ContextMeasure> {
    const known = knownOf(vocabulary);
    const counts: MadeCount[] = [];
    const first = addUp(placed, known, null);
    if (first.missing === null) return withCounts(first.total, counts);

    const waiting = new Set<Promise<MadeCount[]>>();
    const mine = new Map<string, PlacedBlock>();
    for (const [hash, block] of first.missing) {
      const pending = known.pending.get(hash);
      if (pending === undefined) mine.set(hash, block);
      else waiting.add(pending);
    }
    if (mine.size > 0) {
      const work = resolve(mine, vocabulary, counts).finally(() => {
        for (const hash of mine.keys()) known.pending.delete(hash);
      });
      for (const hash of mine.keys()) known.pending.set(hash, work);
      waiting.add(work);
    }
    const extra = new Map<string, Total>();
    for (const found of await Promise.all(waiting)) {
      for (const each of found) keep(each, extra, known);
    }
    return withCounts(addUp(placed, known, extra).total, counts);
  }

  const tokensOf = (blockHash: string, vocabulary: V): number | null =>
    vocabularies.get(vocabulary)?.counts.get(blockHash)?.tokens ?? null;

  const has = (nodeId: string, vocabulary: V): boolean =>
    vocabularies.get(vocabulary)?.totals.get(nodeId) !== undefined;

  return { measure, measureNow, tokensOf, has };
}
