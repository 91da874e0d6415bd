import type { Kysely } from 'kysely';
import type { SqlDialect } from './dialects/dialect.ts';
import { type Store, StoreError } from './port.ts';
import { type EncodedBatch, encodeBatch, leavesOf } from './queries/batch.ts';
import { calibrations, saveCalibrations } from './queries/calibrations.ts';
import { ancestry, chain, countsOf, knownNodes } from './queries/context.ts';
import { hideSession, purgeSessions, restoreSession } from './queries/deleted.ts';
import {
  agentTurns,
  captured,
  countExchanges,
  getAnswer,
  getBodies,
  getExchange,
  headsAt,
  listExchanges,
  listUses,
  markInterrupted,
} from './queries/exchanges.ts';
import { deleteSession } from './queries/garbage.ts';
import { createHolds } from './queries/holds.ts';
import { listMcpCalls, mcpTotals } from './queries/mcp-calls.ts';
import { blockPiece, calledTools, chainOutline, contentsOf, turnsBefore } from './queries/outline.ts';
import { retain } from './queries/retention.ts';
import { blockByHash, searchBlocks } from './queries/search.ts';
import {
  currentSession,
  findOrCreateSession,
  findSessionByIdentity,
  findSessionByName,
  getSession,
  listAgents,
  listSessions,
  pinSession,
  updateSession,
  upsertAgent,
} from './queries/sessions.ts';
import { removeSetting, saveSetting, settings } from './queries/settings.ts';
import { storeStats, works } from './queries/stats.ts';
import { totals } from './queries/totals.ts';
import { createBatchWriter } from './queries/write.ts';
import type { Tables } from './schema.ts';

/** How long a context is kept that no exchange names yet: far longer than a recorder holds an exchange back. */
const HOLD_MS = 60_000;

export interface KyselyStoreOptions {
  /** What a message calls the database (its file, its URL without credentials). */
  place: string;
  /** Milliseconds, for how long contexts are held; wall time by default. */
  now?: () => number;
  holdMs?: number;
}

/** The store, and the entry for batches that were encoded in another thread. */
export interface KyselyStore extends Store {
  writeEncoded(batch: EncodedBatch): Promise<void>;
}

/** The store over a migrated database, whichever dialect it speaks. */
export function createKyselyStore(
  db: Kysely<Tables>,
  dialect: SqlDialect,
  { place, now = Date.now, holdMs = HOLD_MS }: KyselyStoreOptions,
): KyselyStore {
  const holds = createHolds(now, holdMs);
  const writeBatch = createBatchWriter(db, holds);
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw toStoreError(error, dialect, place);
    }
  };
  return {
    write: async (batch) => guard(writeBatch(encodeBatch(batch))),
    writeEncoded: (batch) => guard(writeBatch(batch)),

    async createSession(session) {
      return (await guard(findOrCreateSession(db, session))).session;
    },
    findOrCreateSession: (session) => guard(findOrCreateSession(db, session)),
    getSession: (id) => guard(getSession(db, id)),
    findSessionByName: (name) => guard(findSessionByName(db, name)),
    findSessionByIdentity: (identity) => guard(findSessionByIdentity(db, identity)),
    currentSession: () => guard(currentSession(db)),
    listSessions: (page) => guard(listSessions(db, page)),
    updateSession: (id, patch) => guard(updateSession(db, id, patch)),
    pinSession: (id, at) => guard(pinSession(db, id, at)),
    deleteSession: (id) => guard(deleteSession(db, holds, id)),
    hideSession: (id, at) => guard(hideSession(db, id, at)),
    restoreSession: (id, since) => guard(restoreSession(db, id, since)),
    purgeSessions: (until) => guard(purgeSessions(db, holds, until)),

    upsertAgent: (agent) => guard(upsertAgent(db, agent)),
    listAgents: (sessionId) => guard(listAgents(db, sessionId)),
    agentTurns: (sessionId, limit) => guard(agentTurns(db, sessionId, limit)),

    getExchange: (id) => guard(getExchange(db, id)),
    listExchanges: (filter) => guard(listExchanges(db, filter)),
    listUses: (filter) => guard(listUses(db, filter)),
    countExchanges: (choice) => guard(countExchanges(db, choice)),
    getBodies: (exchangeId) => guard(getBodies(db, exchangeId)),
    getAnswer: (exchangeId) => guard(getAnswer(db, exchangeId)),
    captured: (exchangeId) => guard(captured(db, exchangeId)),

    knownNodes: (ids) => guard(knownNodes(db, ids, (nodes) => holds.hold(leavesOf(nodes)))),
    headsAt: (nodeIds) => guard(headsAt(db, nodeIds)),
    chain: (nodeId) => guard(chain(db, nodeId)),
    chainOutline: (nodeId) => guard(chainOutline(db, nodeId)),
    contentsOf: (hashes, most) => guard(contentsOf(db, hashes, most)),
    blockPiece: (hash, from, length) => guard(blockPiece(db, hash, from, length)),
    turnsBefore: (of) => guard(turnsBefore(db, of)),
    calledTools: (sessionId) => guard(calledTools(db, sessionId)),
    ancestry: (nodeIds, most) => guard(ancestry(db, nodeIds, most)),
    countsOf: (hashes, vocabulary) => guard(countsOf(db, hashes, vocabulary)),

    searchBlocks: (search) => guard(searchBlocks(db, search)),
    blockByHash: (prefix) => guard(blockByHash(db, prefix)),

    listMcpCalls: (filter) => guard(listMcpCalls(db, filter)),
    mcpTotals: (range) => guard(mcpTotals(db, range)),

    calibrations: () => guard(calibrations(db)),
    saveCalibrations: (all) => guard(saveCalibrations(db, all)),

    settings: () => guard(settings(db)),
    saveSetting: (setting) => guard(saveSetting(db, setting)),
    removeSetting: (name) => guard(removeSetting(db, name)),

    totals: (by, range) => guard(totals(db, by, range)),
    stats: () => guard(storeStats(db, dialect)),

    markInterrupted: () => guard(markInterrupted(db)),
    retain: (limits, at) => guard(retain(db, dialect, holds, limits, at)),

    healthy: () => works(db),
    close: () => guard(db.destroy()),
  };
}

const SENTENCES = {
  locked: (place: string) => `${place} is locked by another program.`,
  full: (place: string) => `The disk that holds ${place} is full.`,
  unwritable: (place: string) =>
    `${place} cannot be written: check that the folder exists and is yours to write.`,
  corrupt: (place: string) => `${place} is damaged or is not a database.`,
  failed: (place: string) => `${place} could not do it.`,
} as const;

/** The error as the port knows it. */
export function toStoreError(error: unknown, dialect: SqlDialect, place: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = dialect.errorCode(error) ?? 'failed';
  const detail = error instanceof Error ? error.message : String(error);
  const sentence = code === 'newer' || code === 'failed' ? `${place}: ${detail}` : SENTENCES[code](place);
  return new StoreError(code, sentence, { cause: error });
}
