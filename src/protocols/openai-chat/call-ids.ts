import { createHash } from 'node:crypto';
import type { Quirks } from '../neutral/quirks.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Nine letters and digits made from an id, always the same. */
function nine(id: string): string {
  const digest = createHash('sha256').update(id).digest();
  let made = '';
  for (let i = 0; i < 9; i++) made += LETTERS[digest.readUInt16BE(i * 2) % LETTERS.length];
  return made;
}

/** The id of a call as a provider takes it; calls and results get the same, each turn. */
export function callId(id: string, rule: Quirks['toolCallIds']): string {
  if (rule === 'mistral') return /^[A-Za-z0-9]{9}$/.test(id) ? id : nine(id);
  if (rule === 'openai' && id.length > 40)
    return `call_${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
  return id;
}
