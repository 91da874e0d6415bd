import { beginningOf } from '../../context/index.ts';
import type { ImageData, ImageView } from '../../contract/index.ts';

type RasterType = ImageData['media_type'];

/** Characters of an address that are told. */
const MAX_ADDRESS = 2000;
/** Base64 that is decoded to see what an image is, in characters. */
const HEAD = 64;
/** Characters from which a text without a scheme is taken for base64 and no id of a file. */
const SHORTEST_DATA = 256;

const DATA_URL = /^data:[^,]{0,200},/i;
const BASE64 = /^[\w+/\s-]+={0,2}\s*$/;

const latin1 = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to);

/** The type of an image that a page may show, by its first 12 bytes; null for any other, SVG among them. */
export function rasterType(head: Buffer): RasterType | null {
  if (latin1(head, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (latin1(head, 0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (/^GIF8[79]a/.test(latin1(head, 0, 6))) return 'image/gif';
  if (latin1(head, 0, 4) === 'RIFF' && latin1(head, 8, 12) === 'WEBP') return 'image/webp';
  return null;
}

/** Where the base64 of a content begins; null where it holds none. */
function dataAt(content: string): number | null {
  const head = DATA_URL.exec(content)?.[0];
  if (head !== undefined) return /;base64,$/i.test(head) ? head.length : null;
  const looksSo = BASE64.test(content.slice(0, HEAD).replace(/=+$/, ''));
  if (!looksSo) return null;
  return content.length >= SHORTEST_DATA || rasterType(Buffer.from(content.slice(0, HEAD), 'base64')) !== null
    ? 0
    : null;
}

/**
 * What an image is, by the beginning of its block's content (some hundred characters are enough) and by how many
 * UTF-16 units all of it has.
 */
export function imageOf(content: string, units: number): ImageView {
  const at = dataAt(content);
  if (at === null) {
    const address = DATA_URL.test(content) ? null : beginningOf(content, MAX_ADDRESS).toWellFormed();
    return { media_type: null, bytes: null, address };
  }
  const media_type = rasterType(Buffer.from(content.slice(at, at + HEAD), 'base64'));
  return { media_type, bytes: Math.floor(((units - at) * 3) / 4), address: null };
}

/** UTF-16 units of the largest image that is given: 20 MB in base64, more than providers take. */
export const MAX_IMAGE = 28 * 1024 * 1024;
/** Which images are, as a hint. */
export const SHOWN_IMAGES =
  'PNG, JPEG, GIF and WebP of up to 20 MB are shown, where the image itself was sent.';

/** The image of a content, to be shown; null where it is of no type that may be, not here, or too large. */
export function imageData(content: string): ImageData | null {
  if (content.length > MAX_IMAGE) return null;
  const at = dataAt(content);
  if (at === null) return null;
  const bytes = Buffer.from(content.slice(at), 'base64');
  const media_type = rasterType(bytes);
  return media_type === null ? null : { media_type, bytes: bytes.length, data: bytes.toString('base64') };
}
