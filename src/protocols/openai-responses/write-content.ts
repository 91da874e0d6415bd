import { cannotCarry, type Notes } from '../neutral/notes.ts';
import type { Fields, FilePart, ImagePart, Part, Source } from '../neutral/parts.ts';
import { maybe, OWN, ownExtra } from './wire.ts';

function dataUrl(mediaType: string, data: string): string {
  return `data:${mediaType};base64,${data}`;
}

/** A file that OpenAI has stored; chat completions and responses share their files. */
function fileId(source: Extract<Source, { kind: 'file' }>, what: string): string {
  if (source.protocol === OWN || source.protocol === 'openai-chat') return source.id;
  throw cannotCarry(
    what,
    `refers to a file that is stored at another provider (${source.protocol})`,
    'send the file itself, as base64',
  );
}

function writeImage(part: ImagePart, notes: Notes): Fields | null {
  const { source } = part;
  const shape = { type: 'input_image', ...ownExtra(part.extra), ...maybe('detail', part.detail) };
  switch (source.kind) {
    case 'url':
      return { ...shape, image_url: source.url };
    case 'base64':
      return { ...shape, image_url: dataUrl(source.mediaType, source.data) };
    case 'file':
      return { ...shape, file_id: fileId(source, 'an image') };
    default:
      notes.dropped('an image', 'it has no bytes and no address');
      return null;
  }
}

const EXTENSIONS: Record<string, string> = {
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'text/csv': 'csv',
  'text/html': 'html',
  'application/json': 'json',
};

function writeFile(part: FilePart, notes: Notes): Fields {
  const { source, name } = part;
  const shape = { type: 'input_file', ...ownExtra(part.extra) };
  switch (source.kind) {
    case 'url':
      return { ...shape, file_url: source.url };
    case 'base64':
      return {
        ...shape,
        // The API wants a name with the data.
        filename: name ?? `file.${EXTENSIONS[source.mediaType] ?? 'bin'}`,
        file_data: dataUrl(source.mediaType, source.data),
      };
    case 'file':
      return { ...shape, file_id: fileId(source, 'a file'), ...maybe('filename', name) };
    case 'text': {
      notes.changed('a document that is plain text', 'sent as a text');
      return { type: 'input_text', text: name === undefined ? source.text : `${name}:\n\n${source.text}` };
    }
  }
}

/** What a user, a system text or a tool's result may hold. Parts that have no place there are left out, noted. */
function writePart(part: Part, notes: Notes): Fields | null {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', ...ownExtra(part.extra), text: part.text };
    case 'refusal':
      return { type: 'input_text', text: part.text };
    case 'image':
      return writeImage(part, notes);
    case 'file':
      return writeFile(part, notes);
    case 'audio':
      return {
        type: 'input_audio',
        ...ownExtra(part.extra),
        input_audio: { data: part.data, format: part.format },
      };
    case 'other':
      if (part.protocol === OWN) return part.value;
      notes.dropped(`a part of ${part.protocol}`, 'OpenAI does not know it');
      return null;
    default:
      notes.dropped(`a ${part.type} in a user's message`, 'it has no place there');
      return null;
  }
}

/** The content of a message that no model wrote, or of a tool's result. Throws for files of another provider. */
export function writeContent(parts: Part[], notes: Notes): Fields[] {
  return parts.map((part) => writePart(part, notes)).filter((part) => part !== null);
}
