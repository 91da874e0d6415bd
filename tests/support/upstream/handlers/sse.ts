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

/** A stream of events, each its own HTTP chunk unless `splitEvery` says otherwise. */
export function sse(events: readonly SseEvent[], options: SseOptions = {}): Handler {
  return async (call) => {
    const encoded = encodeEvents(events, options);
    const compressor = options.gzip ? createCompressor() : null;
    await call.head(options.status ?? 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...(compressor ? { 'content-encoding': 'gzip' } : {}),
      ...options.headers,
    });
    await call.flush();
    for (const [index, event] of encoded.entries()) {
      const gate = options.gates?.[index];
      if (gate) await call.wait(gate);
      await writePieces(call, compressor ? await compressor.add(event) : event, options.splitEvery);
    }
    if (compressor) await writePieces(call, await compressor.finish(), options.splitEvery);
    const last = options.gates?.[encoded.length];
    if (last) await call.wait(last);
    await call.end();
  };
}
