import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

const gunzipWhole = promisify(gunzip);

/** Decoders of whole bodies, by content-encoding, off the event loop's thread. */
export const wholeDecoders = {
  gzip: gunzipWhole,
  'x-gzip': gunzipWhole,
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** The decoder of a content-encoding; undefined where it cannot be read here. */
export function decoderOf(encoding: string): (typeof wholeDecoders)['gzip' | 'br'] | undefined {
  return wholeDecoders[encoding as keyof typeof wholeDecoders];
}
