import { useEffect } from 'react';
import { PANELS } from './registry.ts';

/** After so long (ms) the page is at rest, and what the next key may ask for is loaded. */
const AT_REST_MS = 1500;

export const loadPalette = () => import('./Palette.tsx');

/** Loads the other pages and the commands while nothing else happens, so that they open at once, and offline, too. */
export function useLoadAhead(): void {
  useEffect(() => {
    const timer = setTimeout(async () => {
      for (const load of [loadPalette, ...PANELS.map((panel) => panel.load)]) {
        // What could not be loaded now is asked for again when it is needed, and says so then.
        await load().catch(() => undefined);
      }
    }, AT_REST_MS);
    return () => clearTimeout(timer);
  }, []);
}
