import type { Notes } from '../neutral/notes.ts';
import type { Citation, Fields, Part } from '../neutral/parts.ts';
import { typeName } from '../neutral/type-name.ts';
import { urlOf } from './read-media.ts';

/** A source as an annotation; `base`: where the text that it is in begins, `length`: how much of it there is so far. */
export function annotation(citation: Citation, base: number, length: number): Fields {
  const start = citation.start ?? length;
  return {
    type: 'url_citation',
    url_citation: {
      url: citation.url,
      title: citation.title ?? citation.url,
      start_index: base + start,
      end_index: base + Math.max(start, citation.end ?? start),
    },
  };
}

/** A part that comes whole, as fields of a message or of a delta; null where a chat's client has no place for it. */
export function wholePart(
  part: Part,
  id: string,
  notes: Notes,
): { key: 'images' | 'audio'; value: Fields } | null {
  if (part.type === 'image') {
    const url = urlOf(part.source);
    if (url !== undefined) return { key: 'images', value: { type: 'image_url', image_url: { url } } };
  }
  if (part.type === 'audio')
    return { key: 'audio', value: { id: `audio_${id}`, data: part.data, transcript: '', expires_at: 0 } };
  notes.dropped(
    part.type === 'other' ? (typeName(part.value) ?? 'a part') : part.type,
    'chat completions have no place for it in an answer',
  );
  return null;
}
