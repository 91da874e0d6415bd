import type { Edit } from '../json/edit.ts';
import { itemsOf, valueAt } from '../json/places.ts';
import { type Span, scanObject } from '../json/scan.ts';
import type { Amended, ParsedRequest } from '../protocol.ts';
import { fieldOf, fieldsOf, stringOr } from './fields.ts';

const RESULTS = ['"functionResponse"', '"function_response"'];

function occurrences(bytes: Buffer, needle: string): number {
  let found = 0;
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + needle.length)) found++;
  return found;
}

/** A glance at the bytes: a content that may hold a result twice has two of them. */
function mayRepeat(content: Buffer): boolean {
  return RESULTS.some((key) => occurrences(content, key) > 1);
}

/** The id of the call that a part answers; null where it answers none, or does not say which. */
function answeredBy(part: unknown): string | null {
  return stringOr(fieldsOf(fieldOf(fieldsOf(part), 'functionResponse')).id, null);
}

/** The parts of a content, as places in the body's bytes. */
function partsIn(bytes: Buffer, content: Span): Span[] {
  const list = scanObject(bytes.subarray(content.start, content.end))?.members.get('parts');
  if (list === undefined) return [];
  return [...itemsOf(bytes, { start: content.start + list.start, end: content.start + list.end })];
}

/** Takes out what stands in a content word for word before: each with the comma in front of it. */
function repeatedResults(bytes: Buffer, content: Span): Edit[] {
  const edits: Edit[] = [];
  const seen = new Map<string, Buffer>();
  let before: Span | null = null;
  for (const part of partsIn(bytes, content)) {
    const own = bytes.subarray(part.start, part.end);
    const id = answeredBy(valueAt(bytes, part));
    const first = id === null ? undefined : seen.get(id);
    if (id !== null && first === undefined) seen.set(id, own);
    if (before !== null && first?.equals(own) === true)
      edits.push({ start: before.end, end: part.end, text: '' });
    before = part;
  }
  return edits;
}

/**
 * What a request in Gemini's own protocol needs before Gemini takes it; null, nearly always: nothing. A call has one
 * result there ("the number of function response parts is equal to the number of function call parts", the API's own
 * 400), and Gemini CLI 0.61 sends it twice, word for word, when it resumes a conversation: the second one is left out.
 */
export function amendGemini({ bytes, scanned }: ParsedRequest): Amended | null {
  const contents = scanned?.members.get('contents');
  if (contents === undefined || !mayRepeat(bytes.subarray(contents.start, contents.end))) return null;
  const edits: Edit[] = [];
  for (const content of itemsOf(bytes, contents)) {
    if (mayRepeat(bytes.subarray(content.start, content.end))) edits.push(...repeatedResults(bytes, content));
  }
  if (edits.length === 0) return null;
  const message = `${edits.length} results of calls stood there twice, word for word: sent once, as Gemini takes one for each call`;
  return { edits, notes: [{ code: 'result_left_out', message }] };
}
