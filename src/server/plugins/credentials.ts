import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

/** Whether two secrets are the same, in a time that tells nothing about where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

/**
 * What the page's cookie holds: a value made from the token, so that a browser never stores the token itself and a
 * changed token ends every login.
 */
export function cookieValue(token: string): string {
  return createHmac('sha256', token).update('kimi-proxy page login').digest('base64url');
}

/** Browsers share cookies among the ports of a host: two programs on two ports keep theirs apart by name. */
export function cookieName(port: number): string {
  return `kimi_proxy_${port}`;
}

/** The `Set-Cookie` line that keeps a browser logged in until it is closed. */
export function loginCookie(token: string, port: number, secure: boolean): string {
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return `${cookieName(port)}=${cookieValue(token)}; ${attributes}`;
}

/** The value of one cookie in a `Cookie` header, or null. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
