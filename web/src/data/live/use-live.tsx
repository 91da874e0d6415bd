import { createContext, type ReactNode, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import type { World } from './apply.ts';
import type { Connection } from './socket.ts';
import type { Batch, LiveStore } from './store.ts';

const LiveContext = createContext<LiveStore | null>(null);

export function LiveProvider({ store, children }: { store: LiveStore; children: ReactNode }) {
  return <LiveContext value={store}>{children}</LiveContext>;
}

export function useLiveStore(): LiveStore {
  const store = useContext(LiveContext);
  if (store === null) throw new Error('This part of the page is outside LiveProvider.');
  return store;
}

/** A part of the live world; the component is drawn again when that part is another. */
export function useWorld<T>(select: (world: World) => T): T {
  const store = useLiveStore();
  return useSyncExternalStore(store.subscribe, () => select(store.world));
}

export function useConnection(): Connection {
  const store = useLiveStore();
  return useSyncExternalStore(store.subscribe, () => store.connection);
}

/** Calls `listener` with what each frame brought. */
export function useBatches(listener: (batch: Batch) => void): void {
  const store = useLiveStore();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => store.onBatch((batch) => latest.current(batch)), [store]);
}
