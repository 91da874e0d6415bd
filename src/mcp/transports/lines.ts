import { StringDecoder } from 'node:string_decoder';

/** Splits bytes into lines without ever holding more than a limit. */
export interface LineReader {
  /** False where a line went over the limit: nothing more is read. */
  push(chunk: Uint8Array): boolean;
}

/**
 * Hands over each line without its end (LF or CRLF). Bytes split anywhere; what is incomplete waits in pieces, so that
 * a long line costs its length once.
 */
export function createLineReader(limitBytes: number, onLine: (line: string) => void): LineReader {
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  let waiting = 0;
  let over = false;

  return {
    push(chunk) {
      if (over) return false;
      let from = 0;
      for (;;) {
        const end = chunk.indexOf(10, from);
        const part = chunk.subarray(from, end < 0 ? chunk.length : end);
        waiting += part.length;
        if (waiting > limitBytes) {
          over = true;
          pieces = [];
          return false;
        }
        if (part.length > 0) pieces.push(decoder.write(part));
        if (end < 0) return true;
        const line = pieces.join('') + decoder.end();
        pieces = [];
        waiting = 0;
        onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
        from = end + 1;
      }
    },
  };
}
