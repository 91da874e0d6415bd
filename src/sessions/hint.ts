import type { PlacedContext } from '../context/index.ts';
import type { ExchangeKind } from '../contract/index.ts';
import { ProxyError } from '../exchange/index.ts';
import { clientOf, clientOfText, isSubAgent } from './client.ts';
import { fieldsOf, type Headers, headerText, isCleanName, MAX_NAME_BYTES, parsedFields } from './headers.ts';
import { kindOf } from './kinds.ts';
import { projectOfHeader } from './project.ts';

/** What a request says of the conversation that it belongs to. */
export interface SessionHint {
  /** Named in our own way: an id that must exist, or a free name that is made where it is new. */
  own: { id: number } | { name: string } | null;
  /** `header:<tool>:<id>` or `body:<field>:<id>`, by which a session is found again; null where nothing says. */
  identity: string | null;
  /** The client's own id of the agent within the session; null where it has none. */
  agentKey: string | null;
  parentKey: string | null;
  /** Whether the client names each agent but the main one: without `agentKey` it is that. */
  namesAgents: boolean;
  /** Whether it says to be another agent's helper, though not whose. */
  helper: boolean;
  /** What the exchange is for, where that is not what its path says. */
  kind: ExchangeKind | null;
  /** The tool behind a library's `user-agent`, where the texts say it; null where the headers know better. */
  client: string | null;
  /** The project that it names itself as its session's; null where it does not. */
  project: string | null;
}

export interface HintSource {
  /** The decoded name of `/s/<name>/…`, if the request came that way. */
  pathSession: string | null;
  headers: Headers;
  /** The parsed body, or as much of its top level as is known; anything else is ignored. */
  body: unknown;
  /** Of a call whose context is known: what it is read from besides. */
  call?: {
    /** The kind that the path says. */
    operation: ExchangeKind;
    streamed: boolean;
    context: PlacedContext | null;
  };
}

/**
 * The session that a request names in our own way: an id that must exist, or a free name that is made where it is new.
 * Null where it names none. Throws `invalid_request` where that cannot be a name.
 */
function ownSession({
  pathSession,
  headers,
}: Pick<HintSource, 'pathSession' | 'headers'>): SessionHint['own'] {
  const header =
    headers['x-kimi-proxy-session'] === undefined
      ? null
      : (headerText(headers, 'x-kimi-proxy-session') ?? '');
  const given = header ?? pathSession;
  if (given === null) return null;
  const name = given.trim();
  if (!isCleanName(name)) {
    const field = header === null ? '/s/{name}' : 'x-kimi-proxy-session';
    throw new ProxyError('invalid_request', `${field}: is no name for a session`, {
      hint: `use 1 to ${MAX_NAME_BYTES} bytes of text without control characters, or a session's number`,
      details: { field },
    });
  }
  return /^\d+$/.test(name) ? { id: Number(name) } : { name };
}

/**
 * That what a request says of itself in our own way can be what it says: the cheap part of {@link sessionHint}. Throws
 * `invalid_request` as that does.
 */
export function checkOwnNames(source: Pick<HintSource, 'pathSession' | 'headers'>): void {
  ownSession(source);
  projectOfHeader(source.headers);
}

/** An id from a foreign field; what could not be one is not taken, and is no reason to refuse the request. */
function foreignId(value: unknown): string | null {
  return typeof value === 'string' && isCleanName(value) ? value.trim() : null;
}

type Found = Pick<SessionHint, 'identity' | 'agentKey' | 'parentKey' | 'namesAgents'>;

const NOT_FOUND: Found = { identity: null, agentKey: null, parentKey: null, namesAgents: false };

/** A session whose agents are told apart by other means. */
function found(identity: string): Found {
  return { identity, agentKey: null, parentKey: null, namesAgents: false };
}

function foundAgent(identity: string, agentKey: string | null, parentKey: string | null): Found {
  return { identity, agentKey, parentKey, namesAgents: true };
}

function byHeader(headers: Headers): Found | null {
  const id = (name: string): string | null => foreignId(headerText(headers, name));

  const claude = id('x-claude-code-session-id');
  if (claude !== null) {
    return foundAgent(
      `header:claude-code:${claude}`,
      id('x-claude-code-agent-id'),
      id('x-claude-code-parent-agent-id'),
    );
  }

  const turn = parsedFields(headerText(headers, 'x-codex-turn-metadata'));
  const session = id('session-id') ?? id('session_id') ?? foreignId(turn.session_id);
  const thread = id('thread-id') ?? id('conversation_id') ?? foreignId(turn.thread_id);
  // Other clients use this header for an id of each request.
  const request = id('x-client-request-id');
  const codex =
    session ?? thread ?? (request !== null && clientOf(headers).name === 'codex' ? request : null);
  if (codex !== null) {
    const label = id('x-openai-subagent');
    const agent = session !== null && thread !== null && thread !== session ? thread : label;
    const parent = id('x-codex-parent-thread-id') ?? codex;
    return foundAgent(`header:codex:${codex}`, agent, agent === null ? null : parent);
  }

  const own = id('x-session-id') ?? id('x-session-affinity');
  const parent = id('x-parent-session-id');
  if (own !== null && parent !== null && parent !== own)
    return foundAgent(`header:session:${parent}`, own, parent);
  if (own !== null) {
    const opencode = clientOf(headers).name === 'opencode';
    const identity = `header:session:${own}`;
    return { identity, agentKey: null, parentKey: null, namesAgents: opencode };
  }

  const task = id('x-task-id');
  return task === null ? null : found(`header:task:${task}`);
}

/** Claude Code: JSON text that holds `session_id`, formerly `…_session_<id>`; Kimi: `session_<id>`. */
function sessionOfUser(userId: unknown): string | null {
  if (typeof userId !== 'string' || userId.length > 4096) return null;
  const named = foreignId(parsedFields(userId).session_id);
  return named ?? foreignId(/(?:^|_)session_([\w-]+)$/.exec(userId)?.[1]);
}

function byBody(body: unknown): Found | null {
  const fields = fieldsOf(body);
  const cacheKey = foreignId(fields.prompt_cache_key);
  if (cacheKey !== null) return found(`body:prompt_cache_key:${cacheKey}`);
  const user = sessionOfUser(fieldsOf(fields.metadata).user_id);
  if (user !== null) return found(`body:user_id:${user}`);
  const session = foreignId(fields.session_id);
  return session === null ? null : found(`body:session_id:${session}`);
}

/**
 * Who a request says that it is: our own header or path first, then the known headers, then the known body fields,
 * and no others, since guessing at names picks up ids of other things; and, where its context is known, what it is
 * for. Throws `invalid_request` where one of our own headers, or our path, cannot be a name.
 */
export function sessionHint(source: HintSource): SessionHint {
  const { headers, body, call } = source;
  const { identity, agentKey, parentKey, namesAgents } = byHeader(headers) ?? byBody(body) ?? NOT_FOUND;
  const hint: SessionHint = {
    own: ownSession(source),
    identity,
    agentKey,
    parentKey,
    namesAgents,
    helper: false,
    kind: null,
    client: null,
    project: projectOfHeader(headers),
  };
  if (call === undefined) return hint;
  const { operation, streamed, context } = call;
  hint.client = clientOfText(headers, context);
  const client = hint.client ?? clientOf(headers).name;
  hint.helper = isSubAgent(client, context);
  hint.kind = kindOf({ client, headers, operation, streamed, body: fieldsOf(body), context });
  return hint;
}
