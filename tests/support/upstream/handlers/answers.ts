import { gzipSync } from 'node:zlib';
import type { Handler, HeaderMap } from '../types.ts';

/** A whole answer with a length. An object goes as JSON, text and bytes as they are. */
export function json(status: number, body: unknown, headers: HeaderMap = {}): Handler {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return async (call) => {
    await call.head(status, {
      'content-type': 'application/json',
      'content-length': String(bytes.length),
      ...headers,
    });
    await call.write(bytes);
    await call.end();
  };
}

/** The same, compressed with gzip. */
export function gzipped(status: number, body: unknown, headers: HeaderMap = {}): Handler {
  const bytes = gzipSync(typeof body === 'string' ? body : JSON.stringify(body));
  return json(status, bytes, { 'content-encoding': 'gzip', ...headers });
}

/** A refusal in OpenAI's shape. `retryAfter` is in seconds, or a date. */
export function status(
  code: number,
  options: { retryAfter?: number | string; message?: string; headers?: HeaderMap } = {},
): Handler {
  const message = options.message ?? `The upstream answers ${code}`;
  return json(
    code,
    { error: { message, type: code === 429 ? 'rate_limit_reached_error' : 'upstream_error', code: null } },
    {
      ...(options.retryAfter === undefined ? {} : { 'retry-after': String(options.retryAfter) }),
      ...options.headers,
    },
  );
}

/** Bytes piece by piece, each its own HTTP chunk, with headers of the test's choosing. */
export function pieces(list: readonly (Buffer | string)[], headers: HeaderMap, code = 200): Handler {
  return async (call) => {
    await call.head(code, headers);
    await call.flush();
    for (const piece of list) await call.write(Buffer.from(piece));
    await call.end();
  };
}
