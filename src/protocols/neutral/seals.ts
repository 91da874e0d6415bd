import { PROTOCOLS } from '../../contract/index.ts';
import type { Seal } from './parts.ts';

const PREFIX = 'kp1';

/**
 * A seal as text for the slot that another protocol has for its own (a signature, encrypted content), so that a client
 * that keeps it hands it back on the next turn. Base64 of UTF-8, since Gemini's clients may decode it.
 */
export function sealText(seal: Seal): string {
  return Buffer.from(`${PREFIX}${JSON.stringify(seal)}`, 'utf8').toString('base64');
}

const HEAD = Buffer.from(`${PREFIX}{"`, 'utf8').toString('base64').slice(0, 6);

const QUOTED = Buffer.from(`"${HEAD}`);

/** A piece of it that begins with a byte that is rare in text and JSON, unlike a quote: the search jumps from one to the next. */
const RARE_AT = QUOTED.indexOf('x');
const RARE = QUOTED.subarray(RARE_AT);

/** Whether a body's bytes hold such a text. */
export function holdsSealText(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(RARE); at >= 0; at = bytes.indexOf(RARE, at + 1)) {
    const start = at - RARE_AT;
    if (start >= 0 && bytes.compare(QUOTED, 0, RARE_AT, start, at) === 0) return true;
  }
  return false;
}

/** The seal in such a text; null where it is no text of ours. */
export function unsealed(text: string): Seal | null {
  if (!text.startsWith(HEAD)) return null;
  const plain = Buffer.from(text, 'base64').toString('utf8');
  if (!plain.startsWith(PREFIX)) return null;
  let value: unknown;
  try {
    value = JSON.parse(plain.slice(PREFIX.length));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { protocol, kind, value: secret, id } = value as Record<string, unknown>;
  const known = PROTOCOLS.find((name) => name === protocol);
  if (known === undefined || typeof secret !== 'string') return null;
  if (kind !== 'signature' && kind !== 'encrypted') return null;
  return { protocol: known, kind, value: secret, ...(typeof id === 'string' ? { id } : {}) };
}
