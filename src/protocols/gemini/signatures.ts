import type { Seal } from '../neutral/parts.ts';
import { sealText, unsealed } from '../neutral/seals.ts';

/**
 * What stands in for a signature that there never was: calls of another model, or made by hand
 * (ai.google.dev/gemini-api/docs/thought-signatures, FAQ). Gemini CLI sends the first one as it is, not in base64.
 */
export const STAND_IN = 'skip_thought_signature_validator';
const STAND_INS = new Set([STAND_IN, 'context_engineering_is_the_way_to_go']);

/** The seal in a client's `thoughtSignature`: one of ours that another provider's is in, or Gemini's; null for a stand-in. */
export function readSignature(value: unknown): Seal | null {
  if (typeof value !== 'string' || value === '' || STAND_INS.has(value)) return null;
  return unsealed(value) ?? { protocol: 'gemini', kind: 'signature', value };
}

/** Bytes as JSON has them: base64 of either alphabet, of a length that four-letter groups can have. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * Gemini's own signature in a seal, for the provider; null where there is none or it is broken: "Base64 decoding failed"
 * refuses the whole request (github.com/openclaw/openclaw/pull/82995).
 */
export function ownSignature(seal: Seal | undefined): string | null {
  if (seal?.protocol !== 'gemini') return null;
  const bare = seal.value.replace(/=+$/, '');
  return BASE64.test(seal.value) && bare.length % 4 !== 1 ? seal.value : null;
}

/** The text that goes to a client in `thoughtSignature`. */
export function signatureFor(seal: Seal): string {
  return seal.protocol === 'gemini' ? seal.value : sealText(seal);
}
