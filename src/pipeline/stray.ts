import type { IncomingMessage } from 'node:http';
import type { ProxyError } from '../exchange/index.ts';
import { type LlmMatch, strayMatch } from '../protocols/index.ts';
import { noSuchCall } from './closest-call.ts';
import { maskPathKeys } from './mask-headers.ts';

/** What browsers ask of any address by themselves, and files that a page may miss. */
const NOISE =
  /^\/\.well-known(?:\/|$)|\/(?:apple-touch-icon|favicon|robots\.txt)[^/]*$|\.(?:map|js|css|html?|ico|png|jpe?g|gif|svg|webp|woff2?|txt|xml|webmanifest)$/i;
/** Paths of this program that are no tool's, though not all below them is there. */
const OWN = /^\/(?:api|mcp|ws|auth|assets)(?:\/|$)/;
/** What tools ask of other programs below `/api`: OpenRouter, Ollama, Open WebUI. */
const FOREIGN_API =
  /^\/api\/(?:v\d+(?:beta|alpha)?|openai|anthropic|chat|generate|tags|show|ps|version|embed|embeddings|completions?)(?:\/|$)/i;
/** Words of the LLM surface, wherever they stand. */
const CALL =
  /\/(?:v\d+(?:beta|alpha)?|openai|anthropic|chat|completions?|messages?|responses?|embeddings?|models?)(?:[/:]|$)|generatecontent/i;

/** A request for a path that is nobody's, with the answer that it gets. */
export interface StrayCall {
  match: LlmMatch;
  error: ProxyError;
}

function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * What a request is, where its path is nobody's but may be meant for the LLM surface: a base URL that is wrong, a call
 * with a letter too few. Null where no tool would ask that: what browsers look for by themselves, and the dashboard's own.
 */
export function strayCall(request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): StrayCall | null {
  const { method = 'GET', url = '/' } = request;
  const path = url.split('?', 1)[0] ?? '/';
  if (path === '/' || path === '*' || !path.startsWith('/') || NOISE.test(path)) return null;
  if (OWN.test(path) && !FOREIGN_API.test(path)) return null;
  const writes = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
  const isMeant = writes || hasBody(request) || FOREIGN_API.test(path) || CALL.test(path);
  if (!isMeant) return null;
  const match = strayMatch(maskPathKeys(url));
  return { match, error: noSuchCall(method, match.path) };
}
