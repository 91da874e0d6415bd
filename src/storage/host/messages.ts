import { type Store, StoreError, type StoreErrorCode } from '../port.ts';
import type { PostedBatch } from './posting.ts';

/** What each thread is asked for. Reads that someone waits for have a connection of their own. */
export const READS = [
  'getSession',
  'findSessionByName',
  'findSessionByIdentity',
  'currentSession',
  'listSessions',
  'listAgents',
  'agentTurns',
  'getExchange',
  'listExchanges',
  'listUses',
  'countExchanges',
  'getBodies',
  'getAnswer',
  'captured',
  'headsAt',
  'chain',
  'chainOutline',
  'contentsOf',
  'blockPiece',
  'turnsBefore',
  'calledTools',
  'ancestry',
  'countsOf',
  'searchBlocks',
  'blockByHash',
  'listMcpCalls',
  'mcpTotals',
  'calibrations',
  'settings',
  'totals',
  'stats',
] as const satisfies readonly (keyof Store)[];

export const WRITES = [
  'createSession',
  'findOrCreateSession',
  'updateSession',
  'pinSession',
  'deleteSession',
  'hideSession',
  'restoreSession',
  'purgeSessions',
  'upsertAgent',
  'knownNodes',
  'saveCalibrations',
  'saveSetting',
  'removeSetting',
  'markInterrupted',
  'retain',
  'healthy',
] as const satisfies readonly (keyof Store)[];

export type RemoteMethod = (typeof READS)[number] | (typeof WRITES)[number];

/** How a thread is started. */
export interface ThreadData {
  dialect: 'sqlite';
  file: string;
  role: 'writer' | 'reader';
  busyTimeoutMs: number;
}

export type Request =
  | { id: number; batch: PostedBatch }
  | { id: number; method: RemoteMethod; args: readonly unknown[] }
  | { id: number; close: true };

export type Reply = { id: number; value: unknown } | { id: number; error: SentError };

/** The first message of a thread: what there is to say about opening, or why it could not. */
export type Opened = { opened: true; notices: string[] } | { opened: false; error: SentError };

/** An error on its way between threads. */
export interface SentError {
  code: StoreErrorCode;
  message: string;
}

export function toSent(error: unknown): SentError {
  if (error instanceof StoreError) return { code: error.code, message: error.message };
  return { code: 'failed', message: error instanceof Error ? error.message : String(error) };
}

export function fromSent(error: SentError): StoreError {
  return new StoreError(error.code, error.message);
}
