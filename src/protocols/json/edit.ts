import type { Span } from './scan.ts';

/** Bytes `[start, end)` become `text`; where both are equal, it is put in there. */
export interface Edit extends Span {
  text: string;
}

/** The same bytes with these places changed, and no other byte touched. Edits must not overlap. */
export function applyEdits(bytes: Buffer, edits: Edit[]): Buffer {
  if (edits.length === 0) return bytes;
  const inOrder = edits.length === 1 ? edits : [...edits].sort((a, b) => a.start - b.start);
  let size = bytes.length;
  for (const { start, end, text } of edits) size += Buffer.byteLength(text) - (end - start);
  const edited = Buffer.allocUnsafe(size);
  let from = 0;
  let to = 0;
  for (const { start, end, text } of inOrder) {
    to += bytes.copy(edited, to, from, start);
    to += edited.write(text, to);
    from = end;
  }
  bytes.copy(edited, to, from);
  return edited;
}
