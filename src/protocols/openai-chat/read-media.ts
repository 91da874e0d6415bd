import type { FilePart, ImagePart, Source } from '../neutral/parts.ts';

/** `data:<media type>[;parameters][;base64],<data>`; undefined where the text is none (RFC 2397). */
export function dataUrl(url: string): { mediaType: string; data: string } | undefined {
  if (!/^data:/i.test(url)) return undefined;
  const comma = url.indexOf(',');
  if (comma < 0) return undefined;
  const [type = '', ...parameters] = url.slice(5, comma).split(';');
  const mediaType = type === '' ? 'text/plain' : type.toLowerCase();
  const body = url.slice(comma + 1);
  if (parameters.some((parameter) => parameter.trim().toLowerCase() === 'base64'))
    return { mediaType, data: body.replace(/\s+/g, '') };
  try {
    return { mediaType, data: Buffer.from(decodeURIComponent(body), 'utf8').toString('base64') };
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

export function urlOfData(mediaType: string, data: string): string {
  return `data:${mediaType};base64,${data}`;
}

/** Where an image or a file is, by its URL; undefined for a URL that no provider could fetch. */
export function sourceOf(url: string): Source | undefined {
  const inline = dataUrl(url);
  if (inline !== undefined) return { kind: 'base64', ...inline };
  return /^https?:\/\//i.test(url) ? { kind: 'url', url } : undefined;
}

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  xml: 'application/xml',
};

/** A file's media type by its name; PDF where that says nothing: it is what chat completions take. */
export function typeByName(name: string | undefined): string {
  const ending = name?.toLowerCase().split('.').at(-1) ?? '';
  return Object.hasOwn(TYPES, ending) ? (TYPES[ending] as string) : 'application/pdf';
}

/** The URL under which an image or a file is sent, or undefined where it has none. */
export function urlOf(source: Source): string | undefined {
  if (source.kind === 'url') return source.url;
  if (source.kind === 'base64') return urlOfData(source.mediaType, source.data);
  if (source.kind === 'text')
    return urlOfData(source.mediaType, Buffer.from(source.text, 'utf8').toString('base64'));
  return undefined;
}

/** What an image or file is called in warnings. */
export function nameOf(part: ImagePart | FilePart): string {
  return part.type === 'image' ? 'an image' : part.name === undefined ? 'a file' : `the file ${part.name}`;
}
