import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { ProviderConfig } from '../config/index.ts';
import { ProxyError } from '../exchange/index.ts';
import { READABLE_ENCODINGS, type UpstreamAnswer } from '../upstream/index.ts';

/** Meant for one connection alone (RFC 9110 §7.6.1), and what the HTTP layer sets anew. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Never goes up: hop-by-hop, set anew, credentials (added apart), cookies, and what is between client and us. */
const NOT_UP = new Set([
  ...HOP_BY_HOP,
  'host',
  'content-length',
  'content-encoding',
  'expect',
  'cookie',
  'cookie2',
  'origin',
  'referer',
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
]);

/** Never comes down: hop-by-hop, cookies, and what a browser would take as said by us. */
const NOT_DOWN = new Set([
  ...HOP_BY_HOP,
  'set-cookie',
  'set-cookie2',
  'alt-svc',
  'strict-transport-security',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
  'content-security-policy',
  'clear-site-data',
  'x-kimi-proxy-exchange',
]);

const OWN_PREFIX = 'x-kimi-proxy-';

/** Names that `connection` declares as hop-by-hop. */
function named(connection: string | string[] | undefined): Set<string> | null {
  if (connection === undefined) return null;
  const text = Array.isArray(connection) ? connection.join(',') : connection;
  if (text === 'keep-alive' || text === 'close') return null;
  return new Set(
    text
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  );
}

/** `accept-encoding` less what cannot be read here. */
function readable(acceptEncoding: string): string {
  if (/^(?:gzip|deflate|br|[, ])*$/.test(acceptEncoding)) return acceptEncoding;
  const kept = acceptEncoding
    .split(',')
    .filter((part) => READABLE_ENCODINGS.has((part.split(';')[0] ?? '').trim().toLowerCase()));
  return kept.length === 0 ? 'identity' : kept.join(',').trim();
}

/** Shorter tokens are looked for as whole values only: they may stand in any text. */
const TELLING_LENGTH = 8;

/** Whether a header's value is our own token, or has it in it. */
function holdsToken(value: string | string[], authToken: string | null): boolean {
  if (authToken === null) return false;
  const text = Array.isArray(value) ? value.join(',') : value;
  if (authToken.length >= TELLING_LENGTH) return text.includes(authToken);
  return text.replace(/^Bearer\s+/i, '').trim() === authToken;
}

/** The client's own credential, with the header it came in; our token is none. Google's clients may name it in the query. */
function clientCredential(
  headers: IncomingHttpHeaders,
  authToken: string | null,
  query: URLSearchParams | null,
): { header: string; value: string; secret: string } | null {
  for (const header of ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']) {
    const value = headers[header];
    if (typeof value !== 'string' || value === '') continue;
    const secret = value.replace(/^Bearer\s+/i, '').trim();
    if (secret === '' || holdsToken(value, authToken)) continue;
    return { header, value, secret };
  }
  const key = query?.get('key') ?? '';
  return key === '' || holdsToken(key, authToken)
    ? null
    : { header: 'x-goog-api-key', value: key, secret: key };
}

function fits(provider: ProviderConfig, secret: string): boolean {
  return provider.credentialShape === null || provider.credentialShape.test(secret);
}

/** Whether a client brings a credential of its own that this provider would be given. */
export function bringsCredential(
  provider: ProviderConfig,
  headers: IncomingHttpHeaders,
  authToken: string | null,
  query: URLSearchParams | null = null,
): boolean {
  const own = clientCredential(headers, authToken, query);
  return own !== null && fits(provider, own.secret);
}

/**
 * The credential that goes up to a provider, as headers. Throws `provider_key_missing` where the provider wants one
 * that is not there; a client's credential goes only to a provider that passes it on, and only in its own shape.
 */
export function credentialFor(
  provider: ProviderConfig,
  headers: IncomingHttpHeaders,
  authToken: string | null,
  keyHeaders: (key: string) => Record<string, string>,
  query: URLSearchParams | null = null,
): Record<string, string> {
  if (provider.auth === 'none') return {};
  if (provider.apiKey !== null && provider.auth === 'key') return keyHeaders(provider.apiKey);
  const variable = provider.keyVariable;
  if (provider.auth === 'client') {
    const own = clientCredential(headers, authToken, query);
    if (own !== null && fits(provider, own.secret)) return { [own.header]: own.value };
  }
  throw new ProxyError(
    'provider_key_missing',
    `${provider.name} has no key${variable === null ? '' : `: ${variable} is not set`}`,
    {
      details: { provider: provider.name, ...(variable === null ? {} : { variable }) },
      hint:
        variable === null
          ? `set providers.${provider.name}.api_key`
          : `set ${variable} and restart, or set providers.${provider.name}.api_key`,
    },
  );
}

/** Headers that only the client's own protocol gives a meaning to; they do not go to a provider of another. */
const OF_A_PROTOCOL = /^(?:anthropic-|openai-|x-goog-|x-stainless-|x-claude-|x-codex-|chatgpt-)/;

/** What goes up beside the client's own headers. */
export interface HeadersUp {
  credential: Record<string, string>;
  /** Whether the answer must come uncompressed. */
  identity: boolean;
  authToken: string | null;
  /** Headers that the provider's protocol demands, where the client has none. */
  demanded: Readonly<Record<string, string>>;
  /** Where the request was converted: what the new body wants; null: the body is the client's. */
  converted: Record<string, string> | null;
  /** Whether the provider speaks another protocol than the client, whose own headers would mean nothing there. */
  otherProtocol: boolean;
}

/** The headers that go up: the client's, less what is not meant for the provider, plus the provider's own. */
export function headersUp(
  headers: IncomingHttpHeaders,
  provider: ProviderConfig,
  { credential, identity, authToken, demanded, converted, otherProtocol }: HeadersUp,
): Record<string, string | string[]> {
  const up: Record<string, string | string[]> = {};
  const alsoHop = named(headers.connection);
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || NOT_UP.has(name) || name.startsWith(OWN_PREFIX) || alsoHop?.has(name))
      continue;
    if (authToken !== null && holdsToken(value, authToken)) continue;
    if (otherProtocol && OF_A_PROTOCOL.test(name)) continue;
    up[name] = value;
  }
  if (identity) up['accept-encoding'] = 'identity';
  else if (typeof up['accept-encoding'] === 'string') up['accept-encoding'] = readable(up['accept-encoding']);
  for (const name in demanded) up[name] ??= demanded[name] ?? '';
  if (converted !== null) {
    up['content-type'] = 'application/json';
    for (const name in converted) up[name] = converted[name] ?? '';
  }
  for (const name in provider.headers) up[name.toLowerCase()] = provider.headers[name] ?? '';
  for (const name in credential) up[name] = credential[name] ?? '';
  return up;
}

/** The headers that come down: the upstream's, less what belongs to its connection, plus the exchange's id. */
export function headersDown(
  answer: Pick<UpstreamAnswer, 'headers'>,
  exchangeId: string,
): OutgoingHttpHeaders {
  const down: OutgoingHttpHeaders = {};
  const alsoHop = named(answer.headers.connection);
  for (const name in answer.headers) {
    const value = answer.headers[name];
    if (value === undefined || NOT_DOWN.has(name) || alsoHop?.has(name)) continue;
    down[name] = value;
  }
  down['x-kimi-proxy-exchange'] = exchangeId;
  return down;
}
