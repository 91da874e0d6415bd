import {
  appliedRule,
  type CacheCandidate,
  type CacheReference,
  type CacheTurn,
  isMemoryVocabulary,
  likelyPrevious,
  type SentBlock,
  type SentContext,
  sharedDepths,
} from '../../context/index.ts';
import type { CacheRule } from '../../contract/index.ts';
import type { OutlineNode, Store, StoredCount, StoredExchange } from '../../storage/index.ts';

/** Exchanges that are looked at: the newest before this one, and those of its session. */
const NEWEST = 300;
const OF_SESSION = 200;
/** Newest exchanges of one agent that are compared; an agent's last one mostly holds what those before it held. */
const OF_AGENT = 24;
const OF_SIBLINGS = 4;
const OF_OTHERS = 2;
const COMPARED = 96;
/** Places in the chain that are read for it, in all. */
const PLACES = 40_000;
/** Of the own chain, how many places from its end on are asked for an exchange that ended there. */
const OWN_PLACES = 2000;
/** Of those that did, how many are taken. */
const BEGINNINGS = 4;

/** Where nobody says how long a cache lives, seconds. */
const UNKNOWN_LIFETIME_S = 3600;

/** Kinds whose contexts no cache keeps. */
const UNCACHED: ReadonlySet<string> = new Set(['count_tokens', 'embedding', 'probe']);

export type CacheReads = Pick<
  Store,
  'ancestry' | 'chainOutline' | 'contentsOf' | 'getExchange' | 'headsAt' | 'listExchanges'
>;

/** What is known of an exchange and of those that came before it. */
export interface Gathered {
  turn: CacheTurn;
  context: SentContext;
  candidates: CacheCandidate[];
  references: CacheReference[];
  compactedAt: number | null;
  rule: CacheRule;
  /** For so many seconds the cache keeps what it is sent at least. */
  aliveS: number;
  /** The earlier exchanges as they are stored. */
  stored: ReadonlyMap<string, StoredExchange>;
}

function turnOf(exchange: StoredExchange): CacheTurn {
  const { usage } = exchange;
  return {
    exchangeId: exchange.id,
    sessionId: exchange.sessionId,
    agentId: exchange.agentId,
    kind: exchange.kind,
    startedAt: exchange.startedAt,
    provider: exchange.provider,
    providerModel: exchange.providerModel,
    input: usage?.input ?? null,
    cacheRead: usage?.cache_read ?? null,
    cacheWrite: usage?.cache_write ?? null,
    cacheWrite1h: usage?.cache_write_1h ?? null,
  };
}

/** Whether a provider has read this before that began: an answer had come, and was no refusal. */
function wasRead(exchange: StoredExchange, before: StoredExchange): boolean {
  const { headSent, kind, httpStatus, usage, timings, startedAt, status } = exchange;
  if (headSent === null || UNCACHED.has(kind) || exchange.id >= before.id) return false;
  const accepted = httpStatus !== null && httpStatus >= 200 && httpStatus < 300;
  if (!accepted && usage === null) return false;
  const took = timings.first_byte_ms ?? timings.total_ms;
  return took === null ? status !== 'running' : startedAt + took <= before.startedAt;
}

/** In this vocabulary, else in any; not what a block has of memory alone. */
function tokensOf(counts: readonly StoredCount[], vocabulary: string): number | null {
  const whole = counts.filter((count) => !isMemoryVocabulary(count.vocabulary));
  return (whole.find((count) => count.vocabulary === vocabulary) ?? whole[0])?.tokens ?? null;
}

function blocksOf(nodes: readonly OutlineNode[], vocabulary: string): SentBlock[] {
  return nodes.map(({ id, blockHash, block, role, envelope, counts }) => ({
    nodeId: id,
    hash: blockHash,
    kind: block.kind,
    role,
    tool: block.tool,
    envelope,
    bytes: block.bytes,
    tokens: tokensOf(counts, vocabulary),
  }));
}

async function contextOf(
  store: CacheReads,
  exchange: StoredExchange,
  vocabulary: string,
): Promise<SentContext> {
  const { headSent, headReceived } = exchange;
  const read = async (head: string | null) =>
    head === null ? [] : blocksOf(await store.chainOutline(head), vocabulary);
  const sent = await read(headSent);
  return { sent, received: headReceived === headSent ? null : await read(headReceived) };
}

/** Earlier exchanges, the likeliest to be compared with first, so many of each agent. */
function ranked(exchange: StoredExchange, earlier: readonly StoredExchange[]): StoredExchange[] {
  const rank = (each: StoredExchange): number => {
    if (each.sessionId === null || each.sessionId !== exchange.sessionId) return 2;
    return each.agentId === exchange.agentId ? 0 : 1;
  };
  const newest = earlier.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? 1 : -1));
  const taken = new Map<string, number>();
  return newest.filter((each) => {
    const agent = JSON.stringify([each.sessionId, each.agentId, each.provider, each.providerModel]);
    const count = (taken.get(agent) ?? 0) + 1;
    taken.set(agent, count);
    return count <= ([OF_AGENT, OF_SIBLINGS][rank(each)] ?? OF_OTHERS);
  });
}

/** Exchanges whose whole context is the beginning of this one, the longest first, however long ago. */
async function beginningsOf(
  store: CacheReads,
  exchange: StoredExchange,
  { sent, received }: SentContext,
): Promise<StoredExchange[]> {
  // Heads are found by what was received: where that is another context, by its own places.
  const places = (received ?? sent).slice(-OWN_PLACES).map((block) => block.nodeId);
  const depth = new Map(places.map((id, i) => [id, i]));
  const heads = (await store.headsAt(places)).filter((head) => head.exchangeId < exchange.id);
  heads.sort((a, b) => (depth.get(b.nodeId) ?? 0) - (depth.get(a.nodeId) ?? 0));
  const found = await Promise.all(
    heads.slice(0, BEGINNINGS).map((head) => store.getExchange(head.exchangeId)),
  );
  return found.filter((each) => each !== null);
}

/** How much each of these earlier exchanges has in common with this one; those too many to be read are left out. */
async function candidatesOf(
  store: CacheReads,
  { sent, received }: SentContext,
  earlier: readonly StoredExchange[],
): Promise<CacheCandidate[]> {
  const heads = earlier.flatMap((each) => [each.headSent, each.headReceived]).filter((head) => head !== null);
  const links = await store.ancestry([...new Set(heads)], PLACES);
  const own = sent.map((block) => block.nodeId);
  const ofSent = sharedDepths(own, links, heads);
  const ofReceived =
    received === null
      ? ofSent
      : sharedDepths(
          received.map((block) => block.nodeId),
          links,
          heads,
        );
  return earlier.flatMap((each) => {
    const found = ofSent.get(each.headSent ?? '');
    if (found === undefined) return [];
    const sharedReceived = ofReceived.get(each.headReceived ?? '')?.shared ?? found.shared;
    return [{ ...turnOf(each), ...found, sharedReceived }];
  });
}

/** The contexts of the likeliest, as many as may be read. */
async function referencesOf(
  store: CacheReads,
  turn: CacheTurn,
  candidates: readonly CacheCandidate[],
  stored: ReadonlyMap<string, StoredExchange>,
  vocabulary: string,
  aliveS: number,
): Promise<CacheReference[]> {
  const references: CacheReference[] = [];
  let places = 0;
  for (const each of likelyPrevious(turn, candidates, aliveS)) {
    const exchange = stored.get(each.exchangeId);
    places += each.depth;
    if (exchange === undefined || (places > PLACES && references.length > 0)) continue;
    references.push({ turn: each, context: await contextOf(store, exchange, vocabulary) });
  }
  return references;
}

/**
 * Reads what an exchange is to be compared with. What is read does not grow with the database: the newest exchanges, the
 * newest of the session, and those that end on this one's own chain.
 */
export async function gather(
  store: CacheReads,
  exchange: StoredExchange,
  given: CacheRule,
  vocabulary: string,
): Promise<Gathered> {
  const turn = turnOf(exchange);
  const context = await contextOf(store, exchange, vocabulary);
  const { id: before, sessionId } = exchange;
  const [newest, ofSession, beginnings] = await Promise.all([
    store.listExchanges({ before, limit: NEWEST }),
    sessionId === null ? [] : store.listExchanges({ before, sessionId, limit: OF_SESSION }),
    beginningsOf(store, exchange, context),
  ]);
  const all = new Map([...beginnings, ...ofSession, ...newest].map((each) => [each.id, each]));
  const read = [...all.values()].filter((each) => wasRead(each, exchange));
  const first = beginnings.filter((each) => read.some(({ id }) => id === each.id));
  const compared = new Map([...first, ...ranked(exchange, read)].map((each) => [each.id, each]));
  const earlier = [...compared.values()].slice(0, COMPARED);
  const candidates = await candidatesOf(store, context, earlier);
  const rule = appliedRule(given, turn, candidates);
  const aliveS = rule.lifetime_s?.least ?? UNKNOWN_LIFETIME_S;
  const compactions = ofSession.filter((each) => each.kind === 'compaction' && each.status !== 'error');
  return {
    turn,
    context,
    candidates,
    references: await referencesOf(store, turn, candidates, compared, vocabulary, aliveS),
    rule,
    aliveS,
    compactedAt: compactions.length === 0 ? null : Math.max(...compactions.map((each) => each.startedAt)),
    stored: compared,
  };
}
