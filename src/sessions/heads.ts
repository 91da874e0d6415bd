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
   * this very conversation, with the same system texts and tools, sent by the same client within ten minutes (two tools
   * may well be asked the same thing); or, where the request has got an answer in it, an opening that the same client
   * sent within ten minutes.
   */
  find(context: PlacedContext, client: string | null, now: number): Continued | null {
    const { conversation } = context;
    const last = conversation.length - 1;
    const answered = conversation[last]?.hasAssistant === true;
    for (let i = last; i >= 0; i--) {
      const place = conversation[i];
      if (place === undefined) continue;
      const exact = place.hasAssistant ? undefined : this.#entries.get(exactKey(context, place.nodeId));
      const head = exact ?? (answered ? this.#entries.get(place.nodeId) : undefined);
      if (head === undefined) continue;
      const recent = now - head.at <= REPEAT_MS && head.client === client;
      if (place.hasAssistant || (recent && (i === last || answered))) return { head, node: place.nodeId };
    }
    return null;
  }

  /** Remembers where the conversation of a request stands. */
  set(context: PlacedContext, entry: Entry): void {
    for (const key of keysOf(context)) this.#entries.set(key, entry);
  }

  /** Takes an entry back that is still the one given. */
  drop(context: PlacedContext, entry: Entry): void {
    for (const key of keysOf(context)) if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }

  forget(sessionId: number): void {
    this.#entries.deleteWhere((entry) => entry.session === sessionId);
  }
}

/**
 * An opening with what stands before it: Qwen Code, started twice with one question in two folders, names the folders
 * in the system text alone.
 */
function exactKey({ blocks }: PlacedContext, nodeId: string): string {
  const start = blocks.findIndex(isSaid);
  const before = (start < 0 ? blocks.at(-1) : blocks[start - 1])?.nodeId ?? '';
  return `${before} ${nodeId}`;
}

function isSaid({ message, role }: PlacedContext['blocks'][number]): boolean {
  return message >= 0 && role !== 'system' && role !== 'developer';
}

function keysOf(context: PlacedContext): string[] {
  const last = context.conversation.at(-1);
  if (last === undefined) return [];
  return last.hasAssistant ? [last.nodeId] : [last.nodeId, exactKey(context, last.nodeId)];
}
