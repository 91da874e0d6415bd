import { createHash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { Source } from './sources.ts';
import { memberOf } from './tar.ts';

/** Why a vocabulary could not be had. */
export type DownloadReason =
  | { reason: 'unreachable' | 'cut'; detail: string }
  | { reason: 'status'; status: number }
  | { reason: 'silent' | 'slow'; seconds: number }
  | { reason: 'redirected'; to: string }
  | { reason: 'large' | 'not_it' };

export class DownloadError extends Error {
  readonly why: DownloadReason;
  constructor(why: DownloadReason, options?: { cause?: unknown }) {
    super(why.reason, options);
    this.name = 'DownloadError';
    this.why = why;
  }
}

export interface DownloadOptions {
  dispatcher: Dispatcher;
  /** Longest silence, and longest time in all, in ms. */
  idleMs: number;
  totalMs: number;
  /** Told how many bytes have come. */
  onProgress?: (bytes: number) => void;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** An address as it may be shown: without a log-in, and without a query, which may be a signature. */
function shownAddress(text: string): string {
  if (!URL.canParse(text)) return text.replace(/[?#].*$/s, '').slice(0, 200);
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`.slice(0, 200);
}

/** Where an answer sends to; never from an encrypted connection to an open one, nor elsewhere than to a web server. */
function redirectOf(from: URL, location: unknown): URL {
  const to = String(Array.isArray(location) ? location[0] : (location ?? ''));
  const next = URL.canParse(to, from.href) ? new URL(to, from) : null;
  const allowed = next?.protocol === 'https:' || (next?.protocol === 'http:' && from.protocol === 'http:');
  if (next === null || !allowed || to === '')
    throw new DownloadError({ reason: 'redirected', to: shownAddress(to) });
  return next;
}

async function answerFrom(source: Source, options: DownloadOptions, signal: AbortSignal) {
  const { dispatcher, idleMs } = options;
  let url = new URL(source.url);
  for (let hops = 0; ; hops++) {
    const answer = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      signal,
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'kimi-proxy' },
    });
    if (answer.statusCode === 200) return answer;
    answer.body.on('error', () => {}).destroy();
    if (!REDIRECTS.has(answer.statusCode))
      throw new DownloadError({ reason: 'status', status: answer.statusCode });
    const next = redirectOf(url, answer.headers.location);
    if (hops === MAX_REDIRECTS)
      throw new DownloadError({ reason: 'redirected', to: shownAddress(next.href) });
    url = next;
  }
}

async function bytesFrom(source: Source, options: DownloadOptions, signal: AbortSignal): Promise<Buffer> {
  const { body, headers } = await answerFrom(source, options, signal);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Breaking off takes the connection with it.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > source.bytes) throw new DownloadError({ reason: 'large' });
    chunks.push(chunk);
    options.onProgress?.(bytes);
  }
  const said = Number(headers['content-length']);
  if (Number.isSafeInteger(said) && bytes < said)
    throw new DownloadError({ reason: 'cut', detail: `${bytes}` });
  return Buffer.concat(chunks);
}

function explained(error: unknown, { idleMs, totalMs }: DownloadOptions, signal: AbortSignal): DownloadError {
  if (error instanceof DownloadError) return error;
  const cause = { cause: error };
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (signal.aborted) return new DownloadError({ reason: 'slow', seconds: totalMs / 1000 }, cause);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return new DownloadError({ reason: 'silent', seconds: idleMs / 1000 }, cause);
  const detail = String(code ?? message);
  const cut =
    code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
  return new DownloadError({ reason: cut ? 'cut' : 'unreachable', detail }, cause);
}

/**
 * The file of a vocabulary, once what came has the digest that the source pins. Rejects with a {@link DownloadError}.
 * Nothing is written; no more than the source's size is read.
 */
export async function download(source: Source, options: DownloadOptions): Promise<Buffer> {
  const signal = AbortSignal.timeout(options.totalMs);
  const bytes = await bytesFrom(source, options, signal).catch((error: unknown) => {
    throw explained(error, options, signal);
  });
  const { algorithm, hex } = source.hash;
  if (createHash(algorithm).update(bytes).digest('hex') !== hex)
    throw new DownloadError({ reason: 'not_it' });
  if (source.member === undefined) return bytes;
  const file = await memberOf(bytes, source.member).catch(() => null);
  if (file === null) throw new DownloadError({ reason: 'not_it' });
  return file;
}
