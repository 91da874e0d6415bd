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

/** A place in it from which on it is looked for: a search goes from one first byte to the next, so the rarest is best. */
const anchorAt = (at: number) => ({ at, first: QUOTED[at] ?? 0, rest: QUOTED.subarray(at) });
const WHOLE = anchorAt(0);
const OTHERS = [2, 3, 4].map(anchorAt);
/** Below so many bytes it does not matter. */
const SAMPLED_FROM = 16 * 1024;
const SAMPLES = 64;
const SAMPLE_BYTES = 32;

/** The anchor whose first byte is the rarest in what these bytes look like: code is full of quotes, prose is not. */
function rarestIn(bytes: Buffer): typeof WHOLE {
  if (bytes.length < SAMPLED_FROM) return WHOLE;
  const counts = new Uint16Array(256);
  const step = Math.floor(bytes.length / SAMPLES);
  for (let start = 0; start + SAMPLE_BYTES <= bytes.length; start += step)
    for (let i = start; i < start + SAMPLE_BYTES; i++)
      counts[bytes[i] ?? 0] = (counts[bytes[i] ?? 0] ?? 0) + 1;
  let best = WHOLE;
  for (const anchor of OTHERS) if ((counts[anchor.first] ?? 0) < (counts[best.first] ?? 0)) best = anchor;
  return best;
}

/** Whether a body's bytes hold such a text. */
export function holdsSealText(bytes: Buffer): boolean {
  const { at, rest } = rarestIn(bytes);
  for (let found = bytes.indexOf(rest); found >= 0; found = bytes.indexOf(rest, found + 1)) {
    const start = found - at;
    if (start >= 0 && bytes.compare(QUOTED, 0, at, start, found) === 0) return true;
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
