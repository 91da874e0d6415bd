import type { Notes } from '../neutral/notes.ts';
import type { NeutralRequest } from '../neutral/request.ts';
import { PROTOCOL } from './wire.ts';

const LONGEST = 100;

/**
 * Notes fields of a client's tools that a provider of another protocol does not get: `input_examples`, `defer_loading`, …
 * Those of the request itself are noted where it is read.
 */
export function noteLeftOut({ tools }: NeutralRequest, notes: Notes): void {
  const names = new Set<string>();
  for (const tool of tools) {
    if (tool.type !== 'function' || tool.extra?.protocol !== PROTOCOL) continue;
    for (const [name, value] of Object.entries(tool.extra.fields)) if (value !== null) names.add(name);
  }
  for (const name of names) notes.dropped(`${name.slice(0, LONGEST)} of tools`, 'only Anthropic knows it');
}
