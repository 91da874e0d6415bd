import type { ExchangeRow } from '../../../../src/contract/row.ts';

/** In the order in which they stand; the names are those of `?tab=`. */
export const TABS = ['conversation', 'changes', 'cache', 'composition', 'raw', 'headers'] as const;
export type Tab = (typeof TABS)[number];

/**
 * Where a failure is to be understood: in the provider's answer, or in the request that was refused before it was sent.
 * Null where neither tells more (it went well, or no provider answered).
 */
export function faultOf({ error, attempts }: ExchangeRow): 'request' | 'answer' | null {
  if (error === null) return null;
  if (attempts.length === 0) return 'request';
  return attempts.at(-1)?.http_status == null ? null : 'answer';
}

/** The tab of an address. Where it names none, a failure opens at what came over the wire, all else at what was said. */
export function tabOf(named: string | null, row: ExchangeRow | null): Tab {
  const found = TABS.find((tab) => tab === named);
  return found ?? (row?.status === 'error' && faultOf(row) !== null ? 'raw' : 'conversation');
}

/** The tab that a key leads to from one, as the pattern for tabs of the ARIA Authoring Practices has it; null: none. */
export function tabByKey(from: Tab, key: string): Tab | null {
  const at = TABS.indexOf(from);
  switch (key) {
    case 'ArrowRight':
      return TABS[(at + 1) % TABS.length] ?? null;
    case 'ArrowLeft':
      return TABS[(at + TABS.length - 1) % TABS.length] ?? null;
    case 'Home':
      return TABS[0];
    case 'End':
      return TABS[TABS.length - 1] ?? null;
    default:
      return null;
  }
}
