/** A piece of a text: where it begins, and where the next one does; null at the end. In UTF-16 units. */
export interface Piece {
  from: number;
  next: number | null;
  text: string;
}

function splits(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/**
 * A text's piece from one place on, at most so many UTF-16 units of it (two at least), and no half of a character: one
 * that would begin within a character begins before it. Behind the end it is empty.
 */
export function pieceOf(text: string, from: number, length: number): Piece {
  const wanted = Math.min(from, text.length);
  const start = splits(text, wanted) ? wanted - 1 : wanted;
  let end = Math.min(text.length, start + Math.max(2, length));
  if (splits(text, end)) end -= 1;
  return { from: start, next: end < text.length ? end : null, text: text.slice(start, end) };
}
