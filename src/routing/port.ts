import type { ConfiguredPrice, ProviderConfig } from '../config/index.ts';
import type { RouteDecision } from '../contract/index.ts';
import type { ModelOrigin } from './catalog.ts';

/** A provider and the model id it is asked for. */
export interface Target {
  provider: ProviderConfig;
  /** The provider's own id; empty where the request names a provider and no model. */
  model: string;
  /** Tokens the model can take; null where nobody says. */
  window: number | null;
  /** What the configuration says that it costs. */
  price: ConfiguredPrice | null;
}

export interface Route extends Target {
  decision: RouteDecision;
  /** Ordered: what to try where the first is down. */
  fallbacks: Target[];
}

export interface RouteRequest {
  /** What the client asked for; null where the request has no model. */
  model: string | null;
  /** The pinned session's provider and model, for `auto`. */
  pinned: { provider: string | null; model: string | null } | null;
  /** `?provider=` or `x-kimi-proxy-provider`, for paths that we don't know. */
  provider: string | null;
  /**
   * Whether the client brings a credential that this provider takes (`auth = "client"` and its shape). Asked only
   * of providers that are off; where it is left out, any such provider may be chosen.
   */
  brings?: (provider: ProviderConfig) => boolean;
}

export interface Router {
  /**
   * Decides by the routing order, synchronously. Throws `model_not_found` with the closest names,
   * `provider_key_missing` naming the variable, or `invalid_request`.
   */
  resolve(request: RouteRequest): Route;
  /** Every model a client may ask for, as `/v1/models` lists them. */
  models(): { id: string; provider: string; providerModel: string; window: number | null }[];
  /** The same with what else is known of each; `off`: also those of providers that are off. */
  entries(off: boolean): ModelEntry[];
}

/** A model that a client may ask for. */
export interface ModelEntry {
  id: string;
  provider: ProviderConfig;
  /** The provider's own id. */
  providerModel: string;
  /** Tokens the model can take; null where nobody says. */
  window: number | null;
  /** What the configuration says that it costs. */
  price: ConfiguredPrice | null;
  origin: ModelOrigin;
  /** A name for people; null where there is no other than its id. */
  display: string | null;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/** One breaker a provider: opens at 5 failures in a row, lets one trial through after 30 s. */
export interface Breakers {
  /** `null`: go. Else how many whole seconds until a trial is let through. */
  refuse(provider: string): number | null;
  /** An answer came that is not a failure (4xx and 429 included). */
  success(provider: string): void;
  /** A connection error, a 5xx or a time-out. */
  failure(provider: string): void;
  /** The trial ended without a verdict (the client went away). */
  release(provider: string): void;
  state(provider: string): BreakerState;
  /** Wall time in ms since 1970 at which it opened; null while it is closed. */
  since(provider: string): number | null;
  /** Wall time in ms since 1970 at which a trial is let through; null unless it is open. */
  retryAt(provider: string): number | null;
}
