import type { Fields } from '../../neutral/parts.ts';
import { isObject, jsonOf, listOf } from '../fields.ts';

function typesOf(type: unknown): string[] {
  return (Array.isArray(type) ? (type as unknown[]) : [type]).filter(
    (each): each is string => typeof each === 'string',
  );
}

/** What is of both types; where nothing is, the second's. */
function bothTypes(a: unknown, b: unknown): unknown {
  const first = typesOf(a);
  const second = typesOf(b);
  if (first.length === 0) return b;
  const both = second.filter(
    (type) => first.includes(type) || (type === 'integer' && first.includes('number')),
  );
  if (both.length === 0) {
    if (second.includes('number') && first.includes('integer')) return 'integer';
    return b;
  }
  return both.length === 1 ? both[0] : both;
}

function bothProperties(a: Fields, b: Fields): Fields {
  const merged = new Map(Object.entries(a));
  for (const [name, schema] of Object.entries(b)) {
    const before = merged.get(name);
    merged.set(name, before === undefined ? schema : { allOf: [before, schema] });
  }
  return Object.fromEntries(merged);
}

const LARGER = new Set(['minimum', 'minItems', 'minLength', 'minProperties', 'exclusiveMinimum']);
const SMALLER = new Set(['maximum', 'maxItems', 'maxLength', 'maxProperties', 'exclusiveMaximum']);

function both(key: string, a: unknown, b: unknown): unknown {
  if (key === 'type') return bothTypes(a, b);
  if (key === 'required') return [...new Set([...listOf(a), ...listOf(b)])];
  if (key === 'properties' && isObject(a) && isObject(b)) return bothProperties(a, b);
  if (key === 'enum' && Array.isArray(a) && Array.isArray(b)) {
    const known = new Set(a.map(jsonOf));
    const shared = b.filter((value) => known.has(jsonOf(value)));
    return shared.length === 0 ? b : shared;
  }
  if (typeof a === 'number' && typeof b === 'number') {
    if (LARGER.has(key)) return Math.max(a, b);
    if (SMALLER.has(key)) return Math.min(a, b);
  }
  if (key === 'additionalProperties' && (a === false || b === false)) return false;
  if ((key === 'items' || key === 'additionalProperties') && isObject(a) && isObject(b))
    return { allOf: [a, b] };
  return a;
}

/** One schema that asks for what both ask, as far as one keyword can; else the first's. */
export function mergeSchemas(a: Fields, b: Fields): Fields {
  const merged = new Map(Object.entries(a));
  for (const [key, value] of Object.entries(b)) {
    const before = merged.get(key);
    merged.set(key, before === undefined ? value : both(key, before, value));
  }
  return Object.fromEntries(merged);
}
