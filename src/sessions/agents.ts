import { BoundedMap } from '../context/index.ts';
import { type Clock, newId } from '../exchange/index.ts';
import type { Store } from '../storage/index.ts';

type Known = Map<string, string>;

/** Where a request's conversation begins, and whether there is an answer in it. */
export interface Start {
  nodeId: string;
  answered: boolean;
  /** Whether the client has just compacted a conversation of this session: what begins anew then goes on that one. */
  compacted: boolean;
}

const KNOWN_STARTS = 20_000;

/** The agents of the sessions in use: ids by key, read from the store once a session. */
export class Agents {
  readonly #store: Pick<Store, 'listAgents' | 'upsertAgent'>;
  readonly #clock: Clock;
  readonly #sessions = new BoundedMap<number, Promise<Known>>(2000);
  /** Where the conversations of agents that share a key began, by session and key. */
  readonly #starts = new BoundedMap<string, string>(KNOWN_STARTS);

  constructor(store: Pick<Store, 'listAgents' | 'upsertAgent'>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  #of(sessionId: number): Promise<Known> {
    const known = this.#sessions.get(sessionId);
    if (known !== undefined) return known;
    const reading = this.#store
      .listAgents(sessionId)
      .then((agents) => new Map(agents.map((agent) => [agent.key, agent.id])));
    this.#sessions.set(sessionId, reading);
    reading.catch(() => this.#sessions.delete(sessionId));
    return reading;
  }

  /** The agent of that key, made where it is new. */
  async idOf(sessionId: number, key: string, parentKey: string | null): Promise<string> {
    const known = await this.#of(sessionId);
    const there = known.get(key);
    if (there !== undefined) return there;
    const createdAt = this.#clock.now();
    const id = newId(createdAt);
    known.set(key, id);
    try {
      await this.#store.upsertAgent({ id, sessionId, key, parentKey, createdAt });
    } catch (error) {
      known.delete(key);
      throw error;
    }
    return id;
  }

  /**
   * The agent of a key that several may share: Kimi's sub-agents of one kind, side by side, have one system text. A
   * conversation that begins anew, with another first message, is another agent's; once it has answers, a first message
   * that nobody knows is one that the client edited.
   */
  async sharing(sessionId: number, key: string, start: Start | null): Promise<string> {
    if (start === null) return this.idOf(sessionId, key, null);
    const own = `${key}:${start.nodeId}`;
    if ((await this.#of(sessionId)).has(own)) return this.idOf(sessionId, own, null);
    const place = `${sessionId} ${key}`;
    const first = this.#starts.get(place);
    if (first === undefined || start.compacted) this.#starts.set(place, start.nodeId);
    else if (first !== start.nodeId && !start.answered) return this.idOf(sessionId, own, null);
    return this.idOf(sessionId, key, null);
  }

  /** The agent of that key, else the session's first; null where it has none yet. */
  async existing(sessionId: number, key: string | null): Promise<string | null> {
    const known = await this.#of(sessionId);
    const there = key === null ? undefined : known.get(key);
    return there ?? known.values().next().value ?? null;
  }

  forget(sessionId: number): void {
    this.#sessions.delete(sessionId);
  }
}
