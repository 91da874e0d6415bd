import type { Clock } from '../../exchange/index.ts';
import { learn, type Observation } from './learn.ts';
import { type Calibration, UNKNOWN } from './state.ts';
import { type ByProtocol, fromData, toData } from './stored.ts';

/** Whose counts they are. */
export interface CalibrationRoute {
  provider: string;
  /** The provider's own name of the model. */
  model: string;
  /** What we count with. */
  vocabulary: string;
  /** The client's protocol: by it the context is read, and so the overhead counted. */
  protocol: string;
}

/** A row as the store keeps it. Times are ms since 1970. */
export interface CalibrationRow {
  provider: string;
  model: string;
  vocabulary: string;
  data: string;
  updatedAt: number;
}

export interface CalibrationStore {
  calibrations(): Promise<CalibrationRow[]>;
  saveCalibrations(rows: CalibrationRow[]): Promise<void>;
}

export interface KnownCalibration extends CalibrationRoute {
  calibration: Calibration;
  updatedAt: number;
}

/** What is known of each route's counts. Memory is only a cache of what is stored. */
export interface Calibrations {
  /** Reads what was stored. Never rejects: without it everything is learnt anew. */
  load(): Promise<void>;
  of(route: CalibrationRoute): Calibration;
  /** Learns from what the provider said, and whether that can be believed. It is stored within some seconds. */
  learn(route: CalibrationRoute, seen: Observation): boolean;
  /** Everything that is known, the newest first. */
  all(): KnownCalibration[];
  /** Stores what is new. Never rejects. */
  flush(): Promise<void>;
  /** Stores what is new, and stops. */
  close(): Promise<void>;
}

export interface CalibrationsOptions {
  store: CalibrationStore;
  clock: Pick<Clock, 'now'>;
  /** Ms from learning something to storing it. */
  saveMs?: number;
  /** Models that are remembered at most. */
  max?: number;
  /** Hears that it could not be read or stored; once, until it can be again. */
  onFailure(error: unknown): void;
}

interface Entry {
  key: Omit<CalibrationRow, 'data' | 'updatedAt'>;
  protocols: ByProtocol;
  updatedAt: number;
  /** Not stored yet. */
  dirty: boolean;
}

const SAVE_MS = 3000;
const MAX_MODELS = 500;

/** The model comes last: it alone may have any character in it. */
function keyOf({ provider, model, vocabulary }: Entry['key']): string {
  return `${provider}\n${vocabulary}\n${model}`;
}

/** See {@link Calibrations}. Several processes may write to one store: who has learnt more of a route has it. */
export function createCalibrations(options: CalibrationsOptions): Calibrations {
  const { store, clock, saveMs = SAVE_MS, max = MAX_MODELS, onFailure } = options;
  const entries = new Map<string, Entry>();
  let timer: NodeJS.Timeout | null = null;
  let saving: Promise<void> | null = null;
  let failing = false;
  let closed = false;

  function failed(error: unknown): void {
    if (!failing) onFailure(error);
    failing = true;
  }

  /** What was learnt of longest ago goes; it is stored, but for the last seconds. */
  function makeRoom(): void {
    while (entries.size > max) {
      const [first] = entries.keys();
      if (first === undefined) return;
      entries.delete(first);
    }
  }

  /** Takes over what another process learnt, where it learnt more. */
  function merge(row: CalibrationRow): void {
    const read = fromData(row.data);
    if (read === null) return;
    const { provider, model, vocabulary, updatedAt } = row;
    const key = keyOf(row);
    const known = entries.get(key);
    if (known === undefined) {
      entries.set(key, { key: { provider, model, vocabulary }, protocols: read, updatedAt, dirty: false });
      return;
    }
    for (const [protocol, theirs] of read) {
      const ours = known.protocols.get(protocol);
      if (ours === undefined || theirs.observations > ours.observations)
        known.protocols.set(protocol, theirs);
    }
  }

  async function save(): Promise<void> {
    const changed = [...entries.values()].filter((entry) => entry.dirty);
    if (changed.length === 0) return;
    for (const entry of changed) entry.dirty = false;
    try {
      const keys = new Set(changed.map((entry) => keyOf(entry.key)));
      for (const row of await store.calibrations()) if (keys.has(keyOf(row))) merge(row);
      await store.saveCalibrations(
        changed.map(({ key, protocols, updatedAt }) => ({ ...key, data: toData(protocols), updatedAt })),
      );
      failing = false;
    } catch (error) {
      for (const entry of changed) entry.dirty = true;
      failed(error);
    }
  }

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    while (saving !== null) await saving;
    saving = save().finally(() => {
      saving = null;
    });
    await saving;
  }

  function schedule(): void {
    if (timer !== null || closed) return;
    timer = setTimeout(() => void flush(), saveMs);
    // What was learnt last is stored on close; the process must not live for it.
    timer.unref();
  }

  return {
    async load() {
      try {
        // The oldest first, so that the newest are used last.
        for (const row of (await store.calibrations()).slice(0, max).reverse()) merge(row);
      } catch (error) {
        failed(error);
      }
    },
    of: (route) => entries.get(keyOf(route))?.protocols.get(route.protocol) ?? UNKNOWN,
    learn(route, seen) {
      const key = keyOf(route);
      const { provider, model, vocabulary, protocol } = route;
      const entry = entries.get(key);
      const before = entry?.protocols.get(protocol) ?? UNKNOWN;
      const { calibration, believed } = learn(before, seen);
      if (calibration === before) return believed;
      const protocols: ByProtocol = entry?.protocols ?? new Map();
      protocols.set(protocol, calibration);
      entries.delete(key);
      entries.set(key, {
        key: { provider, model, vocabulary },
        protocols,
        updatedAt: clock.now(),
        dirty: true,
      });
      makeRoom();
      schedule();
      return believed;
    },
    all: () =>
      [...entries.values()]
        .reverse()
        .flatMap(({ key, protocols, updatedAt }) =>
          [...protocols].map(([protocol, calibration]) => ({ ...key, protocol, calibration, updatedAt })),
        ),
    flush,
    async close() {
      await flush();
      closed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
