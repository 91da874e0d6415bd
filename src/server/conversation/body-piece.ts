/** Bytes that are looked at for the beginning of a character; UTF-8 has four at most. */
const LONGEST = 4;

const continues = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** The place where the character begins that a place is in; the place itself where no character is there. */
function characterAt(bytes: Buffer, at: number): number {
  for (let back = 0; back < LONGEST && at - back >= 0; back++)
    if (!continues(bytes[at - back])) return at - back;
  return at;
}

export interface BodyPiece {
  from: number;
  encoding: 'utf8' | 'base64';
  content: string;
  next: number | null;
}

/** A body's piece from a byte on, at most so many bytes (four at least); no character is cut in halves. */
export function bodyPiece(bytes: Buffer, from: number, length: number): BodyPiece {
  const start = characterAt(bytes, Math.min(from, bytes.length));
  const wanted = Math.min(bytes.length, start + Math.max(LONGEST, length));
  const end = wanted === bytes.length ? wanted : characterAt(bytes, wanted);
  const piece = bytes.subarray(start, end);
  const text = piece.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(piece);
  return {
    from: start,
    encoding: isText ? 'utf8' : 'base64',
    content: isText ? text : piece.toString('base64'),
    next: end < bytes.length ? end : null,
  };
}
