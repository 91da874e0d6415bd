import type { Fields, FilePart, ImagePart, Source, TextPart } from '../neutral/parts.ts';
import { cacheOf, invalid, objectAt, type Reading, textAt } from './reading.ts';
import { extraOf, fieldsOf, listOf, PROTOCOL, textOr } from './wire.ts';

const IMAGE = new Set(['type', 'source', 'cache_control']);
const DOCUMENT = new Set(['type', 'source', 'title', 'cache_control']);

const KINDS = 'base64, url or file';

function readSource(source: Fields, path: string, mediaType: string): Source {
  switch (source.type) {
    case 'base64':
      return {
        kind: 'base64',
        mediaType: textOr(source.media_type, mediaType),
        data: textAt(source.data, `${path}.data`),
      };
    case 'url':
      return { kind: 'url', url: textAt(source.url, `${path}.url`) };
    case 'file':
      return { kind: 'file', id: textAt(source.file_id, `${path}.file_id`), protocol: PROTOCOL };
    case 'text':
      return {
        kind: 'text',
        mediaType: textOr(source.media_type, 'text/plain'),
        text: textAt(source.data, `${path}.data`),
      };
    default:
      throw invalid(`${path}.type`, `is not one of ${KINDS}`, `send a source of type ${KINDS}`);
  }
}

/** An image block. Throws `invalid_request` where its source is none. */
export function readImage(block: Fields, path: string): ImagePart {
  const source = readSource(objectAt(block.source, `${path}.source`), `${path}.source`, 'image/png');
  return { type: 'image', source, ...cacheOf(block), ...extraOf(block, IMAGE) };
}

/** A document made of blocks: their texts as one file, and their images behind it. */
function readBlocks(source: Fields, path: string): [string, ImagePart[]] {
  const { content } = source;
  if (typeof content === 'string') return [content, []];
  const blocks = listOf(content).map(fieldsOf);
  const texts = blocks.filter((each) => typeof each.text === 'string').map((each) => String(each.text));
  const images = blocks.flatMap((each, i) =>
    each.type === 'image' ? [readImage(each, `${path}.content[${i}]`)] : [],
  );
  return [texts.join('\n'), images];
}

/** A document block, with the images that a document made of blocks may hold. */
export function readDocument(block: Fields, path: string, reading: Reading): (FilePart | ImagePart)[] {
  const source = objectAt(block.source, `${path}.source`);
  const name = typeof block.title === 'string' ? { name: block.title } : {};
  const extra = extraOf(block, DOCUMENT);
  if (!reading.toAnthropic)
    for (const field of Object.keys(extra.extra?.fields ?? {}))
      reading.notes.dropped(`${field} of a document`, 'only Anthropic knows it');
  const rest = { ...name, ...cacheOf(block) };
  if (source.type !== 'content') {
    const read = readSource(source, `${path}.source`, 'application/pdf');
    return [{ type: 'file', source: read, ...rest, ...extra }];
  }
  const [text, images] = readBlocks(source, `${path}.source`);
  const kept = images.length === 0 ? { ...extra.extra?.fields, source } : extra.extra?.fields;
  return [
    {
      type: 'file',
      source: { kind: 'text', mediaType: 'text/plain', text },
      ...rest,
      ...(kept === undefined ? {} : { extra: { protocol: PROTOCOL, fields: kept } }),
    },
    ...images,
  ];
}

/** What a search result says, for providers that have no such blocks. */
export function searchResultText(block: Fields): TextPart {
  const texts = listOf(block.content).map((part) => textOr(fieldsOf(part).text, ''));
  const head = [block.title, block.source].filter((text) => typeof text === 'string' && text !== '');
  return { type: 'text', text: [...head, ...texts].join('\n'), ...cacheOf(block) };
}
