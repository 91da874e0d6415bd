import { ProxyError } from '../../exchange/index.ts';
import type { Extra, Fields } from '../neutral/parts.ts';

export { fieldsOf, isFields, listOf } from '../neutral/parts.ts';

/** A text that says something; anything else is undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** JSON of a value; what is nested too deeply for that, or is no JSON, is named so. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return '"(nested too deeply)"';
  }
}

/** The fields that are not in `known` and say anything, as extra; undefined where there are none. */
export function extraOf(fields: Fields, known: ReadonlySet<string>): Extra | undefined {
  const rest: Fields = {};
  let any = false;
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (known.has(key) || key === '__proto__' || value === undefined || value === null) continue;
    rest[key] = value;
    any = true;
  }
  return any ? { protocol: 'openai-chat', fields: rest } : undefined;
}

/** The fields that a writer of this protocol puts back; none of another protocol's. */
export function ownExtra(extra: Extra | undefined): Fields {
  return extra?.protocol === 'openai-chat' ? extra.fields : {};
}

/** `{ [key]: value }`, or nothing where the value is undefined: for spreads. */
export function maybe<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** A 400 that names the field, the reason and the remedy. */
export function invalid(field: string, reason: string, hint: string): ProxyError {
  return new ProxyError('invalid_request', `${field}: ${reason}`, { details: { field }, hint });
}
