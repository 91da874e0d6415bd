import type { IncomingMessage, ServerResponse } from 'node:http';
import { type GuardRules, originKind } from './guard.ts';

const EXPOSED =
  'x-kimi-proxy-exchange, retry-after, link, content-disposition, mcp-session-id, mcp-protocol-version';
const METHODS = 'GET, HEAD, POST, PATCH, DELETE';

/** Whether this is a browser asking if it may send the real request. */
export function isPreflight(request: IncomingMessage): boolean {
  return (
    request.method === 'OPTIONS' &&
    request.headers.origin !== undefined &&
    request.headers['access-control-request-method'] !== undefined
  );
}

/** The CORS headers of an answer to an origin that `allowed_origins` names; empty for everyone else. */
export function corsHeaders(request: IncomingMessage, rules: GuardRules): Record<string, string> {
  if (originKind(request, rules) !== 'allowed') return {};
  return {
    'access-control-allow-origin': request.headers.origin ?? '',
    'access-control-expose-headers': EXPOSED,
    vary: 'Origin',
  };
}

/**
 * Answers a preflight. Browsers send no credentials with one, so it is the one request that needs none; it tells
 * nothing but whether the origin may ask.
 */
export function answerPreflight(request: IncomingMessage, response: ServerResponse, rules: GuardRules): void {
  const headers: Record<string, string> = { ...corsHeaders(request, rules), 'content-length': '0' };
  if (headers['access-control-allow-origin'] !== undefined) {
    headers['access-control-allow-methods'] = METHODS;
    const asked = request.headers['access-control-request-headers'];
    if (asked !== undefined) headers['access-control-allow-headers'] = asked;
    headers['access-control-max-age'] = '600';
    if (request.headers['access-control-request-private-network'] === 'true') {
      headers['access-control-allow-private-network'] = 'true';
    }
  }
  response.writeHead(204, headers).end();
}
