import type { Citation, Fields } from '../neutral/parts.ts';
import { fieldOf, fieldsOf, listOf, stringOr } from './fields.ts';

/** So many places of an answer are looked at. */
const MOST = 1000;

/** Texts longer than this (UTF-16 units) get citations without their places. */
const LONGEST = 1_000_000;

function whole(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** Offsets in bytes of UTF-8 → offsets in UTF-16 units, for each of `bytes`, in one walk. */
function unitsOf(text: string, bytes: readonly number[]): Map<number, number> {
  const units = new Map<number, number>();
  const wanted = [...new Set(bytes)].sort((a, b) => a - b);
  let at = 0;
  let unit = 0;
  for (const target of wanted) {
    while (at < target && unit < text.length) {
      const point = text.codePointAt(unit) ?? 0;
      at += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      unit += point > 0xffff ? 2 : 1;
    }
    if (at >= target) units.set(target, unit);
  }
  return units;
}

interface Place {
  url: string;
  title: string | null;
  start: number | null;
  end: number | null;
}

function grounded(metadata: Fields): Place[] {
  const chunks = listOf(fieldOf(metadata, 'groundingChunks')).map((chunk) => {
    const fields = fieldsOf(chunk);
    return fieldsOf(fields.web ?? fields.retrievedContext ?? fields.maps);
  });
  const places: Place[] = [];
  for (const support of listOf(fieldOf(metadata, 'groundingSupports')).slice(0, MOST)) {
    const fields = fieldsOf(support);
    const segment = fieldsOf(fields.segment);
    for (const index of listOf(fieldOf(fields, 'groundingChunkIndices'))) {
      const chunk = typeof index === 'number' ? chunks[index] : undefined;
      const url = stringOr(chunk?.uri, '');
      if (url === '' || places.length >= MOST) continue;
      // A start of 0 is left out in Google's JSON.
      places.push({
        url,
        title: stringOr(chunk?.title, null),
        start: whole(fieldOf(segment, 'startIndex') ?? 0),
        end: whole(fieldOf(segment, 'endIndex')),
      });
    }
  }
  return places;
}

function cited(metadata: Fields): Place[] {
  const sources = listOf(fieldOf(metadata, 'citationSources'));
  return [...sources, ...listOf(metadata.citations)].slice(0, MOST).flatMap((source) => {
    const fields = fieldsOf(source);
    const url = stringOr(fields.uri, '');
    if (url === '') return [];
    const start = whole(fieldOf(fields, 'startIndex') ?? 0);
    return [{ url, title: stringOr(fields.title, null), start, end: whole(fieldOf(fields, 'endIndex')) }];
  });
}

/**
 * The sources of a candidate (`groundingMetadata`, `citationMetadata`), placed in the text of its answer. Google counts
 * in bytes (ai.google.dev/api/generate-content#Segment); a place that is not in the text is left out.
 */
export function readCitations(candidate: Fields, text: string): Citation[] {
  const places = [
    ...grounded(fieldsOf(fieldOf(candidate, 'groundingMetadata'))),
    ...cited(fieldsOf(fieldOf(candidate, 'citationMetadata'))),
  ];
  if (places.length === 0) return [];
  const bytes = places.flatMap(({ start, end }) => (start === null || end === null ? [] : [start, end]));
  const units = text.length > LONGEST ? new Map<number, number>() : unitsOf(text, bytes);
  return places.map(({ url, title, start, end }) => {
    const from = start === null ? undefined : units.get(start);
    const to = end === null ? undefined : units.get(end);
    const placed = from !== undefined && to !== undefined && from < to ? { start: from, end: to } : {};
    return { url, ...(title === null ? {} : { title }), ...placed };
  });
}

/** Offsets in UTF-16 units → offsets in bytes of UTF-8, for each of `units`, in one walk. */
function bytesOf(text: string, units: readonly number[]): Map<number, number> {
  const bytes = new Map<number, number>();
  let unit = 0;
  let byte = 0;
  for (const target of [...new Set(units)].sort((a, b) => a - b)) {
    byte += Buffer.byteLength(text.slice(unit, target));
    unit = target;
    bytes.set(target, byte);
  }
  return bytes;
}

/** `citationMetadata` of texts with citations, one behind the other; null where there are none. */
export function writeCitations(texts: readonly { text: string; citations?: Citation[] }[]): Fields | null {
  const citations: Fields[] = [];
  let before = 0;
  for (const { text, citations: own = [] } of texts) {
    const places = own.flatMap(({ start, end }) => [start ?? 0, end ?? 0]);
    const bytes = bytesOf(text, places);
    for (const { url, title, start, end } of own) {
      const placed = start !== undefined && end !== undefined;
      citations.push({
        ...(placed ? { startIndex: before + (bytes.get(start) ?? 0) } : {}),
        ...(placed ? { endIndex: before + (bytes.get(end) ?? 0) } : {}),
        uri: url,
        ...(title === undefined ? {} : { title }),
      });
    }
    before += Buffer.byteLength(text);
  }
  // The REST reference and the SDKs call the list by different names.
  return citations.length === 0 ? null : { citationSources: citations, citations };
}
