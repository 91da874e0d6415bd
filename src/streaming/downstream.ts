import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { KeepAlive, KeptAlive } from './keep-alive.ts';
import { boundaryAfter } from './lines.ts';

const COMMENT = ': keep-alive\n\n';
/** A line that never ends is let go at this size (bytes): no event of a provider is that long. */
const HELD_LIMIT = 1024 * 1024;
const LF = 0x0a;
const CR = 0x0d;
const NOTHING = Buffer.alloc(0);

/**
 * The client's side of one exchange. A streamed one is opened early with a comment where the upstream is silent
 * for too long, gets comments between events in later silences, and never half a line: what a cut leaves
 * unfinished would reach the client's parser as broken JSON, in front of the error that explains it.
 */
export class Downstream implements KeptAlive {
  lastActivity: number;
  /** True once the client has a status line: errors are events from then on. */
  opened = false;
  /** True where the opened answer is a stream of events that comments and error events may go into. */
  events = false;
  private held: Buffer = NOTHING;
  /** The last bytes given to the client, four or more where there were so many. */
  private tail: Buffer = NOTHING;
  private readonly res: ServerResponse;
  private readonly keepAlive: KeepAlive;
  private readonly earlyHeaders: OutgoingHttpHeaders;

  constructor(
    res: ServerResponse,
    options: { keepAlive: KeepAlive; earlyHeaders: OutgoingHttpHeaders; now: number },
  ) {
    this.res = res;
    this.keepAlive = options.keepAlive;
    this.earlyHeaders = options.earlyHeaders;
    this.lastActivity = options.now;
  }

  /** From now on a silence of the upstream is told to the client: the request is streamed. */
  watch(): void {
    this.keepAlive.add(this);
  }

  onSilence(): void {
    if (this.res.destroyed || this.res.writableEnded || this.res.writableNeedDrain) return;
    if (!this.opened) {
      this.open(
        200,
        {
          ...this.earlyHeaders,
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-cache',
        },
        true,
      );
      this.res.write(COMMENT);
      return;
    }
    if (!this.events) return;
    const boundary = boundaryAfter(this.tail);
    if (boundary === 'event') this.res.write(COMMENT);
    else if (boundary === 'line') this.res.write(': keep-alive\n');
  }

  /** Sends status and headers, once. `events`: the body is an event stream in plain bytes. */
  open(status: number, headers: OutgoingHttpHeaders, events: boolean): void {
    this.opened = true;
    this.events = events;
    if (!events) this.keepAlive.delete(this);
    this.res.writeHead(status, headers);
  }

  /** Hands bytes to the client; false where it is slow and `onDrain` should be waited for. */
  write(chunk: Buffer, now: number): boolean {
    this.lastActivity = now;
    if (!this.events) return this.res.write(chunk);
    const bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    const end = this.wholeLines(bytes);
    this.held = end === bytes.length ? NOTHING : bytes.subarray(end);
    if (end === 0) return true;
    const out = end === bytes.length ? bytes : bytes.subarray(0, end);
    this.tail = out.length >= 4 ? out : Buffer.concat([this.tail, out]).subarray(-4);
    return this.res.write(out);
  }

  private wholeLines(bytes: Buffer): number {
    const last = bytes[bytes.length - 1];
    if (last === LF || last === CR || bytes.length > HELD_LIMIT) return bytes.length;
    return Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR)) + 1;
  }

  onDrain(resume: () => void): void {
    this.res.once('drain', resume);
  }

  /** Ends a complete answer, with the last line even where it has no end. */
  end(): void {
    this.keepAlive.delete(this);
    if (this.held.length > 0) this.res.end(this.held);
    else this.res.end();
    this.held = NOTHING;
  }

  /** Ends an opened answer that cannot go on: with an error event, or by cutting the connection where there are no events. */
  fail(event: string): void {
    this.keepAlive.delete(this);
    if (this.res.destroyed) return;
    if (!this.events) {
      // What was written still goes out; then the connection ends before the body does.
      this.res.socket?.destroySoon();
      return;
    }
    this.held = NOTHING;
    const boundary = boundaryAfter(this.tail);
    this.res.end((boundary === 'event' ? '' : boundary === 'line' ? '\n' : '\n\n') + event);
  }

  /** Stops looking after it; nothing is sent. */
  release(): void {
    this.keepAlive.delete(this);
  }
}
