import { isIP } from 'node:net';

/** The host without the brackets of an IPv6 literal, in lower case. */
export function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}

/** Whether a host is this machine alone: `localhost`, 127.0.0.0/8, `::1`. */
export function isLoopback(host: string): boolean {
  const bare = bareHost(host);
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  const plain = bare.replace(/^::ffff:(?=\d+\.)/, '');
  if (isIP(plain) === 4) return plain.startsWith('127.');
  return isIP(bare) === 6 && /^(?:0*:)*:?0*1$/.test(bare);
}

/** Whether a text is a host name or an IP literal. */
export function isHost(host: string): boolean {
  const bare = bareHost(host);
  if (isIP(bare) !== 0) return true;
  if (/^[\d.]+$/.test(bare) || bare.length > 253) return false;
  return bare.split('.').every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
}

/**
 * Where a local server listens, from a variable such as `OLLAMA_HOST` (`host`, `host:port`, `:port`, or a URL,
 * whose port is then its scheme's own: https://github.com/ollama/ollama/blob/main/envconfig/config.go); null
 * where it says nothing sensible. An address that means "all" is reached over the loopback.
 */
export function localBaseUrl(value: string, port: number): string | null {
  const given = value.trim();
  const withScheme = /^https?:\/\//i.test(given);
  const host = isIP(given) === 6 ? `[${given}]` : given.startsWith(':') ? `127.0.0.1${given}` : given;
  const address = withScheme ? given : `http://${host}`;
  if (given === '' || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';
  if (!withScheme && !/:\d+(?:\/|$)/.test(host.replace(/^\[.*?\]/, ''))) url.port = String(port);
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path === '' ? '/v1' : path}`;
}
