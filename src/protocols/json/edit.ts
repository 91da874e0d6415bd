import type { Span } from './scan.ts';

/** Bytes `[start, end)` become `text`; where both are equal, it is put in there. */
export interface Edit extends Span {
  text: string;
}

/** The same bytes with these places changed, and no other byte touched. Edits must not overlap. */
export function applyEdits(bytes: Buffer, edits: Edit[]): Buffer {
  if (edits.length === 0) return bytes;
  const pieces: Buffer[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    pieces.push(bytes.subarray(at, edit.start), Buffer.from(edit.text));
    at = edit.end;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}
