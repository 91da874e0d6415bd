import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { Config } from '../../config/index.ts';
import { ProxyError } from '../../exchange/index.ts';
import { cookieName, cookieValue, readCookie, sameSecret } from './credentials.ts';

/** What of a request decides who may call; an `IncomingMessage` fits. */
export interface GuardedRequest {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
}

/** The rules of a configuration, prepared once for all requests. */
export interface GuardRules {
  allowedHosts: ReadonlySet<string>;
  allowedOrigins: ReadonlySet<string>;
  authToken: string | null;
  cookie: { name: string; value: string } | null;
}

const ALWAYS_ALLOWED = ['localhost', 'host.docker.internal'];
/** `name`, `name:port`, `[v6]`, `[v6]:port`; nothing that could be read two ways. */
const HOST = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::\d{1,5})?$/i;

/** The name in a `Host` value in lower case, without port, brackets and a closing dot; null where it is none. */
export function hostName(value: string): string | null {
  const match = HOST.exec(value);
  if (match === null) return null;
  if (match[1] !== undefined) return isIP(match[1]) === 6 ? match[1].toLowerCase() : null;
  return (match[2] ?? '').toLowerCase().replace(/\.$/, '') || null;
}

/** Prepares the rules; call it again when the configuration changes. */
export function guardRules(server: Config['server']): GuardRules {
  const hosts = server.allowedHosts.map((host) => hostName(host) ?? host.toLowerCase());
  const origins = server.allowedOrigins.map((origin) => origin.toLowerCase().replace(/\/$/, ''));
  const token = server.authToken;
  return {
    allowedHosts: new Set([...ALWAYS_ALLOWED, ...hosts]),
    allowedOrigins: new Set(origins),
    authToken: token,
    cookie: token === null ? null : { name: cookieName(server.port), value: cookieValue(token) },
  };
}

function timesGiven(rawHeaders: string[], name: string): number {
  let times = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const given = rawHeaders[i];
    if (given !== undefined && given.length === name.length && given.toLowerCase() === name) times++;
  }
  return times;
}

/** Whether a `Host` may be ours: an IP literal cannot be re-bound by DNS, a name must be one that we know. */
function checkHost(request: GuardedRequest, rules: GuardRules): ProxyError | null {
  const value = request.headers.host;
  if (value === undefined || value === '' || timesGiven(request.rawHeaders, 'host') !== 1) {
    return new ProxyError('forbidden_host', 'A request needs exactly one Host header.');
  }
  const name = hostName(value);
  if (name !== null && (isIP(name) !== 0 || rules.allowedHosts.has(name))) return null;
  return new ProxyError('forbidden_host', 'This Host is not one that this program answers to.', {
    hint: `If you trust it, add ${JSON.stringify(name ?? 'its name')} to allowed_hosts in config.toml.`,
    details: { key: 'server.allowed_hosts' },
  });
}

function isOwnOrigin(origin: string, host: string | undefined): boolean {
  const match = /^(https?):\/\/([^/?#@\s]+)$/i.exec(origin);
  if (match === null || host === undefined) return false;
  const defaultPort = match[1]?.toLowerCase() === 'https' ? /:443$/ : /:80$/;
  return match[2]?.toLowerCase().replace(defaultPort, '') === host.toLowerCase().replace(defaultPort, '');
}

/** How an `Origin` stands to us. */
export function originKind(
  request: GuardedRequest,
  rules: GuardRules,
): 'none' | 'own' | 'allowed' | 'foreign' {
  const { origin } = request.headers;
  if (origin === undefined) return 'none';
  if (timesGiven(request.rawHeaders, 'origin') !== 1) return 'foreign';
  if (rules.allowedOrigins.has(origin.toLowerCase()) && origin !== 'null') return 'allowed';
  return isOwnOrigin(origin, request.headers.host) ? 'own' : 'foreign';
}

function checkOrigin(request: GuardedRequest, rules: GuardRules): ProxyError | null {
  if (originKind(request, rules) !== 'foreign') return null;
  const { origin } = request.headers;
  if (origin === 'null') {
    return new ProxyError(
      'forbidden_origin',
      'Pages without an origin of their own may not call this program.',
      {
        hint: 'Serve the page from an address and add that to allowed_origins in config.toml.',
        details: { key: 'server.allowed_origins' },
      },
    );
  }
  return new ProxyError('forbidden_origin', 'A page of another origin may not call this program.', {
    hint: 'If you trust it, add its origin to allowed_origins in config.toml.',
    details: { key: 'server.allowed_origins' },
  });
}

function* credentials(request: GuardedRequest): Generator<string> {
  const { headers } = request;
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) yield bearer;
  for (const name of ['x-kimi-proxy-token', 'x-api-key', 'x-goog-api-key']) {
    const value = headers[name];
    if (typeof value === 'string') yield value;
  }
  const query = request.url?.indexOf('?') ?? -1;
  if (query >= 0) {
    const key = new URLSearchParams(request.url?.slice(query + 1)).get('key');
    if (key !== null) yield key;
  }
}

/** Whether the request carries the configured token, in any of its places, or the page's cookie. */
export function hasToken(request: GuardedRequest, rules: GuardRules): boolean {
  const { authToken, cookie } = rules;
  if (authToken === null || cookie === null) return false;
  for (const candidate of credentials(request)) {
    if (sameSecret(candidate, authToken)) return true;
  }
  const given = readCookie(request.headers.cookie, cookie.name);
  return given !== null && sameSecret(given, cookie.value);
}

/** What may be asked without a token: the page's front door, which then shows nothing but the login. */
function isFrontDoor(request: GuardedRequest): boolean {
  const path = request.url?.split('?', 1)[0];
  if (path === '/') return request.method === 'GET' || request.method === 'HEAD';
  return path === '/auth' && request.method === 'POST';
}

/**
 * Who may call, for LLM paths, the dashboard's API and WebSocket upgrades alike. Null where the request may pass.
 *
 * With a valid token the Host is not checked: a page that was re-bound to us by DNS has no token. The Origin always
 * is.
 */
export function guard(request: GuardedRequest, rules: GuardRules): ProxyError | null {
  if (request.url?.startsWith('/') !== true && request.url !== '*') {
    return new ProxyError('invalid_request', 'The request target must be a path.');
  }
  const known = hasToken(request, rules);
  const refused = (known ? null : checkHost(request, rules)) ?? checkOrigin(request, rules);
  if (refused !== null) return refused;
  if (rules.authToken === null || known || isFrontDoor(request)) return null;
  return new ProxyError('unauthorized', 'This program asks for its access token.', {
    hint: 'Send auth_token as your API key (Authorization: Bearer, x-api-key, x-goog-api-key or ?key=) or as x-kimi-proxy-token.',
  });
}
