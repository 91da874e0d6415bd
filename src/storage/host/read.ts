import type { Store } from '../port.ts';
import type { LocalOptions } from './local.ts';

/**
 * Opens a migrated database for reading, in this thread. What that takes is loaded only now: the running program
 * has it in its threads, and would keep it (15 MB) for nothing.
 */
export async function openReader(options: LocalOptions): Promise<Store> {
  const local = await import('./local.ts');
  return local.openReader(options);
}
