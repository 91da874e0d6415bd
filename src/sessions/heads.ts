import { BoundedMap, type PlacedContext } from '../context/index.ts';

/** An exact repeat, or an answer to a conversation's opening, counts as the same conversation for this long. */
export const REPEAT_MS = 10 * 60 * 1000;

/** Where a conversation stood when it was last sent. */
export interface Head {
  sessionId: number;
  agentId: string | null;
  client: string | null;
  /** Wall time of the exchange in ms since 1970. */
  at: number;
}

interface Entry extends Omit<Head, 'sessionId'> {
  /** A promise while the session is being made: null where that failed. */
  session: number | Promise<number | null>;
}

/** What a request continues: the place, and whether its session is known already. */
export interface Continued {
  head: Entry;
  node: string;
}

/** Recent ends of conversations, by the id of their last node. Bounded; knows nothing of the store. */
export class Heads {
  readonly #entries: BoundedMap<string, Entry>;

  constructor(max: number) {
    this.#entries = new BoundedMap(max);
  }

  /**
   * The deepest known end within a conversation that it may be taken to continue: past an assistant's block; or
   * this very conversation, sent by the same client within ten minutes (two tools may well be asked the same thing);
   * or, where the request has got an answer in it, an opening that the same client sent within ten minutes.
   */
  find(conversation: PlacedContext['conversation'], client: string | null, now: number): Continued | null {
    const last = conversation.length - 1;
    const answered = conversation[last]?.hasAssistant === true;
    for (let i = last; i >= 0; i--) {
      const place = conversation[i];
      const head = place === undefined ? undefined : this.#entries.get(place.nodeId);
      if (place === undefined || head === undefined) continue;
      const recent = now - head.at <= REPEAT_MS && head.client === client;
      if (place.hasAssistant || (recent && (i === last || answered))) return { head, node: place.nodeId };
    }
    return null;
  }

  set(node: string, entry: Entry): void {
    this.#entries.set(node, entry);
  }

  /** Takes an entry back that is still the one given. */
  drop(node: string, entry: Entry): void {
    if (this.#entries.get(node) === entry) this.#entries.delete(node);
  }

  forget(sessionId: number): void {
    this.#entries.deleteWhere((entry) => entry.session === sessionId);
  }
}
