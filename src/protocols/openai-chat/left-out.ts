import type { Notes } from '../neutral/notes.ts';
import type { NeutralRequest } from '../neutral/request.ts';

/** What marks that functions were offered in the old way: the client is answered accordingly. */
const OWN_MARKS = new Set(['old_functions']);
const LONGEST = 100;

/** Notes fields of a client's request that a provider of another protocol does not get: `prediction`, `moderation`, … */
export function noteLeftOut({ extra }: NeutralRequest, notes: Notes): void {
  if (extra?.protocol !== 'openai-chat') return;
  for (const [name, value] of Object.entries(extra.fields)) {
    if (value === null || OWN_MARKS.has(name)) continue;
    notes.dropped(name.slice(0, LONGEST), 'only chat completions knows it');
  }
}
