import type { Seal } from '../neutral/parts.ts';
import { sealText, unsealed } from '../neutral/seals.ts';
import { isObject, parsed } from './wire.ts';

/**
 * Seals of calls and texts (Gemini signs both) have no slot in their items. They travel in a reasoning item of their
 * own behind them, whose encrypted content says what they belong to; clients keep those as they keep any reasoning.
 */
export interface CarriedSeal {
  seal: Seal;
  /** The call's id; null: the text before it. */
  callId: string | null;
}

const PREFIX = 'kpcarry1:';
const HEAD = Buffer.from(PREFIX, 'utf8').toString('base64').slice(0, 12);

export function carrierText({ seal, callId }: CarriedSeal): string {
  const value = JSON.stringify({ seal: sealText(seal), call: callId });
  return Buffer.from(PREFIX + value, 'utf8').toString('base64');
}

/** The seal that such a text carries; null where it is none of ours. */
export function carriedSeal(text: string): CarriedSeal | null {
  if (!text.startsWith(HEAD)) return null;
  const plain = Buffer.from(text, 'base64').toString('utf8');
  const value = plain.startsWith(PREFIX) ? parsed(plain.slice(PREFIX.length)) : null;
  if (!isObject(value) || typeof value.seal !== 'string') return null;
  const seal = unsealed(value.seal);
  return seal === null ? null : { seal, callId: typeof value.call === 'string' ? value.call : null };
}
