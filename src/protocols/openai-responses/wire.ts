import { ProxyError } from '../../exchange/index.ts';
import type { Extra, Fields } from '../neutral/parts.ts';

export { fieldsOf, isFields as isObject, listOf } from '../neutral/parts.ts';

export const OWN = 'openai-responses';

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A text that is not empty; else undefined. */
export function named(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function booleanOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** `{ [key]: value }`, or nothing where the value is undefined: for spreads. */
export function maybe<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** JSON of a value; what is nested too deeply for that is named so. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return '"(nested too deeply)"';
  }
}

/** The value in a JSON text; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The fields that are not in `known`, without nulls and without what would change a prototype. */
export function restOf(fields: Fields, known: ReadonlySet<string>): Fields {
  const rest: Fields = {};
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (known.has(key) || key === '__proto__' || value === undefined || value === null) continue;
    rest[key] = value;
  }
  return rest;
}

/** Fields as extra of this protocol; nothing where there are none. */
export function extraOf(fields: Fields): { extra?: Extra } {
  return Object.keys(fields).length === 0 ? {} : { extra: { protocol: OWN, fields } };
}

/** The fields of this protocol's own extra; none of another's. */
export function ownExtra(extra: Extra | undefined): Fields {
  return extra?.protocol === OWN ? extra.fields : {};
}

/** A 400 that names the field, the reason and the remedy. */
export function invalid(field: string, reason: string, hint: string): ProxyError {
  return new ProxyError('invalid_request', `${field}: ${reason}`, { details: { field }, hint });
}
