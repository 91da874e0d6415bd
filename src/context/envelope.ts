import { shortHash } from './hash.ts';
import type { PlacedContext } from './port.ts';

/**
 * An envelope is a request's body with the texts of its blocks taken out. Layout: a version byte, then segments.
 * A segment is a tag: 0, followed by a length and that many bytes of the body; or 1 + the index of an encoding,
 * followed by a length and the hash of a block, and by how many UTF-16 units of the block's content come before
 * the text. Lengths are LEB128. A text is only taken out where its encoding gives the very bytes that stood there.
 */
const VERSION = 1;

/** Shorter texts (bytes) stay where they are: a reference is no shorter. */
const MIN_BYTES = 40;

/** After so many tool schemas that do not stand in the body as they are stored, the others are not looked for. */
const MAX_MISSES = 3;

const hex = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** How writers of JSON spell a text: JavaScript's way, Python's default, Go's default; and the text as it is. */
const ENCODINGS: ((text: string) => string)[] = [
  (text) => JSON.stringify(text),
  (text) => JSON.stringify(text).replace(/[\u007f-\uffff]/g, hex),
  (text) => JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, hex),
  (text) => text,
];
const AS_IT_IS = ENCODINGS.length - 1;

interface Reference {
  hash: string;
  skip: number;
}

interface Cut extends Reference {
  start: number;
  end: number;
  encoding: number;
}

/** Where each text of the context can be had from. A tool call's arguments come after its tool's name. */
function textsOf(placed: PlacedContext): Map<string, Reference> {
  const texts = new Map<string, Reference>();
  for (const { kind, content, hash } of placed.blocks) {
    const skip = kind === 'tool_call' ? content.indexOf('\n') + 1 : 0;
    if (content.length - skip >= MIN_BYTES / 4)
      texts.set(skip === 0 ? content : content.slice(skip), { hash, skip });
  }
  return texts;
}

function cutTools(body: Buffer, placed: PlacedContext): Cut[] {
  const cuts: Cut[] = [];
  let from = 0;
  let misses = 0;
  for (const { kind, content, hash } of placed.blocks) {
    if (kind !== 'tool_schema' || misses >= MAX_MISSES) continue;
    const bytes = Buffer.from(content);
    const start = body.indexOf(bytes, from);
    if (start < 0) {
      misses++;
      continue;
    }
    from = start + bytes.length;
    if (bytes.length >= MIN_BYTES) cuts.push({ start, end: from, encoding: AS_IT_IS, hash, skip: 0 });
  }
  return cuts;
}

/** End of the string literal that starts at `start`, and whether it has escapes; the body's end where it is open. */
function literalEnd(body: Buffer, start: number): { end: number; escaped: boolean } {
  let escaped = false;
  for (let i = start + 1; i < body.length; i++) {
    const byte = body[i];
    if (byte === 0x22) return { end: i + 1, escaped };
    if (byte === 0x5c) {
      escaped = true;
      i++;
    }
  }
  return { end: body.length, escaped };
}

function decode(literal: string, escaped: boolean): string | null {
  if (!escaped) return literal.slice(1, -1);
  try {
    const text = JSON.parse(literal) as string;
    // Half a character is lost where a content is stored as UTF-8.
    return /\p{Surrogate}/u.test(text) ? null : text;
  } catch {
    // Not a literal of JSON: it stays as it is.
    return null;
  }
}

function cutLiteral(
  body: Buffer,
  start: number,
  end: number,
  escaped: boolean,
  texts: Map<string, Reference>,
): Cut | null {
  const text = decode(body.toString('utf8', start, end), escaped);
  const reference = text === null ? undefined : texts.get(text);
  if (text === null || reference === undefined) return null;
  for (const [encoding, encode] of ENCODINGS.entries()) {
    const bytes = Buffer.from(encode(text));
    if (bytes.length === end - start && body.compare(bytes, 0, bytes.length, start, end) === 0) {
      return { start, end, encoding, ...reference };
    }
  }
  return null;
}

function cutTexts(body: Buffer, texts: Map<string, Reference>, tools: Cut[]): Cut[] {
  const cuts: Cut[] = [];
  let tool = 0;
  let at = 0;
  while (at < body.length) {
    const ahead = tools[tool];
    const quote = body.indexOf(0x22, at);
    if (ahead !== undefined && (quote < 0 || quote >= ahead.start)) {
      cuts.push(ahead);
      tool++;
      at = ahead.end;
      continue;
    }
    if (quote < 0) break;
    const { end, escaped } = literalEnd(body, quote);
    if (ahead === undefined || end <= ahead.start) {
      const cut = end - quote < MIN_BYTES ? null : cutLiteral(body, quote, end, escaped, texts);
      if (cut !== null) cuts.push(cut);
      at = end;
    } else at = ahead.start;
  }
  return cuts;
}

function lengthBytes(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** Takes the texts of a context out of the body that it was read from. Linear in the body. */
export function makeEnvelope(body: Buffer, placed: PlacedContext): Uint8Array {
  const parts: Buffer[] = [Buffer.of(VERSION)];
  const keep = (start: number, end: number): void => {
    if (end > start) parts.push(Buffer.of(0), lengthBytes(end - start), body.subarray(start, end));
  };
  let at = 0;
  for (const { start, end, encoding, hash, skip } of cutTexts(
    body,
    textsOf(placed),
    cutTools(body, placed),
  )) {
    keep(at, start);
    const name = Buffer.from(hash);
    parts.push(Buffer.of(1 + encoding), lengthBytes(name.length), name, lengthBytes(skip));
    at = end;
  }
  keep(at, body.length);
  return Buffer.concat(parts);
}

/**
 * The body, byte for byte, from its envelope and the contents of its blocks. Null where a content is not kept whole.
 * Throws a RangeError where the bytes are no envelope.
 */
export function rebuildBody(envelope: Uint8Array, contentOf: (hash: string) => string | null): Buffer | null {
  const bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength);
  const parts: Buffer[] = [];
  let at = 1;
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw new RangeError('the envelope ends early');
    return byte;
  };
  const length = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = next();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a length in the envelope is too long');
  };
  const take = (): Buffer => {
    const end = length() + at;
    if (end > bytes.length) throw new RangeError('the envelope ends early');
    const part = bytes.subarray(at, end);
    at = end;
    return part;
  };

  if (bytes[0] !== VERSION) throw new RangeError(`the envelope has version ${bytes[0]}, not ${VERSION}`);
  while (at < bytes.length) {
    const tag = next();
    if (tag === 0) {
      parts.push(take());
      continue;
    }
    const encode = ENCODINGS[tag - 1];
    if (encode === undefined) throw new RangeError(`the envelope has a segment of kind ${tag}`);
    const hash = take().toString();
    const skip = length();
    const content = contentOf(hash);
    // A beginning of the content, kept as a preview, is not the content.
    if (content === null || shortHash(content) !== hash.slice(1)) return null;
    parts.push(Buffer.from(encode(content.slice(skip))));
  }
  return Buffer.concat(parts);
}
