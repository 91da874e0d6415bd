import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { Gate } from '../gate.ts';
import { createGate } from '../gate.ts';
import type { Call, Handler } from '../types.ts';
import { chat } from './chat.ts';

/** A call whose steps a fault has taken over, where it names them. */
function around(call: Call, steps: Partial<Pick<Call, 'head' | 'flush' | 'write' | 'end'>>): Call {
  return {
    request: call.request,
    socket: call.socket,
    head: steps.head ?? call.head,
    flush: steps.flush ?? call.flush,
    write: steps.write ?? call.write,
    end: steps.end ?? call.end,
    wait: call.wait,
  };
}

/**
 * Stands still before the headers, after the first piece of the body, or after its last and before the end,
 * until `gate` opens; for ever without one. The answer is `handler`'s.
 */
export function stall(
  where: 'headers' | 'body' | 'after',
  gate: Gate = createGate(),
  handler: Handler = chat(),
): Handler {
  return (call) => {
    if (where === 'headers') return call.wait(gate).then(() => handler(call));
    if (where === 'after') {
      const end = () => call.wait(gate).then(() => call.end());
      return handler(around(call, { end }));
    }
    let first = true;
    const write = async (piece: Buffer) => {
      if (!first) await call.wait(gate);
      const half = first && piece.length > 1 ? Math.ceil(piece.length / 2) : piece.length;
      first = false;
      await call.write(piece.subarray(0, half));
      if (half < piece.length) {
        await call.wait(gate);
        await call.write(piece.subarray(half));
      }
    };
    return handler(around(call, { write }));
  };
}

/**
 * Sends that many bytes of the body, then closes the connection in the middle of the answer; with 0, before its
 * status. A shorter answer ends as it is.
 */
export function cut(afterBytes: number, handler: Handler = chat()): Handler {
  return (call) => {
    let left = afterBytes;
    const cutNow = async () => {
      call.socket.destroy();
      await call.request.closed;
    };
    const write = async (piece: Buffer) => {
      const part = piece.subarray(0, left);
      left -= part.length;
      await call.write(part);
      if (left === 0) await cutNow();
    };
    return afterBytes === 0 ? cutNow() : handler(around(call, { write }));
  };
}

/** Resets the connection (TCP RST) without a byte of an answer, or after that many bytes of its body. */
export function reset(afterBytes = 0, handler: Handler = chat()): Handler {
  return async (call) => {
    const resetNow = async () => {
      call.socket.resetAndDestroy();
      await call.request.closed;
    };
    if (afterBytes === 0) return resetNow();
    let left = afterBytes;
    const write = async (piece: Buffer) => {
      const part = piece.subarray(0, left);
      left -= part.length;
      await call.write(part);
      if (left === 0) await resetNow();
    };
    await handler(around(call, { write }));
  };
}

/** Answers with a `content-length` that is not true, then closes the connection. */
export function lie(lies: { contentLength: number }, handler: Handler = chat()): Handler {
  return async (call) => {
    await handler(
      around(call, {
        head: (code, headers) =>
          call.head(code, { ...headers, 'content-length': String(lies.contentLength) }),
      }),
    );
    call.socket.destroy();
  };
}

/** Bytes on the connection in place of an HTTP answer. */
export function garbage(bytes: Buffer | string = '\u0000\u0001 this is no HTTP\r\n\r\n'): Handler {
  return async (call) => {
    await new Promise<void>((resolve) => call.socket.write(bytes, () => resolve()));
    call.socket.destroy();
  };
}

/** Sends the status line and half of the headers, and the rest once `gate` opens. */
export function slowHeaders(gate: Gate): Handler {
  return async (call) => {
    const send = (text: string) => new Promise<void>((resolve) => call.socket.write(text, () => resolve()));
    await send('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-half: ');
    await call.wait(gate);
    await send('whole\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
    call.socket.end();
  };
}

/**
 * `bytes` of body as fast as the client reads, in pieces of 64 KB; `Received.written` says how many the operating
 * system has taken.
 */
export function flood(size: { bytes: number; contentType?: string }): Handler {
  const piece = Buffer.alloc(64 * 1024, `: ${'x'.repeat(1021)}\n`);
  return async (call) => {
    await call.head(200, { 'content-type': size.contentType ?? 'text/event-stream' });
    for (let left = size.bytes; left > 0; left -= piece.length)
      await call.write(left < piece.length ? piece.subarray(0, left) : piece);
    await call.end();
  };
}

/** The base URL of an upstream that refuses every connection: a port that was free a moment ago. */
export async function refusingUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}/v1`;
}
