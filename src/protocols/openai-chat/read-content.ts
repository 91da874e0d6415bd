import type {
  AudioPart,
  CacheMark,
  FilePart,
  ImagePart,
  OtherPart,
  Part,
  TextPart,
} from '../neutral/parts.ts';
import { dataUrl, sourceOf, typeByName } from './read-media.ts';
import { extraOf, fieldsOf, invalid, isFields, maybe, textOf } from './wire.ts';

type ContentPart = Exclude<Part, { type: 'tool_call' | 'tool_result' }>;

/** OpenRouter passes Anthropic's marks on (openrouter.ai/docs/features/prompt-caching). */
function markOf(part: Record<string, unknown>): CacheMark | undefined {
  const mark = part.cache_control;
  if (!isFields(mark) || mark.type !== 'ephemeral') return undefined;
  return { ttl: mark.ttl === '1h' || mark.ttl === '5m' ? mark.ttl : null };
}

const TEXT = new Set(['type', 'text', 'cache_control']);
const IMAGE = new Set(['type', 'image_url', 'cache_control']);
const AUDIO = new Set(['type', 'input_audio']);
const FILE = new Set(['type', 'file', 'cache_control']);
const DETAILS = ['low', 'high', 'auto', 'original'] as const;

function imageOf(part: Record<string, unknown>, at: string): ImagePart {
  const image = isFields(part.image_url) ? part.image_url : { url: part.image_url };
  const { url } = image;
  const source = typeof url === 'string' ? sourceOf(url) : undefined;
  if (source === undefined)
    throw invalid(`${at}.image_url.url`, 'must be an http(s) or data: URL', 'send the image as a data: URL');
  const detail = DETAILS.find((known) => known === image.detail);
  return {
    type: 'image',
    source,
    ...maybe('detail', detail),
    ...maybe('cache', markOf(part)),
    ...maybe('extra', extraOf(part, IMAGE)),
  };
}

function audioOf(part: Record<string, unknown>, at: string): AudioPart {
  const { data, format } = fieldsOf(part.input_audio);
  if (typeof data !== 'string' || typeof format !== 'string')
    throw invalid(`${at}.input_audio`, 'needs data (base64) and format', 'such as "wav" or "mp3"');
  return {
    type: 'audio',
    format,
    data: dataUrl(data)?.data ?? data,
    ...maybe('extra', extraOf(part, AUDIO)),
  };
}

function fileOf(part: Record<string, unknown>, at: string): FilePart {
  const file = fieldsOf(part.file);
  const name = textOf(file.filename);
  const common = {
    ...maybe('name', name),
    ...maybe('cache', markOf(part)),
    ...maybe('extra', extraOf(part, FILE)),
  };
  const data = textOf(file.file_data);
  if (data !== undefined) {
    const known = sourceOf(data);
    if (known === undefined && data.includes(':'))
      throw invalid(
        `${at}.file.file_data`,
        'must be base64, a data: URL or an http(s) URL',
        'send a data: URL',
      );
    return {
      type: 'file',
      source: known ?? { kind: 'base64', mediaType: typeByName(name), data: data.replace(/\s+/g, '') },
      ...common,
    };
  }
  const id = textOf(file.file_id);
  if (id !== undefined)
    return { type: 'file', source: { kind: 'file', id, protocol: 'openai-chat' }, ...common };
  throw invalid(`${at}.file`, 'needs file_data or file_id', 'send file_data as a data: URL');
}

/** One part of a message's content. Throws `invalid_request` where it cannot be used; null where it says nothing. */
export function readPart(part: unknown, at: string): ContentPart | null {
  if (typeof part === 'string') return part === '' ? null : { type: 'text', text: part };
  if (!isFields(part)) return null;
  switch (part.type) {
    case 'image_url':
    case 'input_image':
      return imageOf(part, at);
    case 'input_audio':
      return audioOf(part, at);
    case 'file':
      return fileOf(part, at);
    case 'refusal':
      return typeof part.refusal === 'string' && part.refusal !== ''
        ? { type: 'refusal', text: part.refusal }
        : null;
    case 'thinking': {
      const text = thinkingText(part.thinking);
      return text === '' ? null : { type: 'reasoning', text };
    }
    case undefined:
    case 'text':
    case 'input_text':
    case 'output_text': {
      if (typeof part.text !== 'string') {
        if (part.type === undefined) return other(part);
        throw invalid(`${at}.text`, 'must be a string', 'send the text itself');
      }
      if (part.text === '') return null;
      const text: TextPart = {
        type: 'text',
        text: part.text,
        ...maybe('cache', markOf(part)),
        ...maybe('extra', extraOf(part, TEXT)),
      };
      return text;
    }
    default:
      return other(part);
  }
}

function other(part: Record<string, unknown>): OtherPart {
  return { type: 'other', protocol: 'openai-chat', value: part };
}

/** Mistral: `{type: "thinking", thinking: [{type: "text", text}]}` (docs.mistral.ai/capabilities/reasoning). */
export function thinkingText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  return value
    .map((part) => (typeof part === 'string' ? part : fieldsOf(part).text))
    .filter((text): text is string => typeof text === 'string')
    .join('');
}

/** A message's content: a text, a list of parts, or nothing. */
export function readContent(content: unknown, at: string): ContentPart[] {
  if (content === undefined || content === null || content === '') return [];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (isFields(content)) return readContent([content], at);
  if (!Array.isArray(content))
    throw invalid(at, 'must be a string or a list of parts', 'send {"type":"text","text":"…"}');
  const parts: ContentPart[] = [];
  for (const [i, part] of content.entries()) {
    const read = readPart(part, `${at}[${i}]`);
    if (read !== null) parts.push(read);
  }
  return parts;
}
