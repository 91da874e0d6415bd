import { BoundedMap, type PlacedBlock } from '../context/index.ts';
import type { CalibrationRoute } from '../tokens/index.ts';

/** A context that a provider has counted, and we. */
export interface Anchor {
  counted: number;
  said: number;
  /** Blocks with a text that was guessed; null where that was forgotten. */
  guesses: number | null;
}

/** Where in a context an earlier one ended. */
export interface Before extends Anchor {
  /** How many blocks of the context were in it. */
  depth: number;
}

const MOST_ROUTES = 64;
/** Contexts of one route: a day's turns. */
const MOST_CONTEXTS = 1000;
/** Blocks that are looked at, from the last one on. */
const MOST_BLOCKS = 10_000;
/** After so many look-ups in a row that found nothing the store is not asked again: what goes on is in memory by then. */
const MOST_MISSES = 8;

/** The model comes last: it alone may have any character in it. */
function keyOf({ provider, model, vocabulary, protocol }: CalibrationRoute): string {
  return `${provider}\n${vocabulary}\n${protocol}\n${model}`;
}

/** Contexts that providers counted lately, by their last node. A cache: the store has them, too. */
export class Anchors {
  readonly #routes = new BoundedMap<string, BoundedMap<string, Anchor>>(MOST_ROUTES);
  readonly #misses = new BoundedMap<string, number>(MOST_ROUTES);

  set(route: CalibrationRoute, head: string, anchor: Anchor): void {
    const key = keyOf(route);
    let contexts = this.#routes.get(key);
    if (contexts === undefined) {
      contexts = new BoundedMap(MOST_CONTEXTS);
      this.#routes.set(key, contexts);
    }
    contexts.set(head, anchor);
  }

  /** The longest context counted on this route that this one goes on; null where none is remembered. */
  find(route: CalibrationRoute, blocks: readonly PlacedBlock[]): Before | null {
    const contexts = this.#routes.get(keyOf(route));
    if (contexts === undefined) return null;
    const least = Math.max(0, blocks.length - MOST_BLOCKS);
    for (let depth = blocks.length; depth > least; depth--) {
      const anchor = contexts.get(blocks[depth - 1]?.nodeId ?? '');
      if (anchor !== undefined) return { ...anchor, depth };
    }
    return null;
  }

  /** Whether the store may know what is not remembered here. */
  mayBeStored(route: CalibrationRoute): boolean {
    return (this.#misses.get(keyOf(route)) ?? 0) < MOST_MISSES;
  }

  /** What a look-up in the store came to. */
  lookedUp(route: CalibrationRoute, found: boolean): void {
    const key = keyOf(route);
    this.#misses.set(key, found ? 0 : (this.#misses.get(key) ?? 0) + 1);
  }
}
