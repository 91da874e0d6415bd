import type { Vocabulary } from './port.ts';

/** What the counter posts to its worker. */
export interface CountRequest {
  vocabulary: Vocabulary;
  texts: string[];
  /** Where the worker writes while it counts, so that what is done survives its end. Laid out by {@link Slot}. */
  shared: SharedArrayBuffer;
}

/** What the worker answers: the batch is over, or ended early because the library failed on one text. */
export interface CountReply {
  failed: boolean;
}

/** Layout of the shared Int32Array: the index of the text being counted, then one result a text. */
export const Slot = { current: 0, firstResult: 1 } as const;

/** Value of `current` until the vocabulary is loaded. */
export const LOADING = -1;

/** Value of a result that is not there yet. */
export const PENDING = -1;
