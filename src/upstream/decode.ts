import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ProxyError } from '../exchange/index.ts';
import type { UpstreamAnswer } from './port.ts';

/** Content encodings that this Node can read; `accept-encoding` sent up offers no others. */
export const READABLE_ENCODINGS: ReadonlySet<string> = new Set([
  'gzip',
  'x-gzip',
  'deflate',
  'br',
  'identity',
]);

function decoderFor(encoding: string): Transform | null {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  if (encoding === 'br') return createBrotliDecompress();
  return null;
}

/** The one content encoding of an answer, or null where there is none. */
export function encodingOf(headers: UpstreamAnswer['headers']): string | null {
  const value = headers['content-encoding'];
  const encoding = (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().toLowerCase();
  return encoding === '' || encoding === 'identity' ? null : encoding;
}

/**
 * The same answer with its body decoded and `content-encoding` and `content-length` gone. An answer that is not
 * encoded is given back as it is. A body that does not decode ends in `upstream_invalid`; one of no bytes at all is
 * empty, whatever it was said to be.
 */
export function decodedAnswer(answer: UpstreamAnswer): UpstreamAnswer {
  const encoding = encodingOf(answer.headers);
  if (encoding === null) return answer;
  const decoder = decoderFor(encoding);
  if (decoder === null) {
    answer.abort();
    throw new ProxyError(
      'upstream_invalid',
      `the upstream answered in content-encoding ${encoding}, which was not offered`,
    );
  }
  const { 'content-encoding': _encoding, 'content-length': _length, ...headers } = answer.headers;
  return {
    status: answer.status,
    headers,
    consume(sink) {
      let over = false;
      let empty = true;
      decoder.on('data', (chunk: Buffer) => {
        if (!over && !sink.data(chunk)) decoder.pause();
      });
      decoder.on('end', () => {
        if (!over) sink.end();
        over = true;
      });
      decoder.on('error', (error) => {
        if (over) return;
        over = true;
        answer.abort();
        sink.error(
          new ProxyError('upstream_invalid', `the upstream's body is not valid ${encoding}`, {
            cause: error,
          }),
        );
      });
      decoder.on('drain', () => answer.resume());
      answer.consume({
        data(chunk) {
          empty = false;
          return decoder.write(chunk);
        },
        end() {
          if (!empty) {
            decoder.end();
            return;
          }
          over = true;
          decoder.destroy();
          sink.end();
        },
        error: (error) => {
          if (!over) sink.error(error);
          over = true;
          decoder.destroy();
        },
      });
    },
    resume: () => decoder.resume(),
    abort() {
      answer.abort();
      decoder.destroy();
    },
  };
}
