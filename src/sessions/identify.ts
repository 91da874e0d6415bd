import { BoundedMap, type PlacedContext } from '../context/index.ts';
import type { ExchangeKind } from '../contract/index.ts';
import type { Clock } from '../exchange/index.ts';
import type { Store, StoredSession } from '../storage/index.ts';
import { Agents } from './agents.ts';
import { orMissing, type SessionBook } from './book.ts';
import { Heads, REPEAT_MS } from './heads.ts';
import type { SessionHint } from './hint.ts';
import type { ExchangeFacts, Identified } from './identified.ts';
import { firstUserLine, sessionName } from './name.ts';
import { Projects } from './projects.ts';
import { coldHead, recentlyStored } from './recall.ts';

export interface IdentifierOptions {
  store: Store;
  clock: Clock;
  book: SessionBook;
  /** Whether a new session may be named after its first line: content, which `capture` may forbid to keep. */
  namesFromContent: () => boolean;
}

interface Chosen {
  session: number;
  created: boolean;
  /** The agent that the chain found in this session. */
  agentId: string | null;
}

/** The newest exchange of a client. */
interface Latest {
  session: number;
  at: number;
}

type Entry = Parameters<Heads['set']>[1];

const KNOWN_IDENTITIES = 20_000;
const KNOWN_HEADS = 10_000;

/** Kinds that have no conversation which could be followed. */
const SINGLE: ReadonlySet<ExchangeKind> = new Set(['fim', 'embedding']);

/** Kinds that a session is made for, where the client names it. */
const OPENING: ReadonlySet<ExchangeKind> = new Set(['turn', 'title', 'compaction']);

const NOTHING: PlacedContext = { blocks: [], head: null, conversation: [], systemHash: null };

/** Finds the session and the agent of each exchange, in the order in which identities are to be trusted. */
export class Identifier {
  readonly #store: Store;
  readonly #book: SessionBook;
  readonly #agents: Agents;
  readonly projects: Projects;
  readonly #heads = new Heads(KNOWN_HEADS);
  readonly #byIdentity = new BoundedMap<string, Promise<number>>(KNOWN_IDENTITIES);
  /** Ids under which sub-agents call themselves a session, and the session that they belong to. */
  readonly #aliases = new BoundedMap<string, number>(KNOWN_IDENTITIES);
  /** Sessions that a title or a compaction opened, with the names that their first turn is to replace. */
  readonly #unnamed = new BoundedMap<number, string>(1000);
  /** Newest turns and newest compactions, by the client's name. */
  readonly #latest = new BoundedMap<string, Latest>(1000);
  readonly #compacted = new BoundedMap<string, Latest>(1000);
  readonly #lastSeen = new BoundedMap<number, number>(KNOWN_IDENTITIES);
  readonly #namesFromContent: () => boolean;
  readonly #startedAt: number;

  constructor({ store, clock, book, namesFromContent }: IdentifierOptions) {
    this.#store = store;
    this.#book = book;
    this.#agents = new Agents(store, clock);
    this.projects = new Projects(book);
    this.#namesFromContent = namesFromContent;
    this.#startedAt = clock.now();
  }

  /**
   * Session and agent of an exchange. Throws `not_found` where the client names a session by a number that there
   * is none of; rejects with the store's error where the store fails.
   */
  async identify(hint: SessionHint, placed: PlacedContext | null, facts: ExchangeFacts): Promise<Identified> {
    const context = placed ?? NOTHING;
    let chosen = await this.#choose(hint, context, facts);
    // Deleted while it was looked up: what was found then is of no use.
    if (chosen !== null && this.#book.isRemoved(chosen.session)) {
      this.forget(chosen.session);
      chosen = await this.#choose(hint, context, facts);
    }
    if (chosen === null) return { sessionId: null, agentId: null, created: false };
    const { session, created } = chosen;
    const agentId = await this.#agentOf(chosen, hint, context, facts);
    await this.#noteProject(session, hint, context, facts);
    this.#lastSeen.set(session, Math.max(facts.startedAt, this.#lastSeen.get(session) ?? 0));
    if (facts.kind === 'turn') await this.#noteTurn(session, agentId, context, facts);
    if (facts.kind === 'compaction' && facts.clientName !== null)
      this.#compacted.set(facts.clientName, { session, at: facts.startedAt });
    if (agentId !== null && (facts.kind === 'turn' || facts.kind === 'compaction'))
      await this.#agents.note(session, agentId, facts.kind);
    return { sessionId: session, agentId, created };
  }

  /** A helper may work in a folder of its own; and what is found in texts is content. */
  async #noteProject(
    session: number,
    hint: SessionHint,
    context: PlacedContext,
    { kind }: ExchangeFacts,
  ): Promise<void> {
    const looks = kind === 'turn' && hint.agentKey === null && !hint.helper && this.#namesFromContent();
    try {
      if (hint.project !== null) await this.projects.named(session, hint.project);
      else if (looks) await this.projects.look(session, context);
    } catch {
      // A project is worth no exchange's session: it is found again with the next start of a conversation.
    }
  }

  async #noteTurn(
    session: number,
    agentId: string | null,
    context: PlacedContext,
    { startedAt: at, clientName: client }: ExchangeFacts,
  ): Promise<void> {
    this.#heads.set(context, { session, agentId, client, at });
    if (client !== null) {
      this.#latest.set(client, { session, at });
      if (this.#compacted.get(client)?.session === session) this.#compacted.delete(client);
    }
    if (this.#book.noteTurn(session, at)) this.#book.announceCurrent();
    const given = this.#unnamed.get(session);
    if (given === undefined) return;
    this.#unnamed.delete(session);
    try {
      await this.#book.nameAfterTurn(session, given, this.#nameFor(context, client));
    } catch {
      // A name is worth no exchange's session: the next turn tries again.
      this.#unnamed.set(session, given);
    }
  }

  /** A name or two have changed: what names stood for is looked up anew. */
  renamed(): void {
    this.#byIdentity.clear();
  }

  /** Drops everything remembered of a session. */
  forget(sessionId: number): void {
    this.#heads.forget(sessionId);
    this.#byIdentity.clear();
    this.#aliases.deleteWhere((session) => session === sessionId);
    for (const seen of [this.#latest, this.#compacted])
      seen.deleteWhere(({ session }) => session === sessionId);
    this.#unnamed.delete(sessionId);
    this.#agents.forget(sessionId);
    this.projects.forget(sessionId);
  }

  async #choose(hint: SessionHint, context: PlacedContext, facts: ExchangeFacts): Promise<Chosen | null> {
    if (hint.own !== null) return this.#byOwn(hint.own, facts);
    if (hint.identity !== null) return this.#bySaid(hint.identity, hint.agentKey, context, facts);
    if (facts.goesOn && !this.#book.isRemoved(facts.goesOn.session))
      return { ...facts.goesOn, created: false };
    if (SINGLE.has(facts.kind) || context.conversation.length === 0) return this.#standing(facts);
    const found = await this.#byChain(context, facts);
    if (found !== null) return found;
    const asks = hint.helper || facts.kind !== 'turn';
    const beside = asks ? await this.#recent('turn', facts) : await this.#afterCompaction(context, facts);
    if (beside !== null) return beside;
    return facts.kind === 'turn' ? this.#open(context, facts) : this.#standing(facts);
  }

  /**
   * The session that a call of a tool is for: the one that the call names, else the one in which its client has just
   * had a turn, else the pinned one. Null where nothing tells. Makes none but one that is named in our own way.
   */
  async ofToolCall(hint: SessionHint, facts: ExchangeFacts): Promise<number | null> {
    const chosen =
      hint.own !== null
        ? await this.#byOwn(hint.own, facts)
        : ((hint.identity === null ? null : await this.#find(hint.identity)) ??
          (await this.#recent('turn', facts)));
    const session = chosen?.session ?? this.#book.pinned()?.id ?? null;
    return session !== null && this.#book.isRemoved(session) ? null : session;
  }

  /**
   * The session in which a client has just had a turn: what it asks besides, without a name, is taken to be of it.
   * Shortly after a start, and before the client's first turn, it is the store that knows.
   */
  async #recent(kind: 'turn' | 'compaction', facts: ExchangeFacts): Promise<Chosen | null> {
    const { clientName: client, startedAt } = facts;
    if (client === null) return null;
    const seen = (kind === 'turn' ? this.#latest : this.#compacted).get(client);
    const isWarm = seen !== undefined || this.#latest.get(client) !== undefined;
    let session = seen !== undefined && startedAt - seen.at <= REPEAT_MS ? seen.session : null;
    if (!isWarm && startedAt - this.#startedAt <= REPEAT_MS)
      session = await recentlyStored(this.#store, kind, facts);
    return session === null ? null : { session, created: false, agentId: null };
  }

  /** A conversation that begins with a summary: it has an answer in it, and a session of that client was just compacted. */
  async #afterCompaction(context: PlacedContext, facts: ExchangeFacts): Promise<Chosen | null> {
    return context.conversation.at(-1)?.hasAssistant === true ? this.#recent('compaction', facts) : null;
  }

  async #byOwn(own: { id: number } | { name: string }, facts: ExchangeFacts): Promise<Chosen> {
    if ('id' in own) {
      const session = Number.isSafeInteger(own.id) ? await this.#store.getSession(own.id) : null;
      return { session: orMissing(session, own.id).id, created: false, agentId: null };
    }
    const identity = `name:${own.name}`;
    if (this.#byIdentity.get(identity) === undefined) {
      const named = await this.#store.findSessionByName(own.name);
      if (named !== null) this.#byIdentity.set(identity, Promise.resolve(named.id));
    }
    return this.#findOrCreate(identity, () => own.name, facts);
  }

  async #bySaid(
    identity: string,
    agentKey: string | null,
    context: PlacedContext,
    facts: ExchangeFacts,
  ): Promise<Chosen | null> {
    const alias = this.#aliases.get(identity);
    if (alias === undefined && !OPENING.has(facts.kind)) return this.#find(identity);
    const chosen =
      alias === undefined
        ? await this.#findOrCreate(identity, () => this.#openingName(context, facts), facts)
        : { session: alias, created: false, agentId: null };
    // A sub-agent's own sub-agents name it as their parent.
    if (agentKey !== null)
      this.#aliases.set(
        identity.replace(/[^:]*$/, () => agentKey),
        chosen.session,
      );
    return chosen;
  }

  /** A session that is there already: what only counts or asks for a quota makes none. */
  async #find(identity: string): Promise<Chosen | null> {
    const session =
      (await this.#byIdentity.get(identity)) ?? (await this.#store.findSessionByIdentity(identity))?.id;
    return session === undefined ? null : { session, created: false, agentId: null };
  }

  /** Calls without a conversation go to the pinned session, else to one that is kept for the client's calls of that kind. */
  async #standing(facts: ExchangeFacts): Promise<Chosen> {
    const pinned = this.#book.pinned();
    if (pinned !== null) return { session: pinned.id, created: false, agentId: null };
    const client = facts.clientName ?? 'unknown';
    return this.#findOrCreate(
      `client:${client}:${facts.kind}`,
      () => sessionName(facts.clientName, facts.kind),
      facts,
    );
  }

  /** What a conversation goes on; the pinned session where it is to have it; null where it is new. */
  async #byChain(context: PlacedContext, facts: ExchangeFacts): Promise<Chosen | null> {
    const warm = this.#heads.find(context, facts.clientName, facts.startedAt)?.head;
    const cold = warm === undefined ? await coldHead(this.#store, context, facts, this.#startedAt) : null;
    const entry = warm ?? this.#heads.find(context, facts.clientName, facts.startedAt)?.head;
    const session = (await entry?.session) ?? cold?.sessionId ?? null;
    const pinned = this.#book.pinned();
    if (session !== null && !this.#book.isRemoved(session)) {
      const seen = Math.max(this.#lastSeen.get(session) ?? 0, entry?.at ?? cold?.at ?? 0);
      const overruled = pinned !== null && pinned.id !== session && pinned.pinnedAt > seen;
      if (!overruled) return { session, created: false, agentId: entry?.agentId ?? cold?.agentId ?? null };
    }
    return pinned === null ? null : { session: pinned.id, created: false, agentId: null };
  }

  /** Opens a session for a conversation; the same conversation sent again meanwhile waits for it. */
  async #open(context: PlacedContext, facts: ExchangeFacts): Promise<Chosen> {
    const { provider, model, startedAt } = facts;
    const name = this.#nameFor(context, facts.clientName);
    const opening = this.#store.createSession({
      name,
      identity: null,
      provider,
      model,
      createdAt: startedAt,
      pin: false,
    });
    const entry: Entry = {
      session: opening.then(
        (session) => session.id,
        () => null,
      ),
      agentId: null,
      client: facts.clientName,
      at: startedAt,
    };
    this.#heads.set(context, entry);
    try {
      return this.#opened(await opening, true, facts);
    } catch (error) {
      this.#heads.drop(context, entry);
      throw error;
    }
  }

  /** A name is made for a new session alone: to look for a first line in each request took 3 % of its time. */
  #findOrCreate(identity: string, makeName: () => string, facts: ExchangeFacts): Promise<Chosen> {
    const known = this.#byIdentity.get(identity);
    if (known !== undefined) return known.then((session) => ({ session, created: false, agentId: null }));
    const { provider, model, startedAt } = facts;
    const finding = this.#store
      .findOrCreateSession({
        name: makeName(),
        identity,
        provider,
        model,
        createdAt: startedAt,
        pin: false,
      })
      .then(({ session, created }) => {
        const isGiven = identity.startsWith('name:');
        const isNoTurn = facts.kind === 'title' || facts.kind === 'compaction';
        if (created && isNoTurn && !isGiven) this.#unnamed.set(session.id, session.name);
        return this.#opened(session, created, facts);
      });
    const id = finding.then(({ session }) => session);
    this.#byIdentity.set(identity, id);
    id.catch(() => this.#byIdentity.delete(identity));
    return finding;
  }

  #opened(session: StoredSession, created: boolean, facts: ExchangeFacts): Chosen {
    if (created && facts.kind === 'turn') this.#book.noteTurn(session.id, facts.startedAt);
    if (created) this.#book.announce('created', session);
    return { session: session.id, created, agentId: null };
  }

  #nameFor(context: PlacedContext, client: string | null): string {
    return sessionName(client, this.#namesFromContent() ? firstUserLine(context) : null);
  }

  /** The texts of a title or a compaction are the tool's own. */
  #openingName(context: PlacedContext, { kind, clientName }: ExchangeFacts): string {
    return kind === 'turn' ? this.#nameFor(context, clientName) : sessionName(clientName, null);
  }

  /**
   * By the client's own id of it, else by the start of the system text, else by the chain. What is no turn makes no
   * agent: a title or a compaction with a system text of its own is of the main one.
   */
  async #agentOf(
    chosen: Chosen,
    hint: SessionHint,
    context: PlacedContext,
    facts: ExchangeFacts,
  ): Promise<string | null> {
    const { session } = chosen;
    const { goesOn } = facts;
    if (goesOn && goesOn.session === session && goesOn.agentId !== null) return goesOn.agentId;
    if (hint.agentKey !== null) return this.#agents.idOf(session, `agent:${hint.agentKey}`, hint.parentKey);
    const key = this.#keyOf(hint, context);
    const nodeId = context.conversation[0]?.nodeId ?? null;
    if (facts.kind !== 'turn') return chosen.agentId ?? this.#agents.existing(session, key, nodeId);
    if (key !== null) {
      if (hint.namesAgents || hint.helper || nodeId === null) return this.#agents.idOf(session, key, null);
      const answered = context.conversation.at(-1)?.hasAssistant === true;
      const before = () => this.#agentBefore(chosen, context, facts);
      return this.#agents.sharing(session, key, { nodeId, answered, before });
    }
    if (chosen.agentId !== null) return chosen.agentId;
    const known = this.#heads.find(context, facts.clientName, facts.startedAt)?.head;
    if (known?.session === session && known.agentId !== null) return known.agentId;
    const start = context.conversation[0];
    return this.#agents.idOf(session, start === undefined ? 'main' : `chain:${start.nodeId}`, null);
  }

  /** The agent that the chain names in that session. */
  async #agentBefore(chosen: Chosen, context: PlacedContext, facts: ExchangeFacts): Promise<string | null> {
    if (chosen.agentId !== null) return chosen.agentId;
    const warm = this.#heads.find(context, facts.clientName, facts.startedAt)?.head;
    if (warm?.session === chosen.session) return warm.agentId;
    const cold = await coldHead(this.#store, context, facts, this.#startedAt);
    return cold?.sessionId === chosen.session ? cold.agentId : null;
  }

  /** What tells an agent apart that the client does not name. */
  #keyOf(hint: SessionHint, context: PlacedContext): string | null {
    if (hint.namesAgents) return 'main';
    const start = context.conversation[0];
    if (hint.helper && start !== undefined) return `chain:${start.nodeId}`;
    return context.systemHash === null ? null : `system:${context.systemHash}`;
  }
}
