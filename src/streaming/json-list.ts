import type { Editor } from './relay.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
const WHITE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const NOTHING = Buffer.alloc(0);
/** An item longer than this (bytes) is passed on unfinished: an image is, a text is not. */
const HELD_LIMIT = 8 * 1024 * 1024;

/** Where the scan stands: before the list, in it, behind it; `foreign`: what comes is no list of objects. */
type Place = 'before' | 'within' | 'behind' | 'foreign';

/**
 * A stream that is one JSON list (Gemini without `alt=sse`), passed on item by item, so that it can be ended well
 * where it is cut: half an item would leave the client with no JSON at all.
 */
export class JsonList implements Editor {
  private place: Place = 'before';
  private depth = 0;
  private inString = false;
  private escaped = false;
  private items = 0;
  /** True where a part of an item was passed on: nothing can end the list well until its end is there. */
  private torn = false;
  /** Bytes of an item that has not ended, `size` of them; copied, so that small pieces do not keep large buffers alive. */
  private held: Buffer = NOTHING;
  private size = 0;

  data(chunk: Buffer): Buffer | null {
    let end = this.scan(chunk);
    if (end < chunk.length && this.size + chunk.length - end > HELD_LIMIT) {
      end = chunk.length;
      this.torn = true;
    }
    if (end === 0) {
      this.hold(chunk);
      return null;
    }
    const whole = end === chunk.length ? chunk : chunk.subarray(0, end);
    const before = this.end();
    const out = before === null ? whole : Buffer.concat([before, whole]);
    if (end < chunk.length) this.hold(chunk.subarray(end));
    return out;
  }

  end(): Buffer | null {
    const rest = this.size === 0 ? null : this.held.subarray(0, this.size);
    this.held = NOTHING;
    this.size = 0;
    return rest;
  }

  private hold(bytes: Buffer): void {
    const size = this.size + bytes.length;
    if (size > this.held.length) {
      const larger = Buffer.allocUnsafe(Math.max(size, 2 * this.held.length));
      this.held.copy(larger, 0, 0, this.size);
      this.held = larger;
    }
    bytes.copy(this.held, this.size);
    this.size = size;
  }

  /** What ends the list with one more item; null where it cannot be ended, or has ended. Half an item is left out. */
  close(item: string): string | null {
    if (this.place === 'behind' || this.place === 'foreign' || this.torn) return null;
    return `${this.items === 0 ? '[' : ',\r\n'}${item}]`;
  }

  /** Reads on; gives where the last whole item ends in these bytes, or their end, where nothing is to be held. */
  private scan(bytes: Buffer): number {
    let whole = 0;
    for (let at = 0; at < bytes.length; at++) {
      if (this.place === 'behind' || this.place === 'foreign') return bytes.length;
      const byte = bytes[at] as number;
      if (this.inString) this.readString(byte);
      else if (this.place === 'before') this.begin(byte);
      else if (this.depth === 0) this.between(byte);
      else if (this.within(byte)) whole = at + 1;
    }
    return this.place === 'behind' || this.place === 'foreign' ? bytes.length : whole;
  }

  private readString(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) this.inString = false;
  }

  private begin(byte: number): void {
    if (byte === 0x5b) this.place = 'within';
    else if (!WHITE.has(byte)) this.place = 'foreign';
  }

  private between(byte: number): void {
    if (byte === 0x5d) this.place = 'behind';
    else if (byte === 0x7b) this.depth = 1;
    else if (byte !== COMMA && !WHITE.has(byte)) this.place = 'foreign';
  }

  /** Within an item; true where this byte ends it. */
  private within(byte: number): boolean {
    if (byte === QUOTE) this.inString = true;
    else if (OPEN.has(byte)) this.depth++;
    else if (CLOSE.has(byte) && --this.depth === 0) {
      this.items++;
      this.torn = false;
      return true;
    }
    return false;
  }
}
