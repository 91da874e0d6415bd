import type { ProxyError } from '../exchange/index.ts';
import type { Flight } from './flight.ts';

/** Refusals that may well be answered otherwise a moment later. */
const PASSING = new Set([408, 409, 425, 429]);

/**
 * That asking again is of no use: some tools ask ten times for a 401 before they show it. The SDKs of OpenAI and
 * Anthropic read it (github.com/openai/openai-node, src/client.ts, `shouldRetry`).
 */
function finality(status: number): Record<string, string> {
  return status >= 400 && status < 500 && !PASSING.has(status) ? { 'x-should-retry': 'false' } : {};
}

/** The methods that the path does answer: a 405 must name them (RFC 9110, 15.5.6). */
function allowed({ code, details }: ProxyError): Record<string, string> {
  const allow = code === 'method_not_allowed' ? details?.allow : undefined;
  return Array.isArray(allow) ? { allow: allow.join(', ') } : {};
}

/** Answers an exchange that failed before anything was relayed, in the client's own protocol. */
export function answerError(flight: Flight, error: ProxyError): void {
  const { exchange, match, req, res, down } = flight;
  if (error.code === 'client_closed') {
    exchange.status = 'cancelled';
    exchange.error = { code: error.code, message: error.message };
    down.release();
    res.destroy();
    return;
  }
  exchange.status = 'error';
  exchange.error = { code: error.code, message: error.message };
  if (down.opened) {
    exchange.httpStatus ??= 200;
    down.fail(match.protocol.errorEvent(error, exchange.id));
    return;
  }
  down.release();
  exchange.httpStatus = error.status;
  if (res.destroyed || res.headersSent) return;
  const body = Buffer.from(JSON.stringify(match.protocol.errorBody(error, exchange.id)));
  const unread = !req.complete;
  res.writeHead(error.status, {
    ...finality(error.status),
    ...flight.errorHeaders,
    ...allowed(error),
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'x-kimi-proxy-exchange': exchange.id,
    ...(error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) }),
    ...(unread ? { connection: 'close' } : {}),
  });
  res.end(body, () => {
    // A body that nobody will read must not keep the connection, nor fill memory.
    if (unread) req.resume().setTimeout(1000, () => req.destroy());
  });
}
