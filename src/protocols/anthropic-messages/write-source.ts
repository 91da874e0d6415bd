import { cannotCarry } from '../neutral/notes.ts';
import type { Fields, FilePart, ImagePart, Source } from '../neutral/parts.ts';
import { ownExtra, PROTOCOL } from './wire.ts';
import { cacheControl } from './writing.ts';

/** platform.claude.com/docs/en/build-with-claude/vision: the formats of images. */
const IMAGE_TYPES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

const DATA_URL = /^data:([^;,]*)(?:;[^,]*)?;base64,/;

/** Bytes within a `data:` URL are bytes. */
function plainSource(source: Source): Source {
  if (source.kind !== 'url' || !source.url.startsWith('data:')) return source;
  const found = DATA_URL.exec(source.url.slice(0, 256));
  if (found === null) return source;
  const mediaType = found[1] === '' ? undefined : found[1];
  return {
    kind: 'base64',
    mediaType: mediaType ?? source.mediaType ?? 'text/plain',
    data: source.url.slice(found[0].length),
  };
}

function mediaTypeOf(source: Source): string {
  const type = ('mediaType' in source ? source.mediaType : undefined) ?? '';
  const plain = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return plain === 'image/jpg' ? 'image/jpeg' : plain;
}

function uploaded(source: Extract<Source, { kind: 'file' }>, what: string): Fields {
  if (source.protocol === PROTOCOL) return { type: 'file', file_id: source.id };
  throw cannotCarry(
    what,
    `file ${source.id} was uploaded to another provider`,
    'send the file itself, as base64 or as a URL',
  );
}

/** An image's source. Throws `unsupported_conversion` for a format or an upload that Anthropic has not. */
function imageSource(source: Source): Fields {
  if (source.kind === 'file') return uploaded(source, 'image');
  if (source.kind === 'url') return { type: 'url', url: source.url };
  const type = mediaTypeOf(source);
  if (source.kind === 'text' || !IMAGE_TYPES.has(type))
    throw cannotCarry('image', `Anthropic takes no ${type || 'such'} images`, 'send JPEG, PNG, GIF or WebP');
  return { type: 'base64', media_type: type, data: source.data };
}

export function imageBlock(part: ImagePart): Fields {
  return {
    ...ownExtra(part.extra),
    type: 'image',
    source: imageSource(plainSource(part.source)),
    ...cacheControl(part.cache),
  };
}

/** Text files are sent as text; what is neither text nor PDF cannot be. */
function documentSource(source: Source): Fields {
  if (source.kind === 'file') return uploaded(source, 'file');
  if (source.kind === 'url') return { type: 'url', url: source.url };
  if (source.kind === 'text') return { type: 'text', media_type: 'text/plain', data: source.text };
  const type = mediaTypeOf(source);
  if (type === 'application/pdf') return { type: 'base64', media_type: type, data: source.data };
  if (type.startsWith('text/') || type === 'application/json')
    return {
      type: 'text',
      media_type: 'text/plain',
      data: Buffer.from(source.data, 'base64').toString('utf8'),
    };
  throw cannotCarry('file', `Anthropic takes no files of type ${type || '(none)'}`, 'send a PDF or a text');
}

/** A file as a document; one that is an image, as an image. */
export function fileBlock(part: FilePart): Fields {
  const source = plainSource(part.source);
  if (source.kind === 'base64' && mediaTypeOf(source).startsWith('image/'))
    return { type: 'image', source: imageSource(source), ...cacheControl(part.cache) };
  const title = part.name === undefined ? {} : { title: part.name };
  return {
    type: 'document',
    source: documentSource(source),
    ...title,
    ...ownExtra(part.extra),
    ...cacheControl(part.cache),
  };
}
