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

/** Bodies from this size on (bytes) are put together while they come: done at their end, it would hold up all of them. */
const PUT_TOGETHER_FROM = 128 * 1024;

/**
 * Puts the pieces of a body together. `announced`: its length by its header, which Node's parser holds it to; NaN
 * where that says nothing.
 */
class Pieces {
  size = 0;
  private pieces: Buffer[] = [];
  private whole: Buffer | null = null;
  private readonly announced: number;

  constructor(announced: number) {
    this.announced = announced;
  }

  add(piece: Buffer): void {
    const at = this.size;
    this.size += piece.length;
    if (at === 0 && this.announced >= PUT_TOGETHER_FROM) this.whole = Buffer.allocUnsafeSlow(this.announced);
    if (this.whole === null) this.pieces.push(piece);
    else piece.copy(this.whole, at);
  }

  all(): Buffer {
    if (this.whole !== null) return this.whole.subarray(0, this.size);
    return this.pieces.length === 1 && this.pieces[0] !== undefined
      ? this.pieces[0]
      : Buffer.concat(this.pieces);
  }
}

/** All bytes of a body, up to `limit` bytes. Rejects with `body_too_large`, or `client_closed` where it never ends. */
function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const announced = Number(req.headers['content-length']);
  if (announced > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    const pieces = new Pieces(announced);
    req.on('data', (piece: Buffer) => {
      if (pieces.size + piece.length > limit) {
        req.pause();
        req.removeAllListeners('data');
        reject(tooLarge(limit));
      } else pieces.add(piece);
    });
    req.on('end', () => resolve(pieces.all()));
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

/** A body of which nothing is read. */
function unread(bytes: Buffer): ParsedRequest {
  return { bytes, scanned: null, json: undefined, model: null, streamed: false };
}

/** A call that no operation describes: any body goes; where it is a JSON object, its model is read. */
function looseRequest(bytes: Buffer, contentType: string | undefined): ParsedRequest {
  const loose = unread(bytes);
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
  // What is refused for what it says can be looked at as it came.
  flight.request = unread(bytes);
  const { target } = flight.match;
  const request =
    target.type === 'operation'
      ? parseRequest(bytes, target.operation, flight.match.model)
      : looseRequest(bytes, flight.req.headers['content-type']);
  flight.request = request;
  flight.exchange.model = request.model?.slice(0, 300) ?? null;
  flight.exchange.streamed = request.streamed;
  return request;
}
