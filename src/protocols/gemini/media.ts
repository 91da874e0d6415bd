import { cannotCarry, type Notes } from '../neutral/notes.ts';
import type { AudioPart, Fields, FilePart, ImagePart, Source } from '../neutral/parts.ts';
import { extraOf, fieldOf, isObject, ownExtra, stringOr } from './fields.ts';
import { takesUrls } from './models.ts';

/** Files that only Google can fetch: uploads, Cloud Storage, YouTube. */
const GOOGLES =
  /^(?:gs:\/\/|files\/|https:\/\/generativelanguage\.googleapis\.com\/|https:\/\/(?:www\.|m\.)?youtube\.com\/|https:\/\/youtu\.be\/)/;

function sourceOf(media: Fields): Source | null {
  const mediaType = stringOr(fieldOf(media, 'mimeType'), '');
  if (typeof media.data === 'string')
    return { kind: 'base64', mediaType: mediaType || 'application/octet-stream', data: media.data };
  const uri = stringOr(fieldOf(media, 'fileUri'), '');
  if (uri === '') return null;
  const typed = mediaType === '' ? {} : { mediaType };
  return GOOGLES.test(uri)
    ? { kind: 'file', id: uri, protocol: 'gemini', ...typed }
    : { kind: 'url', url: uri, ...typed };
}

/**
 * The part that `inlineData` or `fileData` is, by its media type; null where there is no media in it. `rest`: fields of
 * the part that mean something for Gemini alone (`videoMetadata`).
 */
export function readMedia(media: unknown, rest: Fields | null): ImagePart | FilePart | AudioPart | null {
  if (!isObject(media)) return null;
  const source = sourceOf(media);
  if (source === null) return null;
  const mediaType = stringOr(fieldOf(media, 'mimeType'), '');
  const extra = extraOf(rest);
  if (mediaType.startsWith('image/')) return { type: 'image', source, ...extra };
  if (mediaType.startsWith('audio/') && source.kind === 'base64')
    return { type: 'audio', format: mediaType.slice(6), data: source.data, ...extra };
  const name = stringOr(fieldOf(media, 'displayName'), null);
  return { type: 'file', source, ...(name === null ? {} : { name }), ...extra };
}

/** Media types by the end of a name, as far as Gemini takes them (ai.google.dev/gemini-api/docs/file-input-methods). */
const BY_END: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  bmp: 'image/bmp',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  csv: 'text/csv',
  json: 'application/json',
  mp3: 'audio/mp3',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  mov: 'video/mov',
  webm: 'video/webm',
};

function typeByEnd(name: string): string | undefined {
  const end = /\.([a-z0-9]{1,5})(?:[?#]|$)/i.exec(name)?.[1];
  return end === undefined ? undefined : BY_END[end.toLowerCase()];
}

function byUrl(part: ImagePart | FilePart, url: string, model: string, where: string): Fields {
  const data = /^data:([^;,]*)(?:;[^;,]*)*?;base64,/.exec(url.slice(0, 512));
  if (data !== null)
    return { inlineData: { mimeType: data[1] || 'image/png', data: url.slice(data[0].length) } };
  if (!url.startsWith('https://') && !GOOGLES.test(url)) {
    throw cannotCarry(
      where,
      'Gemini fetches files at https addresses only',
      'send the file itself, as base64',
    );
  }
  if (!takesUrls(model) && !GOOGLES.test(url)) {
    throw cannotCarry(where, `${model} does not fetch files`, 'send the file itself, as base64');
  }
  const given = part.source.kind === 'url' ? part.source.mediaType : undefined;
  const mimeType = given ?? typeByEnd(url) ?? (part.type === 'file' ? typeByEnd(part.name ?? '') : undefined);
  return { fileData: { ...(mimeType === undefined ? {} : { mimeType }), fileUri: url } };
}

/**
 * The wire part of an image, a file or a sound. Throws `unsupported_conversion` where its bytes are with another provider,
 * or at an address that the model does not fetch. `where`: how the part is called in the error.
 */
export function writeMedia(
  part: ImagePart | FilePart | AudioPart,
  model: string,
  where: string,
  notes: Notes,
): Fields {
  const extra = ownExtra(part.extra);
  if (part.type === 'audio')
    return { inlineData: { mimeType: `audio/${part.format}`, data: part.data }, ...extra };
  if (part.type === 'image' && part.detail !== undefined && part.detail !== 'auto')
    notes.dropped('image detail', 'Gemini has its own media resolution');
  const { source } = part;
  switch (source.kind) {
    case 'base64':
      return { inlineData: { mimeType: source.mediaType, data: source.data }, ...extra };
    case 'text': {
      const data = Buffer.from(source.text, 'utf8').toString('base64');
      return { inlineData: { mimeType: source.mediaType, data }, ...extra };
    }
    case 'url':
      return { ...byUrl(part, source.url, model, where), ...extra };
    case 'file': {
      if (source.protocol !== 'gemini')
        throw cannotCarry(where, 'the file is with another provider', 'send the file itself, as base64');
      const typed = source.mediaType === undefined ? {} : { mimeType: source.mediaType };
      return { fileData: { ...typed, fileUri: source.id }, ...extra };
    }
  }
}
