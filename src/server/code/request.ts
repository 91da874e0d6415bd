import type { ExchangeHeaders } from '../../contract/index.ts';

/** A request that is to be sent again. */
export interface Again {
  exchangeId: string;
  /** This program's own address, without a path. */
  origin: string;
  /** Path and query, without secrets. */
  path: string;
  method: 'GET' | 'POST';
  /** Headers that mean something to the provider; none holds a secret. */
  headers: [name: string, value: string][];
  /** Header in which a key is wanted; null: none is. */
  keyHeader: 'authorization' | 'x-api-key' | 'x-goog-api-key' | null;
  body: Buffer;
  streamed: boolean;
}

/** The name of a file that holds the body. */
export const fileOf = ({ exchangeId }: Again): string => `exchange-${exchangeId}.json`;

/** Where the body can be had as a file. */
export const bodyAddress = ({ origin, exchangeId }: Again): string =>
  `${origin}/api/exchanges/${exchangeId}/body?side=request&download=1`;

/** Sent along again: what changes how a provider reads a request. */
const MEANINGFUL =
  /^(?:content-type|anthropic-(?:version|beta)|openai-(?:beta|organization|project)|x-kimi-proxy-(?:session|provider))$/i;

/** Headers of a request that go along when it is sent again. */
export function meaningfulHeaders(headers: ExchangeHeaders | null): [string, string][] {
  const own = (headers?.received ?? []).filter(
    ([name, value]) => MEANINGFUL.test(name) && !value.includes('***') && /^[\x20-\x7e]*$/.test(value),
  );
  const typed = own.some(([name]) => name.toLowerCase() === 'content-type');
  return typed ? own : [['content-type', 'application/json'], ...own];
}

/** A path without the members of its query whose values were masked. */
export function unmaskedPath(path: string): string {
  const at = path.indexOf('?');
  if (at < 0) return path;
  const before = path.slice(0, at);
  const members = path
    .slice(at + 1)
    .split('&')
    .filter((member) => member !== '' && !member.includes('=***'));
  return members.length === 0 ? before : `${before}?${members.join('&')}`;
}

/** Bytes as a person reads them. */
export function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
