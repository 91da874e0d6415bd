import { PLACEHOLDER } from '../../connect/index.ts';

/** A setting whose name says that its value is secret. */
const SECRET =
  /((?:api[_-]?key|[_-]key|token|secret|password|authorization|credential)s?["']?\s*[:=]\s*["'`]?)([^\s"'`,}#][^"'`,}#\r\n]*)/gi;

/** A secret, so that a person can tell which one it is. */
export function masked(secret: string): string {
  return secret.length < 8 ? '…' : `${secret.slice(0, 2)}…`;
}

/** A text for the screen: without the proxy's own token, and without what looks like a key of someone else. */
export function maskText(text: string, token: string | null): string {
  const own = token === null ? text : withoutToken(text, token);
  return own.replace(SECRET, (whole, name: string, value: string) => {
    const isShown =
      value.trimEnd() === PLACEHOLDER || value.includes('…') || /^(?:true|false|null|\d+)$/.test(value);
    return isShown ? whole : `${name}${masked(value)}`;
  });
}

function withoutToken(text: string, token: string): string {
  const escaped = JSON.stringify(token).slice(1, -1);
  return text.replaceAll(escaped, masked(token)).replaceAll(token, masked(token));
}
