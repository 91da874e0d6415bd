import { useSyncExternalStore } from 'react';

/** Something that was done and can be taken back for a while. */
export interface Undoable {
  /** Tells it apart: the same thing done again takes the place of the first. */
  key: string;
  /** What was done, as the page says it. */
  text: string;
  /** Ms since 1970 after which it is too late. */
  until: number;
  undo(): Promise<unknown>;
}

let offers: readonly Undoable[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Undoable[]): void {
  offers = next;
  for (const listener of listeners) listener();
}

/** Says that something was done and offers to take it back, whatever page is shown. */
export function offerUndo(offer: Undoable): void {
  change([...offers.filter(({ key }) => key !== offer.key), offer]);
}

/** Takes an offer away: it was taken, refused, or is too late. */
export function dropUndo(key: string): void {
  change(offers.filter((offer) => offer.key !== key));
}

export function useUndoOffers(): readonly Undoable[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => offers,
  );
}
