import type { Fields } from '../neutral/parts.ts';

/** Keys whose value is a schema, a list of schemas, or an object of schemas (json-schema.org/draft/2020-12). */
const SCHEMAS = [
  'items',
  'additionalProperties',
  'propertyNames',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'allOf',
  'anyOf',
  'oneOf',
  'prefixItems',
] as const;
const MAPS = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'] as const;

/** Deeper than this nothing is rewritten; no tool has such a schema. */
const DEEPEST = 60;

type Change = (schema: Fields) => Fields;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function each(value: unknown, change: Change, depth: number): unknown {
  if (!Array.isArray(value)) return rewrite(value, change, depth);
  const written = value.map((one) => rewrite(one, change, depth));
  return written.some((one, i) => one !== value[i]) ? written : value;
}

function eachIn(map: Fields, change: Change, depth: number): Fields {
  const entries = Object.entries(map).map(([key, value]) => [key, rewrite(value, change, depth)] as const);
  return entries.some(([key, value]) => value !== map[key]) ? Object.fromEntries(entries) : map;
}

function rewrite(schema: unknown, change: Change, depth: number): unknown {
  if (!isFields(schema) || depth > DEEPEST) return schema;
  const changed = change(schema);
  let out = changed;
  const set = (key: string, value: unknown): void => {
    if (value === out[key]) return;
    if (out === changed) out = { ...changed };
    out[key] = value;
  };
  for (const key of SCHEMAS) if (out[key] !== undefined) set(key, each(out[key], change, depth + 1));
  for (const key of MAPS) {
    const map = out[key];
    if (isFields(map)) set(key, eachIn(map, change, depth + 1));
  }
  return out;
}

/**
 * A schema in which each schema was changed, from the top down. `change` gives back the same object where it has nothing
 * to do, and so does this.
 */
export function mapSchema(schema: Fields, change: Change): Fields {
  return rewrite(schema, change, 0) as Fields;
}
