import { cannotCarry, type Notes } from '../neutral/notes.ts';
import type { AudioPart, CacheMark, Fields, FilePart, ImagePart, Part, TextPart } from '../neutral/parts.ts';
import type { Quirks } from '../neutral/quirks.ts';
import { typeName } from '../neutral/type-name.ts';
import { nameOf, urlOf } from './read-media.ts';
import { maybe, ownExtra } from './wire.ts';

/** What writing content needs to know of the provider. */
export interface ContentTarget {
  quirks: Quirks;
  notes: Notes;
}

function mark(cache: CacheMark | undefined, quirks: Quirks): Fields {
  if (cache === undefined || !quirks.cacheMarks) return {};
  return { cache_control: { type: 'ephemeral', ...(cache.ttl === null ? {} : { ttl: cache.ttl }) } };
}

function writeImage(part: ImagePart, { quirks }: ContentTarget): Fields {
  const url = urlOf(part.source);
  if (url === undefined)
    throw cannotCarry(
      'image',
      'its file id means nothing to this provider',
      'send the image as base64 or by URL',
    );
  const detail = part.detail === 'original' ? 'high' : part.detail;
  return {
    ...ownExtra(part.extra),
    type: 'image_url',
    image_url: { url, ...maybe('detail', detail) },
    ...mark(part.cache, quirks),
  };
}

const READABLE = /^(?:text\/|application\/(?:json|xml|javascript|x-yaml)\b)/;

/** A document that is text, for providers that take only PDFs as files: its text between two lines that name it. */
function documentText(part: FilePart): string | undefined {
  const { source } = part;
  const text =
    source.kind === 'text'
      ? source.text
      : source.kind === 'base64' && READABLE.test(source.mediaType)
        ? Buffer.from(source.data, 'base64').toString('utf8')
        : undefined;
  if (text === undefined) return undefined;
  const name = part.name === undefined ? '' : ` name=${JSON.stringify(part.name)}`;
  return `<document${name}>\n${text}\n</document>`;
}

const ENDINGS: Record<string, string> = { 'application/pdf': 'pdf' };

function writeFile(part: FilePart, { quirks, notes }: ContentTarget): Fields {
  const text = documentText(part);
  if (text !== undefined) {
    notes.changed(nameOf(part), 'sent as text, since files of text are not taken');
    return { type: 'text', text, ...mark(part.cache, quirks) };
  }
  const { source } = part;
  const common = { ...ownExtra(part.extra), type: 'file', ...mark(part.cache, quirks) };
  if (source.kind === 'file') {
    if (source.protocol !== 'openai-chat' && source.protocol !== 'openai-responses')
      throw cannotCarry('file', 'its id means nothing to this provider', 'send the file as base64');
    return { ...common, file: { file_id: source.id } };
  }
  if (source.kind === 'url' && !quirks.fileUrls)
    throw cannotCarry('file', 'this provider takes no URLs of files', 'send the file as base64');
  const ending = source.mediaType === undefined ? 'pdf' : (ENDINGS[source.mediaType] ?? 'bin');
  return { ...common, file: { filename: part.name ?? `file.${ending}`, file_data: urlOf(source) } };
}

/** Formats by the second half of their media types (platform.openai.com/docs/api-reference/chat/create: `wav`, `mp3`). */
const FORMATS: Record<string, string> = { mpeg: 'mp3', 'x-wav': 'wav', wave: 'wav' };

function writeAudio(part: AudioPart): Fields {
  const format = Object.hasOwn(FORMATS, part.format) ? FORMATS[part.format] : part.format;
  return { ...ownExtra(part.extra), type: 'input_audio', input_audio: { data: part.data, format } };
}

/** One part of a user's message; null where it cannot be sent, which is noted. */
export function writePart(part: Part, target: ContentTarget): Fields | null {
  switch (part.type) {
    case 'text':
      return { ...ownExtra(part.extra), type: 'text', text: part.text, ...mark(part.cache, target.quirks) };
    case 'refusal':
      return { type: 'text', text: part.text };
    case 'image':
      return writeImage(part, target);
    case 'file':
      return writeFile(part, target);
    case 'audio':
      return writeAudio(part);
    case 'other':
      if (part.protocol === 'openai-chat') return part.value;
      target.notes.dropped(typeName(part.value) ?? 'a part', `only ${part.protocol} knows it`);
      return null;
    default:
      target.notes.dropped(part.type, 'it cannot stand in a message of this role');
      return null;
  }
}

/** Whether parts must stay apart: their own fields, or marks that the provider understands, are on them. */
function apart(part: TextPart, quirks: Quirks): boolean {
  return (quirks.cacheMarks && part.cache !== undefined) || Object.keys(ownExtra(part.extra)).length > 0;
}

/**
 * The content of a message: one text where there are only texts (not every provider takes a list of them), joined by
 * blank lines; else a list of parts. Null where nothing is left.
 */
export function writeContent(parts: Part[], target: ContentTarget): string | Fields[] | null {
  const written = parts.map((part) => writePart(part, target)).filter((part) => part !== null);
  if (written.length === 0) return null;
  const plain =
    written.every((part) => part.type === 'text') &&
    parts.every((part) => part.type !== 'text' || !apart(part, target.quirks));
  return plain ? written.map((part) => part.text).join('\n\n') : written;
}
