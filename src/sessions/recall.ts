import type { PlacedContext } from '../context/index.ts';
import type { Store, StoredExchange } from '../storage/index.ts';
import { type Head, REPEAT_MS } from './heads.ts';

type RecallStore = Pick<Store, 'getExchange' | 'headsAt' | 'listExchanges'>;

/** Who asks, and when. */
interface Asking {
  clientName: string | null;
  /** Wall time in ms since 1970. */
  startedAt: number;
}

/** How many places of a conversation, the last ones, are looked up in the store after a start. */
const COLD_PLACES = 500;

/** How many exchanges, the newest ones, are looked through. */
const NEWEST = 100;

/**
 * Where a conversation stood before this program was started at `upSince`, as the store remembers: past an assistant's
 * block; or this very conversation within ten minutes of its last sending, and shortly after the start; or, where the
 * request has got an answer in it, its opening, which the same client sent within ten minutes.
 */
export async function coldHead(
  store: RecallStore,
  context: PlacedContext,
  { clientName, startedAt }: Asking,
  upSince: number,
): Promise<Head | null> {
  const { blocks, head } = context;
  const first = blocks.findIndex((block) => block.role === 'assistant');
  const opening = first < 0 ? head : (blocks[first - 1]?.nodeId ?? null);
  const nodes = (first < 0 ? [] : blocks.slice(first).slice(-COLD_PLACES)).map((block) => block.nodeId);
  if (opening !== null && (first >= 0 || startedAt - upSince <= REPEAT_MS)) nodes.unshift(opening);
  if (nodes.length === 0) return null;
  const refs = new Map((await store.headsAt(nodes)).map((ref) => [ref.nodeId, ref]));
  for (const node of nodes.reverse()) {
    const ref = refs.get(node);
    if (ref === undefined || ref.sessionId === null) continue;
    if (node === opening) {
      if (startedAt - ref.startedAt > REPEAT_MS) continue;
      if (first >= 0 && (await store.getExchange(ref.exchangeId))?.clientName !== clientName) continue;
    }
    return { sessionId: ref.sessionId, agentId: ref.agentId, client: null, at: ref.startedAt };
  }
  return null;
}

/** The session of a client's newest exchange of a kind, where that began within ten minutes, and no turn followed it. */
export async function recentlyStored(
  store: RecallStore,
  kind: 'turn' | 'compaction',
  { clientName, startedAt }: Asking,
): Promise<number | null> {
  const newest = await store.listExchanges({ limit: NEWEST });
  const theirs = newest.filter((one) => one.clientName === clientName && one.sessionId !== null);
  const at = theirs.findIndex((one) => one.kind === kind);
  const found = theirs[at];
  if (found === undefined || startedAt - found.startedAt > REPEAT_MS) return null;
  const wentOn = theirs.slice(0, at).some((one) => isTurn(one.kind) && one.sessionId === found.sessionId);
  return wentOn ? null : found.sessionId;
}

/** The agent of a session that was compacted last, and has had no turn since; null where there is none. */
export async function compactedAgent(
  store: Pick<Store, 'listExchanges'>,
  sessionId: number,
): Promise<string | null> {
  const newest = await store.listExchanges({ sessionId, limit: NEWEST });
  const wentOn = new Set<string | null>();
  for (const { kind, agentId } of newest) {
    if (kind === 'compaction' && agentId !== null && !wentOn.has(agentId)) return agentId;
    if (isTurn(kind)) wentOn.add(agentId);
  }
  return null;
}

const isTurn = (kind: StoredExchange['kind']) => kind === 'turn';
