import type { Span } from './scan.ts';

/** Bytes `[start, end)` become `text`; where both are equal, it is put in there. */
export interface Edit extends Span {
  text: string;
}

function inOrder(edits: readonly Edit[]): readonly Edit[] {
  return edits.length === 1 ? edits : [...edits].sort((a, b) => a.start - b.start);
}

/** The same bytes with these places changed, and no other byte touched. Edits must not overlap. */
export function applyEdits(bytes: Buffer, edits: readonly Edit[]): Buffer {
  if (edits.length === 0) return bytes;
  let size = bytes.length;
  for (const { start, end, text } of edits) size += Buffer.byteLength(text) - (end - start);
  const edited = Buffer.allocUnsafe(size);
  let from = 0;
  let to = 0;
  for (const { start, end, text } of inOrder(edits)) {
    to += bytes.copy(edited, to, from, start);
    to += edited.write(text, to);
    from = end;
  }
  bytes.copy(edited, to, from);
  return edited;
}

/** Bytes from which a part stays where it is. */
const UNCOPIED = 64 * 1024;

/**
 * The same as {@link applyEdits}, in pieces: long parts that are not touched are not copied, short ones are put together.
 * A conversation of 720 KB whose model has another name for its provider is else copied whole with each turn.
 */
export function editedPieces(bytes: Buffer, edits: readonly Edit[]): Buffer[] {
  if (edits.length === 0 || bytes.length < UNCOPIED) return [applyEdits(bytes, edits)];
  const pieces: Buffer[] = [];
  let short: Buffer[] = [];
  const putTogether = (): void => {
    if (short.length > 0) pieces.push(Buffer.concat(short));
    short = [];
  };
  const add = (part: Buffer): void => {
    if (part.length < UNCOPIED) {
      short.push(part);
      return;
    }
    putTogether();
    pieces.push(part);
  };
  let from = 0;
  for (const { start, end, text } of inOrder(edits)) {
    add(bytes.subarray(from, start));
    add(Buffer.from(text));
    from = end;
  }
  add(bytes.subarray(from));
  putTogether();
  return pieces;
}
