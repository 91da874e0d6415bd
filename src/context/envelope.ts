import { shortHash } from './hash.ts';
import type { PlacedContext } from './port.ts';

/**
 * An envelope is a request's body with the texts of its blocks, and the ids on them, taken out, so that a
 * conversation that is sent again keeps little more than its new blocks. Layout: a version byte, then segments.
 * A segment is a tag: 0, followed by a length and that many bytes of the body; or 1 + encoding + 4 × field,
 * followed by the place of the block in the chain, as the difference to the one before (zigzag). Numbers are
 * LEB128. A text is only taken out where its encoding gives the very bytes that stood there. A last tag, behind all
 * others, puts the place back to the chain's beginning: what follows can be written without what is before it.
 */
const VERSION = 1;

/** Shorter literals (bytes) stay where they are. */
const MIN_BYTES = 12;

/** After so many tool schemas that do not stand in the body as they are stored, the others are not looked for. */
const MAX_MISSES = 3;

/** A block as the store gives it back. */
export interface KeptBlock {
  hash: string;
  /** Null where it is not kept; a mere beginning of it is recognised by the hash. */
  content: string | null;
  /** JSON of the ids on its node. */
  envelope: string | null;
}

type Idlike = Record<string, unknown>;

function idIn(envelope: string | null, field: string): string | null {
  const id = envelope === null ? undefined : (JSON.parse(envelope) as Idlike)[field];
  return typeof id === 'string' ? id : null;
}

/** What can be taken out of a block. A tool call's content is its tool's name, a line feed, and its arguments. */
const FIELDS: ((block: KeptBlock & { content: string }) => string | null)[] = [
  ({ content }) => content,
  ({ content }) => content.slice(content.indexOf('\n') + 1),
  ({ envelope }) => idIn(envelope, 'id'),
  ({ envelope }) => idIn(envelope, 'tool_call_id'),
];
const CONTENT = 0;
const ARGUMENTS = 1;
const IDS = [2, 3];

const hex = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** How writers of JSON spell a text: JavaScript's way, Python's default, Go's default; and the text as it is. */
const ENCODINGS: ((text: string) => string)[] = [
  (text) => JSON.stringify(text),
  (text) => JSON.stringify(text).replace(/[\u007f-\uffff]/g, hex),
  (text) => JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, hex),
  (text) => text,
];
const AS_JAVASCRIPT = 0;
const AS_IT_IS = ENCODINGS.length - 1;

/** The place goes back to 0; gives no bytes. */
const REWIND = 1 + ENCODINGS.length * FIELDS.length;

interface Reference {
  /** Place in the chain. */
  block: number;
  field: number;
}

interface Cut extends Reference {
  start: number;
  end: number;
  encoding: number;
}

interface Text extends Reference {
  text: string;
  /** As JavaScript writes it, and how many bytes that is; once it was needed. */
  written: { literal: string; bytes: number } | null;
  taken: boolean;
}

/** How far before and behind the last text found the next one is expected: fields have no fixed order. */
const BEHIND = 4;
const AHEAD = 8;

/** Literals shorter than this (bytes) are only looked for where they are expected. */
const MIN_ANYWHERE = 40;

/** Whether `literal` stands in the body, by a few of its bytes: cheap, and wrong only in saying yes. */
function looksLike(body: Buffer, start: number, literal: string, bytes: number): boolean {
  if (body[start + bytes - 1] !== 0x22) return false;
  if (literal.length !== bytes) return true;
  for (const at of [1, 2, 3, bytes >> 2, bytes >> 1, bytes - 2]) {
    if (body[start + at] !== literal.charCodeAt(at)) return false;
  }
  return true;
}

/** Whether a literal as JavaScript writes it stands in the body, byte for byte, and survives being stored as UTF-8. */
function standsAt(body: Buffer, start: number, end: number, literal: string): boolean {
  if (/\\ud[89a-f]/.test(literal)) return false;
  if (literal.length === end - start) return body.toString('latin1', start, end) === literal;
  // Bytes that are no UTF-8 read as U+FFFD.
  return body.toString('utf8', start, end) === literal && !literal.includes('\ufffd');
}

/** Blocks of a context: from one place to before another. */
export interface BlockRange {
  from: number;
  to: number;
}

/** The texts of a context in their order, which is that of the body's messages. */
class Texts {
  readonly #texts: Text[] = [];
  #next = 0;
  #byText: Map<string, number> | null = null;

  constructor({ blocks }: PlacedContext, range: BlockRange) {
    for (let block = range.from; block < range.to; block++) {
      const each = blocks[block];
      if (each === undefined || each.kind === 'tool_schema') continue;
      const fields = [
        each.kind === 'tool_call' ? ARGUMENTS : CONTENT,
        ...(each.envelope === null ? [] : IDS),
      ];
      for (const field of fields) {
        const text = FIELDS[field]?.(each) ?? '';
        if (text.length * 3 + 2 < MIN_BYTES) continue;
        this.#texts.push({ block, field, text, written: null, taken: false });
      }
    }
  }

  #take(index: number, text: Text): Reference {
    text.taken = true;
    this.#next = index + 1;
    return text;
  }

  /** The text that is expected about here and stands there as JavaScript writes it, and its end. */
  expected(body: Buffer, start: number): { reference: Reference; end: number } | null {
    const last = Math.min(this.#texts.length, this.#next + AHEAD);
    for (let i = Math.max(0, this.#next - BEHIND); i < last; i++) {
      const text = this.#texts[i];
      if (text === undefined || text.taken) continue;
      if (text.written === null) {
        const literal = JSON.stringify(text.text);
        text.written = { literal, bytes: Buffer.byteLength(literal) };
      }
      const { literal, bytes } = text.written;
      const end = start + bytes;
      if (bytes < MIN_BYTES || end > body.length || !looksLike(body, start, literal, bytes)) continue;
      if (!standsAt(body, start, end, literal)) continue;
      text.written = null;
      return { reference: this.#take(i, text), end };
    }
    return null;
  }

  /** The text wherever it is in the context. */
  anywhere(text: string): Reference | null {
    this.#byText ??= new Map(this.#texts.map((each, i) => [each.text, i]));
    const index = this.#byText.get(text);
    const found = index === undefined ? undefined : this.#texts[index];
    return index === undefined || found === undefined ? null : this.#take(index, found);
  }
}

function cutTools(body: Buffer, { blocks }: PlacedContext, range: BlockRange): Cut[] {
  const cuts: Cut[] = [];
  let from = 0;
  let misses = 0;
  for (let i = range.from; i < range.to && misses < MAX_MISSES; i++) {
    const block = blocks[i];
    if (block?.kind !== 'tool_schema') continue;
    const bytes = Buffer.from(block.content);
    const start = body.indexOf(bytes, from);
    if (start < 0) {
      misses++;
      continue;
    }
    from = start + bytes.length;
    if (bytes.length >= MIN_BYTES)
      cuts.push({ start, end: from, encoding: AS_IT_IS, block: i, field: CONTENT });
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

function cutLiteral(body: Buffer, start: number, end: number, escaped: boolean, texts: Texts): Cut | null {
  const text = decode(body.toString('utf8', start, end), escaped);
  const reference = text === null ? null : texts.anywhere(text);
  if (text === null || reference === null) return null;
  for (const [encoding, encode] of ENCODINGS.entries()) {
    const bytes = Buffer.from(encode(text));
    if (bytes.length === end - start && body.compare(bytes, 0, bytes.length, start, end) === 0) {
      return { start, end, encoding, block: reference.block, field: reference.field };
    }
  }
  return null;
}

function cutTexts(body: Buffer, texts: Texts, tools: Cut[]): Cut[] {
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
    const expected = texts.expected(body, quote);
    if (expected !== null && (ahead === undefined || expected.end <= ahead.start)) {
      const { block, field } = expected.reference;
      cuts.push({ start: quote, end: expected.end, encoding: AS_JAVASCRIPT, block, field });
      at = expected.end;
      continue;
    }
    const { end, escaped } = literalEnd(body, quote);
    if (ahead === undefined || end <= ahead.start) {
      const cut = end - quote < MIN_ANYWHERE ? null : cutLiteral(body, quote, end, escaped, texts);
      if (cut !== null) cuts.push(cut);
      at = end;
    } else at = ahead.start;
  }
  return cuts;
}

function numberBytes(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

/**
 * The segments of a part of a body, standing by themselves: the texts that it holds are those of `range`. Linear in
 * the part.
 */
export function segmentsOf(part: Buffer, placed: PlacedContext, range: BlockRange): Buffer {
  const parts: Buffer[] = [Buffer.of(REWIND)];
  const keep = (start: number, end: number): void => {
    if (end > start) parts.push(Buffer.of(0), numberBytes(end - start), part.subarray(start, end));
  };
  let at = 0;
  let before = 0;
  const cuts = cutTexts(part, new Texts(placed, range), cutTools(part, placed, range));
  for (const { start, end, encoding, block, field } of cuts) {
    keep(at, start);
    parts.push(Buffer.of(1 + encoding + ENCODINGS.length * field), numberBytes(zigzag(block - before)));
    before = block;
    at = end;
  }
  keep(at, part.length);
  return Buffer.concat(parts);
}

/** An envelope of segments, in the order of the body. */
export function envelopeOf(segments: Buffer[]): Uint8Array {
  return Buffer.concat([Buffer.of(VERSION), ...segments]);
}

/** An envelope of a body with nothing taken out. */
export function wholeEnvelope(body: Buffer): Uint8Array {
  return Buffer.concat([Buffer.of(VERSION, 0), numberBytes(body.length), body]);
}

/** Takes the texts of a context out of the body that it was read from. Linear in the body. */
export function makeEnvelope(body: Buffer, placed: PlacedContext): Uint8Array {
  return envelopeOf([segmentsOf(body, placed, { from: 0, to: placed.blocks.length })]);
}

/** Reads an envelope from its front. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(envelope: Uint8Array) {
    this.#bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength);
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('the envelope ends early');
    return byte;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number in the envelope is too long');
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('the envelope ends early');
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}

function textFrom(block: KeptBlock, field: number): string | null {
  const { content, hash } = block;
  if (IDS.includes(field)) return FIELDS[field]?.({ ...block, content: '' }) ?? null;
  // A beginning of the content, kept as a preview, is not the content.
  if (content === null || shortHash(content) !== hash.slice(1)) return null;
  return FIELDS[field]?.({ ...block, content }) ?? null;
}

/**
 * The body, byte for byte, from its envelope and the chain of its context, from the root to the head. Null where a
 * content is not kept whole. Throws a RangeError where the bytes are no envelope of that chain.
 */
export function rebuildBody(envelope: Uint8Array, chain: readonly KeptBlock[]): Buffer | null {
  const reader = new Reader(envelope);
  const version = reader.byte();
  if (version !== VERSION) throw new RangeError(`the envelope has version ${version}, not ${VERSION}`);
  const parts: Buffer[] = [];
  let place = 0;
  while (!reader.done) {
    const tag = reader.byte();
    if (tag === 0) {
      parts.push(reader.take(reader.number()));
      continue;
    }
    if (tag === REWIND) {
      place = 0;
      continue;
    }
    place += unzigzag(reader.number());
    const encode = ENCODINGS[(tag - 1) % ENCODINGS.length];
    const field = Math.floor((tag - 1) / ENCODINGS.length);
    const block = chain[place];
    if (encode === undefined || block === undefined || field >= FIELDS.length) {
      throw new RangeError('the envelope names a block that the chain has not');
    }
    const text = textFrom(block, field);
    if (text === null) return null;
    parts.push(Buffer.from(encode(text)));
  }
  return Buffer.concat(parts);
}
