import type { ExchangeKind } from '../contract/index.ts';

/** What identification needs of an exchange besides its hint and its context. */
export interface ExchangeFacts {
  kind: ExchangeKind;
  clientName: string | null;
  /** What it asks for, kept with a session that it opens; null where not known. */
  provider: string | null;
  model: string | null;
  /** Wall time at which it began, in ms since 1970. */
  startedAt: number;
  /** The turn that it goes on by the id of its answer; null where it names none. */
  goesOn?: { session: number; agentId: string | null } | null;
}

/** Whose an exchange is. Nulls: the store could not say, or it is no turn, and nobody's. */
export interface Identified {
  sessionId: number | null;
  agentId: string | null;
  /** Whether the session was made for it. */
  created: boolean;
}
