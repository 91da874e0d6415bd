import { constants, createGzip } from 'node:zlib';
import { encodeEvents, type SseEvent, type SseFormat, splitEvery } from '../../sse.ts';
import type { Gate } from '../gate.ts';
import type { Call, Handler, HeaderMap } from '../types.ts';

export interface SseOptions extends SseFormat {
  status?: number;
  headers?: HeaderMap;
  /** Sends pieces of this many bytes, whatever the borders of events and characters; gzip pieces, too. */
  splitEvery?: number;
  /** Before the event of this index, counted from 0, the gate must be open; `events.length` is before the end. */
  gates?: Record<number, Gate>;
  /** Closes the connection before the event of this index. */
  cutAt?: number;
  /**
   * Before the event of this index, that many bytes as fast as the client reads: comments, or one line of data that
   * has no end; not with `gzip`.
   */
  flood?: { at: number; bytes: number; line?: boolean };
  /** Compressed, each event flushed by itself. */
  gzip?: boolean;
}

/** Compresses piece by piece: what comes out can be read so far at once. */
function createCompressor(): { add(piece: Buffer): Promise<Buffer>; finish(): Promise<Buffer> } {
  const gzip = createGzip();
  const take = () => {
    const parts: Buffer[] = [];
    for (let part = gzip.read() as Buffer | null; part; part = gzip.read() as Buffer | null) parts.push(part);
    return Buffer.concat(parts);
  };
  return {
    add: (piece) =>
      new Promise((resolve) => {
        gzip.write(piece);
        gzip.flush(constants.Z_SYNC_FLUSH, () => resolve(take()));
      }),
    finish: () =>
      new Promise((resolve) => {
        const parts: Buffer[] = [];
        gzip.on('data', (part: Buffer) => parts.push(part));
        gzip.once('end', () => resolve(Buffer.concat(parts)));
        gzip.end();
      }),
  };
}

async function writePieces(call: Call, bytes: Buffer, size: number | undefined): Promise<void> {
  if (bytes.length === 0) return;
  for (const piece of size === undefined ? [bytes] : splitEvery(bytes, size)) await call.write(piece);
}

async function pour(call: Call, bytes: number, line: boolean): Promise<void> {
  const filling = 'x'.repeat(1021);
  const piece = Buffer.alloc(64 * 1024, line ? filling : `: ${filling}\n`);
  if (line) await call.write(Buffer.from('data: '));
  for (let left = bytes; left > 0; left -= piece.length)
    await call.write(left < piece.length ? piece.subarray(0, left) : piece);
  await call.write(Buffer.from('\n\n'));
}

/** Sends a stream's frames, each its own HTTP chunk unless `splitEvery` says otherwise. */
export async function deliver(call: Call, frames: readonly Buffer[], options: SseOptions): Promise<void> {
  const compressor = options.gzip ? createCompressor() : null;
  await call.head(options.status ?? 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    ...(compressor ? { 'content-encoding': 'gzip' } : {}),
    ...options.headers,
  });
  await call.flush();
  const { flood } = options;
  for (let at = 0; at <= frames.length; at += 1) {
    const gate = options.gates?.[at];
    if (gate) await call.wait(gate);
    if (options.cutAt === at) {
      call.socket.destroy();
      await call.request.closed;
    }
    if (flood?.at === at) await pour(call, flood.bytes, flood.line ?? false);
    const frame = frames[at];
    if (frame === undefined) break;
    await writePieces(call, compressor ? await compressor.add(frame) : frame, options.splitEvery);
  }
  if (compressor) await writePieces(call, await compressor.finish(), options.splitEvery);
  await call.end();
}

/** A stream of events. */
export function sse(events: readonly SseEvent[], options: SseOptions = {}): Handler {
  return (call) => deliver(call, encodeEvents(events, options), options);
}
