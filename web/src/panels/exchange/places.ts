import { useEffect, useRef } from 'react';
import { changeParams, usePlace } from '../../app/location.ts';

/** Members of the address that are places in one conversation. */
const OF_CONVERSATION = { from: null, find: null, hit: null, against: null, all: null, block: null };

/** Members of the address that belong to one tab, and are left behind with it. */
export const OF_TABS = { ...OF_CONVERSATION, side: null, view: null };

/**
 * Another exchange in the same place: its tab stays, but not a place in what is another conversation. Where it comes
 * with places of its own, by Back or by a link, those stay.
 */
export function useOwnPlaces(id: string): void {
  const { params } = usePlace();
  const places = JSON.stringify(Object.keys(OF_CONVERSATION).map((name) => params.get(name)));
  const shown = useRef({ id, places });
  useEffect(() => {
    const before = shown.current;
    shown.current = { id, places };
    if (before.id !== id && before.places === places) changeParams(OF_CONVERSATION, { replace: true });
  }, [id, places]);
}
