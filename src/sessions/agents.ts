import { BoundedMap } from '../context/index.ts';
import { type Clock, newId } from '../exchange/index.ts';
import type { Store } from '../storage/index.ts';
import { compactedAgent } from './recall.ts';

interface Known {
  /** Ids by key, the oldest first. */
  ids: Map<string, string>;
  /** The agent whose conversation was compacted, until its next turn: what begins anew goes on that one. */
  compacted: string | null;
}

/** Where a request's conversation begins, and what it goes on. */
export interface Start {
  nodeId: string;
  /** Whether there is an answer in it. */
  answered: boolean;
  /** The agent that had the conversation so far, as the chain knows; null where it does not. */
  before: () => Promise<string | null>;
}

const KNOWN_STARTS = 20_000;

/** Agents of a session that share a system text: a client that begins a conversation with each call has no more. */
const MAX_SHARING = 100;

type AgentStore = Pick<Store, 'listAgents' | 'listExchanges' | 'upsertAgent'>;

/** The agents of the sessions in use: ids by key, read from the store once a session. */
export class Agents {
  readonly #store: AgentStore;
  readonly #clock: Clock;
  readonly #sessions = new BoundedMap<number, Promise<Known>>(2000);
  /** Agents by session, key and start, where the start is not the one that they were made for. */
  readonly #starts = new BoundedMap<string, string>(KNOWN_STARTS);

  constructor(store: AgentStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async #read(sessionId: number): Promise<Known> {
    const agents = await this.#store.listAgents(sessionId);
    const ids = new Map(agents.map((agent) => [agent.key, agent.id]));
    return { ids, compacted: ids.size === 0 ? null : await compactedAgent(this.#store, sessionId) };
  }

  #of(sessionId: number): Promise<Known> {
    const known = this.#sessions.get(sessionId);
    if (known !== undefined) return known;
    const reading = this.#read(sessionId);
    this.#sessions.set(sessionId, reading);
    reading.catch(() => this.#sessions.delete(sessionId));
    return reading;
  }

  /** The agent of that key, made where it is new. */
  async idOf(sessionId: number, key: string, parentKey: string | null): Promise<string> {
    const { ids } = await this.#of(sessionId);
    const there = ids.get(key);
    if (there !== undefined) return there;
    const createdAt = this.#clock.now();
    const id = newId(createdAt);
    ids.set(key, id);
    try {
      await this.#store.upsertAgent({ id, sessionId, key, parentKey, createdAt });
    } catch (error) {
      ids.delete(key);
      throw error;
    }
    return id;
  }

  #byStart({ ids }: Known, sessionId: number, own: string): string | undefined {
    return ids.get(own) ?? this.#starts.get(`${sessionId} ${own}`);
  }

  /**
   * The agent of a key that several may share: Kimi's sub-agents of one kind, side by side, have one system text. A
   * conversation that begins anew, with another first message, is another agent's, except behind a compaction; once
   * it has answers, it is the agent's that the chain knows, whatever system text stands before it now (a new day, plan
   * mode left); where the chain knows none, its first message is one that the client edited.
   */
  async sharing(sessionId: number, key: string, start: Start): Promise<string> {
    const known = await this.#of(sessionId);
    const own = `${key}:${start.nodeId}`;
    const there = this.#byStart(known, sessionId, own);
    if (there !== undefined) return there;
    const sharing = sharersOf(known, key);
    const [first] = sharing;
    const { compacted } = known;
    const goesOn = compacted !== null && sharing.includes(compacted) ? compacted : null;
    const before = goesOn === null && start.answered ? await start.before() : null;
    const id = goesOn ?? (before !== null && holds(known, before) ? before : null);
    if (id === null) {
      const isNew = first === undefined || (!start.answered && sharing.length < MAX_SHARING);
      return isNew ? this.idOf(sessionId, own, null) : first;
    }
    this.#starts.set(`${sessionId} ${own}`, id);
    return id;
  }

  /** The agent of that key and start, else the first of the key, else the session's first; null where it has none yet. */
  async existing(sessionId: number, key: string | null, nodeId: string | null): Promise<string | null> {
    const known = await this.#of(sessionId);
    const there = key === null ? undefined : this.#byStart(known, sessionId, `${key}:${nodeId}`);
    const sharing = key === null ? undefined : sharersOf(known, key)[0];
    return there ?? sharing ?? known.ids.values().next().value ?? null;
  }

  /** Notes that an agent's conversation was compacted, or has gone on. */
  async note(sessionId: number, agentId: string, kind: 'compaction' | 'turn'): Promise<void> {
    const known = await this.#of(sessionId);
    if (kind === 'compaction') known.compacted = agentId;
    else if (known.compacted === agentId) known.compacted = null;
  }

  forget(sessionId: number): void {
    this.#sessions.delete(sessionId);
  }
}

function holds({ ids }: Known, agentId: string): boolean {
  for (const id of ids.values()) if (id === agentId) return true;
  return false;
}

/** The agents of a key, the oldest first. */
function sharersOf({ ids }: Known, key: string): string[] {
  return [...ids].filter(([name]) => name === key || name.startsWith(`${key}:`)).map(([, id]) => id);
}
