import { createHash } from 'node:crypto';

/** Longest `call_id`, `prompt_cache_key`, `user` and `safety_identifier`: 64 characters (OpenAI's API reference, responses/create). */
export const LONGEST_ID = 64;

/** An id within the limit: itself, or one made from it, always the same. */
export function shortenedId(id: string, prefix: string): string {
  if (id.length <= LONGEST_ID) return id;
  return `${prefix}${createHash('sha256').update(id).digest('hex').slice(0, 40)}`;
}
