import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ExchangeRow } from '../../../../src/contract/row.ts';

/** Scrolled this far (px) below the list's beginning, the reader is elsewhere: nothing may move under them. */
const AWAY_PX = 40;

export interface Held {
  rows: ExchangeRow[];
  /** How many there are that are not shown. */
  newer: number;
  /** Shows them: goes back to the top. */
  release(): void;
}

/**
 * Rows as they may be shown: all of them at the top of the list; away from it, none that came since; paused, all as
 * they were. `offset` is where the list begins on the page, in px.
 */
export function useHeld(rows: ExchangeRow[], paused: boolean, offset: number): Held {
  const [away, setAway] = useState(false);
  const frozen = useRef<{ rows: ExchangeRow[]; ids: Set<string> } | null>(null);
  useEffect(() => {
    const look = (): void => setAway(window.scrollY > offset + AWAY_PX);
    look();
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, [offset]);
  const held = away || paused;
  const release = useCallback(() => {
    frozen.current = null;
    window.scrollTo({ top: 0 });
    setAway(false);
  }, []);

  return useMemo(() => {
    if (!held) {
      frozen.current = null;
      return { rows, newer: 0, release };
    }
    frozen.current ??= { rows, ids: new Set(rows.map(({ id }) => id)) };
    const { ids } = frozen.current;
    const top = frozen.current.rows[0]?.id ?? '';
    let newer = 0;
    const shown: ExchangeRow[] = [];
    for (const row of rows) {
      // Older pages that were scrolled to are shown; what is newer than the top is not.
      if (ids.has(row.id) || row.id < top) shown.push(row);
      else newer++;
    }
    return { rows: paused ? frozenOrder(frozen.current.rows, shown) : shown, newer, release };
  }, [rows, held, paused, release]);
}

/** What was there, as it was, and older rows below it. */
function frozenOrder(frozen: ExchangeRow[], shown: ExchangeRow[]): ExchangeRow[] {
  const known = new Set(frozen.map(({ id }) => id));
  return [...frozen, ...shown.filter(({ id }) => !known.has(id))];
}
