import type { SessionEvent, SessionView } from '../contract/index.ts';
import { type Clock, isoTime, ProxyError } from '../exchange/index.ts';
import type { Store, StoredSession } from '../storage/index.ts';

/** What the rooms that route need of the pinned session. */
export interface PinnedSession {
  id: number;
  provider: string | null;
  model: string | null;
  /** Wall time in ms since 1970. */
  pinnedAt: number;
}

export interface NewSessionByHand {
  name: string;
  provider?: string | null | undefined;
  model?: string | null | undefined;
}

export interface SessionChange {
  name?: string | undefined;
  provider?: string | null | undefined;
  model?: string | null | undefined;
  project?: string | null | undefined;
}

type BookStore = Pick<
  Store,
  | 'createSession'
  | 'getSession'
  | 'currentSession'
  | 'listSessions'
  | 'updateSession'
  | 'pinSession'
  | 'deleteSession'
  | 'hideSession'
  | 'restoreSession'
>;

/** Ms between two times that the dashboards are told which session is the current one. */
const ANNOUNCE_MS = 250;

/** How long (ms) a deleted session can be brought back. */
export const UNDO_MS = 10 * 60_000;

/** Sessions as a person keeps them: made, pinned, renamed and removed by hand, and the view of each. */
export class SessionBook {
  readonly #store: BookStore;
  readonly #clock: Clock;
  readonly #onEvent: (event: SessionEvent) => void;
  #pinned: PinnedSession | null = null;
  #newestTurn: { id: number; at: number } | null = null;
  #announcedMono = Number.NEGATIVE_INFINITY;
  #announcing: NodeJS.Timeout | null = null;
  readonly #removed = new Set<number>();

  constructor(store: BookStore, clock: Clock, onEvent: (event: SessionEvent) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** Reads which session is pinned, and which had the newest turn. */
  async load(): Promise<void> {
    const session = await this.#store.currentSession();
    if (session === null) this.#newestTurn = null;
    else if (session.pinnedAt !== null) this.#keepPinned(session);
    else this.noteTurn(session.id, session.lastTurnAt ?? session.createdAt);
  }

  #keepPinned(session: StoredSession): void {
    const { id, provider, model } = session;
    this.#pinned = { id, provider, model, pinnedAt: session.pinnedAt ?? this.#clock.now() };
  }

  /** The session pinned by hand; from memory. */
  pinned(): PinnedSession | null {
    return this.#pinned;
  }

  isRemoved(id: number): boolean {
    return this.#removed.has(id);
  }

  /** Notes a turn, which may make its session the current one; says whether it did so just now. */
  noteTurn(id: number, at: number): boolean {
    const before = this.#newestTurn;
    // One that was deleted meanwhile is current no more.
    if (this.#removed.has(id) || (before !== null && at < before.at)) return false;
    this.#newestTurn = { id, at };
    return this.#pinned === null && before?.id !== id;
  }

  /**
   * Tells the dashboards which session is the current one by now: at once, or a while after it was last told. Many
   * sessions that take turns would have it read from the store with each of them. A failure costs the dashboards that.
   */
  announceCurrent(): void {
    if (this.#announcing !== null) return;
    const wait = this.#announcedMono + ANNOUNCE_MS - this.#clock.monotonic();
    if (wait <= 0) {
      void this.#tellCurrent();
      return;
    }
    this.#announcing = setTimeout(() => {
      this.#announcing = null;
      void this.#tellCurrent();
    }, wait);
    this.#announcing.unref();
  }

  async #tellCurrent(): Promise<void> {
    this.#announcedMono = this.#clock.monotonic();
    const id = this.#newestTurn?.id;
    if (id === undefined || this.#pinned !== null) return;
    const session = await this.#store.getSession(id).catch(() => null);
    if (session !== null) this.announce('updated', session);
  }

  #view(session: StoredSession): SessionView {
    return {
      id: session.id,
      name: session.name,
      provider: session.provider,
      model: session.model,
      is_active: session.id === (this.#pinned ?? this.#newestTurn)?.id,
      is_pinned: session.id === this.#pinned?.id,
      created_at: isoTime(session.createdAt),
      last_turn_at: session.lastTurnAt === null ? null : isoTime(session.lastTurnAt),
      exchanges: session.exchanges,
      project: session.project,
    };
  }

  /** Tells the dashboards of a session. */
  announce(change: 'created' | 'updated' | 'activated', session: StoredSession): SessionView {
    const view = this.#view(session);
    this.#onEvent({ type: 'session', change, session: view });
    return view;
  }

  /** The session, or null. */
  async get(id: number): Promise<SessionView | null> {
    const session = await this.#store.getSession(id);
    return session === null ? null : this.#view(session);
  }

  /** The pinned session, else the one with the newest turn; null where there is none. */
  async current(): Promise<SessionView | null> {
    const id = (this.#pinned ?? this.#newestTurn)?.id;
    const known = id === undefined ? null : await this.#store.getSession(id);
    const session = known ?? (await this.#store.currentSession());
    return session === null ? null : this.#view(session);
  }

  /** Newest first; `before`: older than this id. */
  async list(page: { limit: number; before?: number }): Promise<SessionView[]> {
    return (await this.#store.listSessions(page)).map((session) => this.#view(session));
  }

  /** Makes a session and pins it. */
  async create(session: NewSessionByHand): Promise<SessionView> {
    const { name, provider = null, model = null } = session;
    const createdAt = this.#clock.now();
    const stored = await this.#store.createSession({
      name,
      identity: null,
      provider,
      model,
      createdAt,
      pin: true,
    });
    this.#keepPinned(stored);
    return this.announce('created', stored);
  }

  /** Pins a session. Throws `not_found`. */
  async activate(id: number): Promise<SessionView> {
    const stored = orMissing(await this.#store.pinSession(id, this.#clock.now()), id);
    this.#keepPinned(stored);
    return this.announce('activated', stored);
  }

  /** Changes name, provider, model or project. Throws `not_found`. */
  async update(id: number, change: SessionChange): Promise<SessionView> {
    const patch: Parameters<Store['updateSession']>[1] = {};
    if (change.name !== undefined) patch.name = change.name;
    if (change.provider !== undefined) patch.provider = change.provider;
    if (change.model !== undefined) patch.model = change.model;
    if (change.project !== undefined) patch.project = change.project;
    const stored = orMissing(await this.#store.updateSession(id, patch), id);
    if (this.#pinned?.id === id) this.#keepPinned(stored);
    return this.announce('updated', stored);
  }

  /** Names a session after its first turn, where nobody has named it since it was called `given`. */
  async nameAfterTurn(id: number, given: string, name: string): Promise<void> {
    const session = await this.#store.getSession(id);
    if (session === null || session.name !== given || name === given) return;
    const named = await this.#store.updateSession(id, { name });
    if (named !== null) this.announce('updated', named);
  }

  /** Says which project a session is about, where nobody has; with `overrule` in any case. Gives what it is about now. */
  async setProject(id: number, project: string, overrule: boolean): Promise<string | null> {
    const session = await this.#store.getSession(id);
    if (session === null) return null;
    if (session.project === project || (session.project !== null && !overrule)) return session.project;
    const changed = await this.#store.updateSession(id, { project });
    if (changed !== null) this.announce('updated', changed);
    return project;
  }

  /** Deletes a session with its exchanges, for good or so that it can be brought back. Throws `not_found`. */
  async remove(id: number, forGood: boolean): Promise<void> {
    const isDeleted = forGood
      ? await this.#store.deleteSession(id)
      : await this.#store.hideSession(id, this.#clock.now());
    if (!isDeleted) throw missing(id);
    this.#removed.add(id);
    if (this.#pinned?.id === id) this.#pinned = null;
    if (this.#newestTurn?.id === id) this.#newestTurn = null;
    this.#onEvent({ type: 'session', change: 'deleted', session: { id } });
    await this.load();
  }

  /** Brings a deleted session back within {@link UNDO_MS}. Throws `not_found`. */
  async restore(id: number): Promise<SessionView> {
    const stored = await this.#store.restoreSession(id, this.#clock.now() - UNDO_MS);
    if (stored === null) throw gone(id);
    this.#removed.delete(id);
    await this.load();
    return this.announce('created', stored);
  }
}

function gone(id: number): ProxyError {
  return new ProxyError('not_found', `There is no session ${id} to be brought back.`, {
    hint: 'a deleted session can be brought back for ten minutes',
    details: { session_id: id },
  });
}

function missing(id: number): ProxyError {
  return new ProxyError('not_found', `There is no session ${id}.`, {
    hint: 'use a name instead of a number: a session of that name is made where it is new',
    details: { session_id: id },
  });
}

/** The session, or `not_found`. */
export function orMissing(session: StoredSession | null, id: number): StoredSession {
  if (session === null) throw missing(id);
  return session;
}
