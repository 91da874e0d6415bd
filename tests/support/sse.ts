/** One server-sent event to send: its data (an object goes as JSON), or more of its fields. */
export type SseEvent = string | Record<string, unknown> | SseFields;

/** An event spelt out, told from plain data by its `data` field being text. */
export interface SseFields {
  data: string;
  event?: string;
  id?: string;
  retry?: number;
}

export interface SseFormat {
  /** Line ending. Default `\n`. */
  separator?: '\n' | '\r\n' | '\r';
  /** A comment line of its own before each event. */
  comments?: boolean;
  /** Leave the blank line out after the last event. */
  lastWithoutBlankLine?: boolean;
  /** No blank after the colon (`data:x`), which the standard allows. */
  tight?: boolean;
}

/** An event as it was read. */
export interface ReadEvent {
  event: string | null;
  id: string | null;
  data: string;
}

/** What a stream holds, read strictly by the standard's rules. */
export interface ReadStream {
  events: ReadEvent[];
  comments: string[];
  /** Text after the last blank line: an event that was never dispatched. */
  rest: string;
}

/** An event spelt out. */
export function fieldsOf(event: SseEvent): SseFields {
  if (typeof event === 'string') return { data: event };
  if (typeof event.data === 'string') return event as unknown as SseFields;
  return { data: JSON.stringify(event) };
}

/** The bytes of one event, its blank line included. Data of several lines becomes several `data` lines. */
export function encodeEvent(event: SseEvent, format: SseFormat = {}): Buffer {
  const end = format.separator ?? '\n';
  const colon = format.tight ? ':' : ': ';
  const fields = fieldsOf(event);
  const lines: string[] = [];
  if (format.comments) lines.push(': between events', '');
  if (fields.event !== undefined) lines.push(`event${colon}${fields.event}`);
  if (fields.id !== undefined) lines.push(`id${colon}${fields.id}`);
  if (fields.retry !== undefined) lines.push(`retry${colon}${fields.retry}`);
  for (const line of fields.data.split('\n')) lines.push(`data${colon}${line}`);
  return Buffer.from(`${lines.join(end)}${end}${end}`);
}

/** The bytes of each event in turn, as `format` says. */
export function encodeEvents(events: readonly SseEvent[], format: SseFormat = {}): Buffer[] {
  const encoded = events.map((event) => encodeEvent(event, format));
  const last = encoded.at(-1);
  if (format.lastWithoutBlankLine && last) {
    encoded[encoded.length - 1] = last.subarray(0, last.length - (format.separator ?? '\n').length);
  }
  return encoded;
}

/** Cuts bytes into pieces of `size`; the last may be shorter. */
export function splitEvery(bytes: Buffer, size: number): Buffer[] {
  if (!(size >= 1)) throw new RangeError(`splitEvery: ${size} is not a size in bytes`);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

/** Reads a whole stream by the rules of the HTML standard, "9.2.6 Interpreting an event stream". */
export function readEvents(stream: string | Uint8Array): ReadStream {
  const text = (typeof stream === 'string' ? stream : Buffer.from(stream).toString('utf8')).replace(
    /^\uFEFF/,
    '',
  );
  const read: ReadStream = { events: [], comments: [], rest: '' };
  let id: string | null = null;
  let event: string | null = null;
  let data: string[] = [];
  let start = 0;
  const line = /\r\n|\n|\r/g;
  let at = 0;
  for (let end = line.exec(text); end; end = line.exec(text)) {
    const content = text.slice(at, end.index);
    at = line.lastIndex;
    if (content === '') {
      if (data.length > 0) read.events.push({ event, id, data: data.join('\n') });
      event = null;
      data = [];
      start = at;
    } else if (content.startsWith(':')) {
      read.comments.push(content.slice(1).replace(/^ /, ''));
    } else {
      const colon = content.indexOf(':');
      const name = colon < 0 ? content : content.slice(0, colon);
      const value = colon < 0 ? '' : content.slice(colon + 1).replace(/^ /, '');
      if (name === 'data') data.push(value);
      else if (name === 'event') event = value;
      else if (name === 'id') id = value;
    }
  }
  read.rest = text.slice(start);
  return read;
}

/** The events of a chat-completions stream as JSON, `[DONE]` left out, and whether it was there, last. */
export function readChatStream(stream: string | Uint8Array): {
  chunks: ChatChunk[];
  done: boolean;
  text: string;
} {
  const { events } = readEvents(stream);
  const done = events.at(-1)?.data === '[DONE]';
  const chunks = events.filter((e) => e.data !== '[DONE]').map((e) => JSON.parse(e.data) as ChatChunk);
  const text = chunks.map((c) => c.choices?.[0]?.delta?.content ?? '').join('');
  return { chunks, done, text };
}

/** The parts of a chat-completions chunk that tests look at; the rest stays as it came. */
export interface ChatChunk {
  id?: string;
  model?: string;
  choices?: {
    index: number;
    delta?: { content?: string | null };
    finish_reason?: string | null;
    usage?: unknown;
  }[];
  usage?: unknown;
  error?: { message?: string; code?: string };
  [other: string]: unknown;
}
