import type { ExchangeKind } from '../contract/index.ts';
import { ProxyError } from '../exchange/index.ts';
import { clientOf } from './client.ts';
import { type Headers, headerText, isCleanName, MAX_NAME_BYTES } from './headers.ts';

/** What a request says of the conversation that it belongs to. */
export interface SessionHint {
  /** Named in our own way: an id that must exist, or a free name that is made where it is new. */
  own: { id: number } | { name: string } | null;
  /** `header:<tool>:<id>` or `body:<field>:<id>`, by which a session is found again; null where nothing says. */
  identity: string | null;
  /** The client's own id of the agent within the session; null where it has none. */
  agentKey: string | null;
  parentKey: string | null;
  /** What the exchange is for, where the client says so. */
  kind: ExchangeKind | null;
}

export interface HintSource {
  /** The decoded name of `/s/<name>/…`, if the request came that way. */
  pathSession: string | null;
  headers: Headers;
  /** The parsed body, or as much of its top level as is known; anything else is ignored. */
  body: unknown;
}

function ownSession({ pathSession, headers }: HintSource): SessionHint['own'] {
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

/** An id from a foreign field; what could not be one is not taken, and is no reason to refuse the request. */
function foreignId(value: unknown): string | null {
  return typeof value === 'string' && isCleanName(value) ? value.trim() : null;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parsedFields(text: string | null): Record<string, unknown> {
  if (text === null || !text.startsWith('{')) return {};
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    // Not JSON after all: it names nothing.
    return {};
  }
}

type Found = Pick<SessionHint, 'identity' | 'agentKey' | 'parentKey'>;

function found(identity: string, agentKey: string | null = null, parentKey: string | null = null): Found {
  return { identity, agentKey, parentKey };
}

function byHeader(headers: Headers): Found | null {
  const id = (name: string): string | null => foreignId(headerText(headers, name));

  const claude = id('x-claude-code-session-id');
  if (claude !== null) {
    return found(
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
    return found(`header:codex:${codex}`, agent, agent === null ? null : codex);
  }

  const own = id('x-session-id') ?? id('x-session-affinity');
  const parent = id('x-parent-session-id');
  if (own !== null && parent !== null && parent !== own)
    return found(`header:session:${parent}`, own, parent);
  if (own !== null) return found(`header:session:${own}`);

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
 * and no others, since guessing at names picks up ids of other things. Throws `invalid_request` where our own
 * header or path cannot be a name.
 */
export function sessionHint(source: HintSource): SessionHint {
  const own = ownSession(source);
  const said = byHeader(source.headers) ??
    byBody(source.body) ?? { identity: null, agentKey: null, parentKey: null };
  return { own, ...said, kind: null };
}
