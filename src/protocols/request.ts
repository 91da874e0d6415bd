import { ProxyError } from '../exchange/index.ts';
import { applyEdits, type Edit, editedPieces } from './json/edit.ts';
import { parseJson } from './json/parse.ts';
import { type ScannedObject, scanObject } from './json/scan.ts';
import type { Operation, ParsedRequest } from './protocol.ts';

/** Bodies up to this size (bytes) are parsed before they are forwarded; larger ones are scanned, and parsed afterwards. */
const PARSE_FIRST = 16 * 1024;

/** A top-level value; of a list or an object no more than which of the two it is, where the body is not parsed. */
function memberValue(bytes: Buffer, scanned: ScannedObject, json: unknown, key: string): unknown {
  const span = scanned.members.get(key);
  if (span === undefined) return undefined;
  if (json !== undefined) return (json as Record<string, unknown>)[key];
  const first = bytes[span.start];
  if (first === 0x7b || first === 0x5b) return first === 0x5b ? [] : {};
  return parseJson(bytes.subarray(span.start, span.end));
}

function fieldError(field: string, reason: string, hint: string): ProxyError {
  return new ProxyError('invalid_request', `${field}: ${reason}`, { details: { field }, hint });
}

/**
 * Reads what the way needs of a body: that it is a JSON object, its model, whether it streams, and that the
 * operation's required fields are there; with no operation (a call that we don't know) nothing is required. `pathModel`:
 * the model where the path names it. Throws `bad_json` with the position, or `invalid_request` naming the field.
 */
export function parseRequest(
  bytes: Buffer,
  operation: Operation | null,
  pathModel: string | null = null,
): ParsedRequest {
  const scanned = scanObject(bytes);
  const json = scanned === null || bytes.length <= PARSE_FIRST ? parseJson(bytes) : undefined;
  if (scanned === null) {
    throw new ProxyError('invalid_request', 'the body must be a JSON object', {
      hint: 'send an object with model and messages',
    });
  }
  const model = pathModel ?? memberValue(bytes, scanned, json, 'model');
  if (operation !== null && (model === undefined || model === null || model === '')) {
    throw fieldError(
      'model',
      'is required',
      'name a model, such as "test-model", "kimi/kimi-for-coding" or "auto"',
    );
  }
  if (operation !== null && typeof model !== 'string')
    throw fieldError('model', 'must be a string', 'name a model, such as "test-model"');
  const streams = operation?.streams ?? 'body';
  const stream = streams === 'body' ? memberValue(bytes, scanned, json, 'stream') : streams === 'always';
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    throw fieldError('stream', 'must be true or false', 'leave it out for one whole answer');
  }
  for (const field in operation?.required) {
    const names = field.split('|');
    const value = names
      .map((name) => memberValue(bytes, scanned, json, name))
      .find((each) => each !== undefined && each !== null);
    if (value === undefined)
      throw fieldError(names[0] ?? field, 'is required', `${operation.path} needs ${names.join(' or ')}`);
    if (operation.required[field] === 'array' && !Array.isArray(value))
      throw fieldError(field, 'must be a list', `${operation.path} needs a list`);
  }
  return { bytes, scanned, json, model: typeof model === 'string' ? model : null, streamed: stream === true };
}

/** Whether a streamed request asks for usage itself. */
export function asksForUsage(request: ParsedRequest): boolean {
  const span = request.scanned?.members.get('stream_options');
  if (span === undefined) return false;
  const { json } = request;
  const options =
    json === undefined
      ? parseJson(request.bytes.subarray(span.start, span.end))
      : (json as Record<string, unknown>).stream_options;
  return (
    typeof options === 'object' &&
    options !== null &&
    (options as Record<string, unknown>).include_usage === true
  );
}

function usageEdit(request: ParsedRequest, scanned: ScannedObject): Edit {
  const span = scanned.members.get('stream_options');
  if (span === undefined)
    return { start: scanned.close, end: scanned.close, text: ',"stream_options":{"include_usage":true}' };
  const options = parseJson(request.bytes.subarray(span.start, span.end));
  const kept = typeof options === 'object' && options !== null && !Array.isArray(options) ? options : {};
  return { ...span, text: JSON.stringify({ ...kept, include_usage: true }) };
}

/**
 * The body as it goes up, in pieces: the client's bytes, but for the model's name where the route maps it, and
 * `stream_options.include_usage` where it is added, and `more` edits.
 */
export function outgoingBody(
  request: ParsedRequest,
  model: string,
  addUsage: boolean,
  more: readonly Edit[] = [],
): Buffer[] {
  const { scanned } = request;
  if (scanned === null) return [request.bytes];
  const edits: Edit[] = [...more];
  const span = scanned.members.get('model');
  if (span !== undefined && model !== request.model)
    edits.push({ start: span.start, end: span.end, text: JSON.stringify(model) });
  if (addUsage) edits.push(usageEdit(request, scanned));
  return editedPieces(request.bytes, edits);
}

/** The same request as it goes up with these edits: nothing else of it is another. */
export function amendedRequest(request: ParsedRequest, edits: readonly Edit[]): ParsedRequest {
  const bytes = applyEdits(request.bytes, edits);
  return { ...request, bytes, scanned: scanObject(bytes), json: undefined };
}

/** The parsed body: now, where it was not parsed before. Throws `bad_json`. */
export function bodyOf(request: ParsedRequest): unknown {
  if (request.json === undefined) request.json = parseJson(request.bytes);
  return request.json;
}

/** Longest value (bytes) that counts as a small one. */
const SMALL = 4096;

/** The body's top-level fields as far as they are small: what a large body says of itself beside its content. */
export function smallFields(request: ParsedRequest): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, { start, end }] of request.scanned?.members ?? []) {
    if (end - start > SMALL) continue;
    try {
      fields[key] = parseJson(request.bytes.subarray(start, end));
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      // A value that is no JSON says nothing; the body is found to be broken when it is parsed.
    }
  }
  return fields;
}
