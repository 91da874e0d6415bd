const LF = 0x0a;
const CR = 0x0d;

/**
 * Cuts server-sent events out of bytes that come in any pieces. An event ends with a blank line; lines end with
 * LF, CRLF or CR (WHATWG HTML, "Server-sent events"). Bytes are neither lost nor changed: the pieces handed out,
 * joined, are the stream.
 */
export class EventSplitter {
  private rest: Buffer | null = null;

  /** Whole events, each with its ending, that these bytes complete. */
  push(chunk: Buffer): Buffer[] {
    const whole = this.whole(chunk);
    return whole === null ? [] : splitEvents(whole);
  }

  /** The same as one piece, as it came; null where no event is complete. */
  whole(chunk: Buffer): Buffer | null {
    const bytes = this.rest === null ? chunk : Buffer.concat([this.rest, chunk]);
    const end = lastEventEnd(bytes);
    this.rest = end === bytes.length ? null : bytes.subarray(end);
    if (end === 0) return null;
    return end === bytes.length ? bytes : bytes.subarray(0, end);
  }

  /** What is left: an event whose blank line never came. */
  flush(): Buffer | null {
    const rest = this.rest;
    this.rest = null;
    return rest;
  }

  /** Bytes held. */
  get held(): number {
    return this.rest?.length ?? 0;
  }
}

/** Bytes of whole events, one piece each. */
export function splitEvents(bytes: Buffer): Buffer[] {
  const events: Buffer[] = [];
  let start = 0;
  for (let end = nextEventEnd(bytes, start); end > 0; end = nextEventEnd(bytes, start)) {
    events.push(bytes.subarray(start, end));
    start = end;
  }
  // The last one may end with a CR that the next byte showed to be no half of a CRLF.
  if (start < bytes.length) events.push(bytes.subarray(start));
  return events;
}

/** Index after the last blank line, or 0. Without CR, as nearly every stream is, this need not look at each byte. */
function lastEventEnd(bytes: Buffer): number {
  let end = 0;
  if (bytes.indexOf(CR) < 0) {
    const blank = bytes.lastIndexOf('\n\n');
    if (blank >= 0) return blank + 2;
    while (bytes[end] === LF) end++;
    return end;
  }
  for (let next = nextEventEnd(bytes, 0); next > 0; next = nextEventEnd(bytes, next)) end = next;
  return end;
}

/**
 * Index after the blank line that ends the event at `start`, or -1. A CR at the very end of the bytes may be
 * half a CRLF, and is waited for.
 */
function nextEventEnd(bytes: Buffer, start: number): number {
  let lineStart = start;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte !== LF && byte !== CR) continue;
    const blank = i === lineStart;
    if (byte === CR) {
      if (i + 1 === bytes.length) return -1;
      if (bytes[i + 1] === LF) i++;
    }
    if (blank) return i + 1;
    lineStart = i + 1;
  }
  return -1;
}

/** Where a stream stands: whether a comment may be put in, and how it must end. */
export type Boundary = 'event' | 'line' | 'inside';

/** The boundary after these last bytes of a stream (at most four are looked at). */
export function boundaryAfter(tail: Buffer): Boundary {
  const last = tail[tail.length - 1];
  if (last === undefined) return 'event';
  if (last !== LF && last !== CR) return 'inside';
  const before = last === LF && tail[tail.length - 2] === CR ? tail[tail.length - 3] : tail[tail.length - 2];
  return before === LF || before === CR ? 'event' : 'line';
}
