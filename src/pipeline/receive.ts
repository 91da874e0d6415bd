import type { IncomingMessage } from 'node:http';
import { ProxyError } from '../exchange/index.ts';
import { type ParsedRequest, parseRequest } from '../protocols/index.ts';
import { decoderOf, wholeDecoders } from './decoders.ts';
import type { Flight } from './flight.ts';

function tooLarge(limit: number): ProxyError {
  return new ProxyError('body_too_large', `the body is larger than ${Math.floor(limit / 1024 / 1024)} MB`, {
    details: { limit_bytes: limit },
    hint: 'raise body_limit_mb in config.toml, or send less',
  });
}

/** All bytes of a body, up to `limit` bytes. Rejects with `body_too_large`, or `client_closed` where it never ends. */
function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const announced = Number(req.headers['content-length']);
  if (announced > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    let first: Buffer | null = null;
    let chunks: Buffer[] | null = null;
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        req.pause();
        req.removeAllListeners('data');
        reject(tooLarge(limit));
      } else if (first === null) first = chunk;
      else if (chunks === null) chunks = [first, chunk];
      else chunks.push(chunk);
    });
    req.on('end', () => resolve(chunks === null ? (first ?? Buffer.alloc(0)) : Buffer.concat(chunks, size)));
    const gone = (): void =>
      reject(
        new ProxyError('client_closed', 'the client closed the connection before the request was complete'),
      );
    req.on('error', gone);
    req.on('close', () => {
      if (!req.complete) gone();
    });
  });
}

async function decodeBody(bytes: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const decode = decoderOf(encoding);
  if (decode === undefined) {
    throw new ProxyError(
      'unsupported_encoding',
      `content-encoding ${encoding.slice(0, 40)} cannot be read here`,
      {
        details: { field: 'content-encoding', readable: Object.keys(wholeDecoders) },
        hint: 'send the body as it is, or with gzip, deflate or br',
      },
    );
  }
  try {
    return await decode(bytes, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new ProxyError('invalid_request', `the body is not valid ${encoding}`, {
      details: { field: 'content-encoding' },
      cause: error,
    });
  }
}

/** Reads the request's body whole and decodes it, under the size limit. */
export async function receiveBody(flight: Flight): Promise<Buffer> {
  const limit = flight.runtime.config.server.bodyLimit;
  const raw = await readBody(flight.req, limit);
  const encoding = (flight.req.headers['content-encoding'] ?? '').trim().toLowerCase();
  return encoding === '' || encoding === 'identity' ? raw : decodeBody(raw, encoding, limit);
}

/** A call that no operation describes: any body goes; where it is a JSON object, its model is read. */
function looseRequest(bytes: Buffer, contentType: string | undefined): ParsedRequest {
  const loose: ParsedRequest = { bytes, scanned: null, json: undefined, model: null, streamed: false };
  if (bytes.length === 0 || !/\bjson\b/i.test(contentType ?? '')) return loose;
  try {
    return parseRequest(bytes, null);
  } catch (error) {
    if (error instanceof ProxyError) return loose;
    throw error;
  }
}

/** The step `receive`: the body's bytes, its model, whether it streams. Throws what the client did wrong. */
export async function receive(flight: Flight): Promise<ParsedRequest> {
  const bytes = await receiveBody(flight);
  const { target } = flight.match;
  const request =
    target.type === 'operation'
      ? parseRequest(bytes, target.operation)
      : looseRequest(bytes, flight.req.headers['content-type']);
  flight.request = request;
  flight.exchange.model = request.model?.slice(0, 300) ?? null;
  flight.exchange.streamed = request.streamed;
  return request;
}
