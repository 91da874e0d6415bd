import type { PlacedContext } from '../context/index.ts';
import type { SessionEvent, SessionView } from '../contract/index.ts';
import { type Clock, ProxyError } from '../exchange/index.ts';
import type { Store } from '../storage/index.ts';
import { type NewSessionByHand, type PinnedSession, SessionBook, type SessionChange } from './book.ts';
import { type ClientName, clientOf } from './client.ts';
import type { Headers } from './headers.ts';
import { type SessionHint, sessionHint } from './hint.ts';
import type { ExchangeFacts, Identified } from './identified.ts';
import { Identifier } from './identify.ts';
import { checkedProject } from './project.ts';

export interface SessionDirectoryOptions {
  store: Store;
  clock: Clock;
  /** Takes the event of each change of a session. */
  onEvent: (event: SessionEvent) => void;
  /** Told when the store failed, and an exchange stays without session or agent. */
  onFailure: (error: unknown) => void;
  /** Whether a new session may be named after its first line: content, which `capture` may forbid to keep. */
  namesFromContent?: () => boolean;
}

/** Who belongs to which session, and what a person does with sessions. */
export interface SessionDirectory {
  /**
   * Session and agent of an exchange. Throws `not_found` where the client itself names a session by a number that
   * there is none of. Never fails for the store's sake: the exchange then has none, and `onFailure` is told.
   */
  identify(hint: SessionHint, placed: PlacedContext | null, facts: ExchangeFacts): Promise<Identified>;
  /**
   * The session that an MCP call is for, by what it says of itself and by its client; null where nothing tells, or the
   * store fails. Throws as `identify` does.
   */
  ofToolCall(call: {
    headers: Headers;
    pathSession: string | null;
    client: ClientName;
  }): Promise<number | null>;
  /** The session pinned by hand, from memory; null where there is none. */
  pinned(): PinnedSession | null;
  /** The pinned session, else the one with the newest turn; null where there is none. */
  current(): Promise<SessionView | null>;
  get(id: number): Promise<SessionView | null>;
  /** Newest first; `before`: older than this id. */
  list(page: { limit: number; before?: number }): Promise<SessionView[]>;
  /** Makes a session by hand, and pins it. */
  create(session: NewSessionByHand): Promise<SessionView>;
  /** Pins a session. Throws `not_found`. */
  activate(id: number): Promise<SessionView>;
  /** Changes name, provider, model or project. Throws `not_found`, and `invalid_request` where that is no project. */
  update(id: number, change: SessionChange): Promise<SessionView>;
  /**
   * Deletes a session with its exchanges: so that it can be brought back for ten minutes, or for good. Throws `not_found`.
   * What its conversations send from then on is a session of its own.
   */
  remove(id: number, forGood?: boolean): Promise<void>;
  /** Whether a session was deleted in this run of the program; from memory. */
  isRemoved(id: number): boolean;
  /** Brings a deleted session back. Throws `not_found` where there is none, or its ten minutes are over. */
  restore(id: number): Promise<SessionView>;
}

/** The directory of sessions over a store; reads the pinned session before it resolves. */
export async function createSessionDirectory(options: SessionDirectoryOptions): Promise<SessionDirectory> {
  const { store, clock, onEvent, onFailure, namesFromContent = () => true } = options;
  const book = new SessionBook(store, clock, onEvent);
  const identifier = new Identifier({ store, clock, book, namesFromContent });
  try {
    await book.load();
  } catch (error) {
    onFailure(error);
  }

  return {
    async identify(hint, placed, facts) {
      try {
        return await identifier.identify(hint, placed, facts);
      } catch (error) {
        if (error instanceof ProxyError) throw error;
        onFailure(error);
        return { sessionId: null, agentId: null, created: false };
      }
    },
    async ofToolCall({ headers, pathSession, client }) {
      const hint = sessionHint({ pathSession, headers, body: null });
      // An MCP client says its name in the handshake, much as a tool does in its user-agent.
      const said = client.name === null ? null : `${client.name}/${client.version ?? '0'}`;
      const clientName = clientOf(said === null ? headers : { 'user-agent': said }).name;
      const facts = {
        kind: 'other' as const,
        clientName,
        provider: null,
        model: null,
        startedAt: clock.now(),
      };
      try {
        return await identifier.ofToolCall(hint, facts);
      } catch (error) {
        if (error instanceof ProxyError) throw error;
        onFailure(error);
        return null;
      }
    },
    pinned: () => book.pinned(),
    current: () => book.current(),
    get: (id) => book.get(id),
    list: (page) => book.list(page),
    create: (session) => book.create(session),
    activate: (id) => book.activate(id),
    async update(id, change) {
      const project = change.project && checkedProject(change.project, 'project');
      const view = await book.update(id, { ...change, project });
      if (project !== undefined) identifier.projects.settle(id, project);
      if (change.name !== undefined) identifier.renamed();
      return view;
    },
    async remove(id, forGood = false) {
      await book.remove(id, forGood);
      identifier.forget(id);
    },
    isRemoved: (id) => book.isRemoved(id),
    async restore(id) {
      const view = await book.restore(id);
      identifier.renamed();
      return view;
    },
  };
}
