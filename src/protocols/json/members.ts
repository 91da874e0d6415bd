import type { Edit } from './edit.ts';
import type { ScannedObject, Span } from './scan.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index of the quote that opens the key of the member whose value starts at `value`. */
function keyStart(bytes: Buffer, value: number): number {
  // Back over the colon to the key's closing quote, then to a quote that no odd number of backslashes stands before.
  let at = bytes.lastIndexOf(QUOTE, value - 1);
  do at = bytes.lastIndexOf(QUOTE, at - 1);
  while (at > 0 && escaped(bytes, at));
  return at;
}

function escaped(bytes: Buffer, at: number): boolean {
  let slashes = at - 1;
  while (bytes[slashes] === BACKSLASH) slashes--;
  return (at - slashes) % 2 === 0;
}

/**
 * Takes members out of an object, each with one of the commas beside it. `object` was scanned in `bytes`; `base` is
 * added to all places, for an object that is part of a larger body.
 */
export function removeMembers(
  bytes: Buffer,
  object: ScannedObject,
  keys: Iterable<string>,
  base = 0,
): Edit[] {
  const gone = new Set(keys);
  const members = [...object.members].map(([key, span]) => ({
    key,
    span,
    start: keyStart(bytes, span.start),
  }));
  members.sort((a, b) => a.start - b.start);
  const edits: Edit[] = [];
  let kept: Span | null = null;
  for (let i = 0; i < members.length; i++) {
    const first = members[i];
    if (first === undefined) break;
    if (!gone.has(first.key)) {
      kept = first.span;
      continue;
    }
    while (gone.has(members[i + 1]?.key ?? '')) i++;
    const last = members[i] ?? first;
    const next = members[i + 1];
    if (kept !== null) edits.push({ start: base + kept.end, end: base + last.span.end, text: '' });
    else edits.push({ start: base + first.start, end: base + (next?.start ?? last.span.end), text: '' });
  }
  return edits;
}

/** Gives a member another key; its value stays. */
export function renameMember(bytes: Buffer, value: Span, key: string, base = 0): Edit {
  const start = keyStart(bytes, value.start);
  const end = bytes.lastIndexOf(QUOTE, value.start - 1) + 1;
  return { start: base + start, end: base + end, text: JSON.stringify(key) };
}

/** Sets a member: its value is replaced where there is one, else it is put in at the end. */
export function setMember(object: ScannedObject, key: string, value: unknown, base = 0): Edit {
  const span = object.members.get(key);
  if (span !== undefined)
    return { start: base + span.start, end: base + span.end, text: JSON.stringify(value) };
  const comma = object.members.size === 0 ? '' : ',';
  const at = base + object.close;
  return { start: at, end: at, text: `${comma}${JSON.stringify(key)}:${JSON.stringify(value)}` };
}
