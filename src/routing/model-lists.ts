import type { KnownModel, ProviderConfig } from '../config/index.ts';
import type { Clock } from '../exchange/index.ts';
import { parseModelList } from './list-body.ts';

const REFRESH_MS = 600_000;
/** After trouble: sooner, so that a local server that is started later is found. */
const AFTER_TROUBLE_MS = 60_000;
const TIMEOUT_MS = 10_000;
const MOST_BYTES = 2 * 1024 * 1024;

interface ListLimits {
  maxBytes: number;
  signal: AbortSignal;
}

/** Gets the body of `GET {base_url}/models`; rejects on any answer but a 200, a larger body, or the signal. */
export type FetchList = (provider: ProviderConfig, limits: ListLimits) => Promise<Uint8Array>;

export interface ModelListsOptions {
  fetchList: FetchList;
  clock: Clock;
  /** Told of each list that could not be had; the one before stays. */
  onTrouble: (provider: string, error: Error) => void;
  /** From 0 to 1; spreads the refreshes by ± 10 %. */
  random?: () => number;
}

/** What providers say that they serve. Never waited for: an empty list until the first answer. */
export interface ModelLists {
  /** Names of the providers that list this id. */
  listed(model: string): string[];
  /** A provider's list, in its order; empty where it is not known. */
  of(provider: string): readonly KnownModel[];
  /** Finds one entry of a provider's list. */
  find(provider: string, model: string): KnownModel | null;
  /** Wall time in ms of a provider's last good list; null: none yet. */
  refreshedAt(provider: string): number | null;
  /** From now on these providers: the new ones are asked at once, those gone are forgotten. */
  follow(providers: readonly ProviderConfig[]): void;
  /** Stops refreshing and ends what is under way. */
  stop(): void;
}

interface Followed {
  provider: ProviderConfig;
  models: Map<string, KnownModel>;
  refreshedAt: number | null;
  timer: NodeJS.Timeout | null;
  abort: AbortController;
}

function askable(provider: ProviderConfig): boolean {
  const hasCredential = provider.auth === 'none' || provider.apiKey !== null;
  return provider.on && provider.listsModels && provider.type !== 'test' && hasCredential;
}

function sameSource(a: ProviderConfig, b: ProviderConfig): boolean {
  return a.type === b.type && a.baseUrl === b.baseUrl && a.apiKey === b.apiKey && a.auth === b.auth;
}

/** Keeps the providers' lists fresh in the background: at once, then every 10 min, 1 min after trouble. */
export function createModelLists(options: ModelListsOptions): ModelLists {
  const { fetchList, clock, onTrouble, random = Math.random } = options;
  const followed = new Map<string, Followed>();

  async function refresh(entry: Followed): Promise<void> {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    let next = REFRESH_MS;
    try {
      const signal = AbortSignal.any([entry.abort.signal, timeout]);
      const body = await fetchList(entry.provider, { maxBytes: MOST_BYTES, signal });
      if (body.byteLength > MOST_BYTES) throw new RangeError('the list is larger than 2 MB');
      entry.models = new Map(parseModelList(body).map((model) => [model.id, model]));
      entry.refreshedAt = clock.now();
    } catch (error) {
      if (entry.abort.signal.aborted) return;
      next = AFTER_TROUBLE_MS;
      onTrouble(entry.provider.name, error instanceof Error ? error : new Error(String(error)));
    }
    if (entry.abort.signal.aborted) return;
    entry.timer = setTimeout(() => void refresh(entry), next * (0.9 + 0.2 * random()));
    entry.timer.unref();
  }

  function drop(entry: Followed): void {
    entry.abort.abort();
    if (entry.timer !== null) clearTimeout(entry.timer);
    followed.delete(entry.provider.name);
  }

  return {
    listed(model) {
      const names: string[] = [];
      for (const [name, entry] of followed) if (entry.models.has(model)) names.push(name);
      return names;
    },
    of: (provider) => [...(followed.get(provider)?.models.values() ?? [])],
    find: (provider, model) => followed.get(provider)?.models.get(model) ?? null,
    refreshedAt: (provider) => followed.get(provider)?.refreshedAt ?? null,
    follow(providers) {
      const wanted = new Map(providers.filter(askable).map((provider) => [provider.name, provider]));
      for (const entry of [...followed.values()]) {
        const now = wanted.get(entry.provider.name);
        if (now !== undefined && sameSource(entry.provider, now)) entry.provider = now;
        else drop(entry);
      }
      for (const provider of wanted.values()) {
        if (followed.has(provider.name)) continue;
        const entry: Followed = {
          provider,
          models: new Map(),
          refreshedAt: null,
          timer: null,
          abort: new AbortController(),
        };
        followed.set(provider.name, entry);
        void refresh(entry);
      }
    },
    stop() {
      for (const entry of [...followed.values()]) drop(entry);
    },
  };
}
