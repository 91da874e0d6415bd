import { ProxyError } from '../../exchange/index.ts';
import type { Notes } from '../neutral/notes.ts';
import type { CacheMark, Fields } from '../neutral/parts.ts';
import { fieldsOf, isFields, jsonOf } from './wire.ts';

/** What reading a part of a request needs to know. */
export interface Reading {
  notes: Notes;
  /** Whether what only Anthropic knows may stay as it is. */
  toAnthropic: boolean;
  /** Tools by the ids of their calls, as far as the messages were read. */
  toolNames: Map<string, string>;
}

/** What makes a request unusable: `invalid_request`, naming the field. */
export function invalid(field: string, reason: string, hint: string): ProxyError {
  return new ProxyError('invalid_request', `${field}: ${reason}`, { details: { field }, hint });
}

export function textAt(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw invalid(field, 'must be a string', `send ${field} as text`);
}

/** A number; undefined where there is none. Throws `invalid_request` for anything else. */
export function numberAt(body: Fields, field: string): number | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalid(field, 'must be a number', 'send a number, or leave it out');
}

export function objectAt(value: unknown, field: string): Fields {
  if (isFields(value)) return value;
  throw invalid(field, 'must be an object', `send ${field} as a JSON object`);
}

/** JSON of a value that a client sent. */
export function jsonAt(value: unknown, field: string): string {
  const json = jsonOf(value);
  if (json !== null) return json;
  throw invalid(field, 'is nested too deeply', 'send fewer levels of lists and objects');
}

/** A cache mark, to be spread into a part; nothing where there is none. */
export function cacheOf(part: Fields): { cache?: CacheMark } {
  const { type, ttl } = fieldsOf(part.cache_control);
  if (type !== 'ephemeral') return {};
  return { cache: { ttl: ttl === '5m' || ttl === '1h' ? ttl : null } };
}
