import type { Vocabulary } from './port.ts';

/** What the counter posts to its worker. */
export interface CountRequest {
  vocabulary: Vocabulary;
  /** The vocabulary's pack; the worker uses it as it is. */
  pack: SharedArrayBuffer;
  texts: string[];
  /** Where the worker writes while it counts, so that what is done survives its end. Laid out by {@link Slot}. */
  results: SharedArrayBuffer;
}

/** What the worker posts when a batch is over. */
export const DONE = 'done';

/** Layout of the shared Int32Array: the index of the text being counted, then one result a text. */
export const Slot = { current: 0, firstResult: 1 } as const;

/** Value of `current` until the worker has started. */
export const LOADING = -1;

/** Value of a result that is not there yet. */
export const PENDING = -1;
