import { openaiChat } from './openai-chat/index.ts';
import type { Operation, Protocol } from './protocol.ts';

/** Every client protocol. A new one is a folder and one line here: its paths are served from then on. */
const PROTOCOLS: Protocol[] = [openaiChat];

/** What a path of the LLM surface asks for. */
export type LlmTarget =
  | { type: 'operation'; protocol: Protocol; operation: Operation }
  | { type: 'models'; id: string | null }
  | { type: 'unknown' };

/** A request of the LLM surface, as far as its first line says it. */
export interface LlmMatch {
  target: LlmTarget;
  protocol: Protocol;
  /** Session named in the path (`/s/<name>/…`), decoded; null where there is none. */
  sessionName: string | null;
  /** The path after the session's prefix, with its query, as the client sent it: `/v1/chat/completions?x=1`. */
  clientPath: string;
  /** The path as the client sent it, without the query. */
  path: string;
  query: URLSearchParams | null;
}

const operations = new Map<string, { protocol: Protocol; operation: Operation }>();
for (const protocol of PROTOCOLS) {
  for (const operation of protocol.operations) {
    operations.set(operation.path, { protocol, operation });
  }
}

/** A segment decoded; as it came where it is not valid percent-encoding. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}

/**
 * What a request of the LLM surface asks for; null where its path belongs to the dashboard. Known calls are matched
 * with and without `/v1`; any other path only below `/v1/`.
 */
export function matchLlm(method: string, url: string): LlmMatch | null {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  let rest = path;
  let sessionName: string | null = null;
  if (rest.startsWith('/s/')) {
    const end = rest.indexOf('/', 3);
    if (end < 0) return null;
    sessionName = decode(rest.slice(3, end));
    rest = rest.slice(end);
  }
  const versioned = rest.startsWith('/v1/');
  const below = versioned ? rest.slice(3) : rest;
  const known = operations.get(below);
  let target: LlmTarget;
  if (known !== undefined && method === 'POST') target = { type: 'operation', ...known };
  else if ((method === 'GET' || method === 'HEAD') && below === '/models')
    target = { type: 'models', id: null };
  else if ((method === 'GET' || method === 'HEAD') && below.startsWith('/models/')) {
    target = { type: 'models', id: decode(below.slice(8)) };
  } else if (known !== undefined || versioned) target = { type: 'unknown' };
  else return null;
  return {
    target,
    protocol: known?.protocol ?? openaiChat,
    sessionName,
    clientPath: mark < 0 ? rest : rest + url.slice(mark),
    path,
    query: mark < 0 ? null : new URLSearchParams(url.slice(mark + 1)),
  };
}
