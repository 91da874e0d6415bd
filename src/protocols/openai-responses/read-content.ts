import type { Fields, Part, Source } from '../neutral/parts.ts';
import { extraOf, fieldsOf, invalid, isObject, maybe, named, OWN, restOf, textOf } from './wire.ts';

const KNOWN = new Set([
  'type',
  'text',
  'refusal',
  'image_url',
  'file_id',
  'detail',
  'file_data',
  'file_url',
  'filename',
  'input_audio',
  // Of what a model wrote; they say nothing to it.
  'annotations',
  'logprobs',
]);

const DETAILS = ['low', 'high', 'auto', 'original'] as const;

/** The bytes in a `data:` URL; null where it is no such URL in base64. */
export function dataSource(url: string): Source | null {
  if (!/^data:/i.test(url)) return null;
  const comma = url.indexOf(',');
  const head = comma < 0 ? '' : url.slice(5, comma);
  if (!/;base64$/i.test(head)) return null;
  return {
    kind: 'base64',
    mediaType: head.slice(0, -7) || 'application/octet-stream',
    data: url.slice(comma + 1),
  };
}

function urlSource(url: string, at: string): Source {
  const source = dataSource(url);
  if (source !== null) return source;
  if (/^data:/i.test(url))
    throw invalid(at, 'is a data URL without base64', 'send data:<type>;base64,<data>');
  return { kind: 'url', url };
}

function extras(part: Fields): object {
  const { prompt_cache_breakpoint: mark } = part;
  return {
    ...(isObject(mark) ? { cache: { ttl: null } } : {}),
    ...extraOf(restOf(part, KNOWN)),
  };
}

function readImage(part: Fields, at: string): Part {
  const url = named(isObject(part.image_url) ? part.image_url.url : part.image_url);
  const id = named(part.file_id);
  const detail = DETAILS.find((known) => known === part.detail);
  const source: Source | null =
    url !== undefined
      ? urlSource(url, `${at}.image_url`)
      : id !== undefined
        ? { kind: 'file', id, protocol: OWN }
        : null;
  if (source === null)
    throw invalid(`${at}.image_url`, 'is required', 'send a URL, a data URL, or a file_id');
  return { type: 'image', source, ...maybe('detail', detail), ...extras(part) };
}

function fileSource(part: Fields, at: string): Source {
  const data = named(part.file_data);
  const url = named(part.file_url);
  const id = named(part.file_id);
  if (data !== undefined)
    return dataSource(data) ?? { kind: 'base64', mediaType: mediaTypeOf(textOf(part.filename)), data };
  if (url !== undefined) return urlSource(url, `${at}.file_url`);
  if (id !== undefined) return { kind: 'file', id, protocol: OWN };
  throw invalid(`${at}.file_data`, 'is required', 'send file_data, a file_url, or a file_id');
}

/** Base64 without a type: by the file's name, else what most files here are. */
function mediaTypeOf(name: string): string {
  return /\.(?:txt|md|csv)$/i.test(name) ? 'text/plain' : 'application/pdf';
}

function readAudio(part: Fields, at: string): Part {
  const { data, format } = fieldsOf(part.input_audio);
  if (named(data) === undefined)
    throw invalid(`${at}.input_audio.data`, 'is required', 'send the audio as base64');
  return { type: 'audio', format: named(format) ?? 'wav', data: textOf(data), ...extras(part) };
}

function readPart(part: unknown, at: string): Part {
  if (typeof part === 'string') return { type: 'text', text: part };
  if (!isObject(part)) throw invalid(at, 'must be an object', 'send {type: "input_text", text}');
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case undefined:
      if (typeof part.text !== 'string') throw invalid(`${at}.text`, 'must be a string', 'send the text');
      return { type: 'text', text: part.text, ...extras(part) };
    case 'refusal':
      return { type: 'refusal', text: textOf(part.refusal) };
    case 'input_image':
      return readImage(part, at);
    case 'input_file':
      return {
        type: 'file',
        source: fileSource(part, at),
        ...maybe('name', named(part.filename)),
        ...extras(part),
      };
    case 'input_audio':
      return readAudio(part, at);
    default:
      return { type: 'other', protocol: OWN, value: restOf(part, new Set()) };
  }
}

/**
 * The content of a message or of a tool's output. Throws `invalid_request` naming the part that cannot be used; kinds
 * that nobody knows are kept for a provider of this protocol.
 */
export function readContent(content: unknown, at: string): Part[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw invalid(at, 'must be a string or a list', 'send the text itself');
  return (content as unknown[]).map((part, i) => readPart(part, `${at}[${i}]`));
}
