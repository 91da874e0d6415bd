import type { Fields, ReasoningPart, Seal } from '../neutral/parts.ts';
import { unsealed } from '../neutral/seals.ts';
import { responseOfItem } from './ids.ts';
import { extraOf, fieldsOf, listOf, named, OWN, textOf } from './wire.ts';

function textsIn(list: unknown): string {
  return listOf(list)
    .map((part) => textOf(fieldsOf(part).text))
    .filter((text) => text !== '')
    .join('\n\n');
}

/** What stands between the parts of a summary where they become one text. */
export const PARAGRAPH = '\n\n';

/** The id that a provider gave an item; none where it was made here. */
function foreignId(item: Fields): string | undefined {
  const id = named(item.id);
  return id === undefined || responseOfItem(id) !== null ? undefined : id;
}

/** The seal in a reasoning item: its own, or another protocol's that was put there; null where there is none. */
export function sealOf(item: Fields): Seal | null {
  const value = named(item.encrypted_content);
  if (value === undefined) return null;
  const id = foreignId(item);
  return unsealed(value) ?? { protocol: OWN, kind: 'encrypted', value, ...(id === undefined ? {} : { id }) };
}

/**
 * A reasoning item as parts: its summary, then the reasoning itself where it is told; the seal is on the last. An item
 * with an id and no encrypted content means something to a provider that has stored it: the id is kept as extra.
 */
export function reasoningParts(item: Fields): ReasoningPart[] {
  const summary = textsIn(item.summary);
  const content = textsIn(item.content);
  const parts: ReasoningPart[] = [];
  if (summary !== '') parts.push({ type: 'reasoning', text: summary, summary: true });
  if (content !== '') parts.push({ type: 'reasoning', text: content });
  const seal = sealOf(item);
  const id = foreignId(item);
  if (seal === null && id === undefined) return parts;
  const last = parts.at(-1) ?? { type: 'reasoning' as const, text: '' };
  if (parts.length === 0) parts.push(last);
  if (seal !== null) last.seal = seal;
  else if (id !== undefined) Object.assign(last, extraOf({ id }));
  return parts;
}
