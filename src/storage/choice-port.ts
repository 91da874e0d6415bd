import type { ExchangeKind, ExchangeStatus, Filter, Usage } from '../contract/index.ts';

/** What a person asked for, and when (ms since 1970), which `since:2h` counts from. */
export interface Matching {
  filter: Filter;
  now: number;
}

/** Which exchanges: what is not named restricts nothing. */
export interface ExchangeChoice {
  sessionId?: number;
  status?: ExchangeStatus;
  kind?: ExchangeKind;
  /** Any of these. */
  kinds?: ExchangeKind[];
  /** Null: those of no agent. */
  agentId?: string | null;
  provider?: string;
  model?: string;
  matching?: Matching;
  /** Ms since 1970 at which they started: from the first to before the last. */
  from?: number;
  to?: number;
}

export interface ExchangeFilter extends ExchangeChoice {
  /** Ids strictly older (list, newest first) than this one. */
  before?: string;
  /** Ids strictly newer (exports, oldest first) than this one. */
  after?: string;
  order?: 'newest' | 'oldest';
  /** Rows at most. */
  limit: number;
}

/** What an exchange used, and what it cost. */
export interface StoredUse {
  id: string;
  /** Ms since 1970. */
  startedAt: number;
  streamed: boolean;
  /** What came out, as far as it is known, by whoever counted it. */
  output: number | null;
  /** What the provider says; null where it says nothing. */
  usage: Usage | null;
  costUsd: number | null;
}

/** What one key's exchanges add up to. */
export interface TotalsRow {
  key: string | null;
  /** The second key; null where none is asked for, too. */
  split: string | null;
  exchanges: number;
  input: number | null;
  output: number | null;
  cacheRead: number | null;
  cacheWrite: number | null;
  reasoning: number | null;
  costUsd: number | null;
  /** Exchanges that used tokens, of which nobody knows what they cost: the sum is without them. */
  unpriced: number;
  errors: number;
}

export type TotalsSplit = 'model' | 'provider' | 'client' | 'session' | 'project' | 'status';
export type TotalsBy = TotalsSplit | 'all' | 'day' | 'hour';

/** Which exchanges are added up, and how much of it is given. */
export interface TotalsRange {
  /** Ms since 1970 at which they started: from the first to before the last. */
  from: number | null;
  to: number | null;
  sessionId?: number;
  matching?: Matching;
  /** Tells the sums apart by this, too. */
  split?: TotalsSplit;
  /** Whose days and hours they are: an IANA time zone; UTC where none is named. */
  zone?: string;
  /** Rows at most. */
  limit?: number;
}
