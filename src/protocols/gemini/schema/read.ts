import type { Fields } from '../../neutral/parts.ts';
import { isObject } from '../fields.ts';

/** Schemas nested deeper than this are an attack or a mistake: what is below accepts anything. */
const MAX_DEPTH = 64;

/** Keywords of Google's `Schema` by their names in JSON Schema, where those differ. */
const NAMES: Record<string, string> = {
  any_of: 'anyOf',
  max_items: 'maxItems',
  min_items: 'minItems',
  max_length: 'maxLength',
  min_length: 'minLength',
  max_properties: 'maxProperties',
  min_properties: 'minProperties',
  property_ordering: 'propertyOrdering',
};

/** Counts are 64-bit in Google's form, which are texts in JSON. */
const COUNTS = ['maxItems', 'minItems', 'maxLength', 'minLength', 'maxProperties', 'minProperties'];

function propertiesOf(value: unknown, depth: number): Fields {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, convert(each, depth + 1)]));
}

function keywordOf(key: string, value: unknown, depth: number): unknown {
  if (key === 'type' && typeof value === 'string') return value.toLowerCase();
  if (key === 'properties') return propertiesOf(value, depth);
  if (key === 'items') return convert(value, depth + 1);
  if (key === 'anyOf' && Array.isArray(value)) return value.map((each) => convert(each, depth + 1));
  if (COUNTS.includes(key) && typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  return value;
}

function convert(value: unknown, depth: number): unknown {
  if (!isObject(value)) return value;
  if (depth > MAX_DEPTH) return {};
  const out: [string, unknown][] = [];
  for (const [given, each] of Object.entries(value)) {
    const key = NAMES[given] ?? given;
    if (key === 'nullable' || key === 'propertyOrdering') continue;
    if (key === 'type' && each === 'TYPE_UNSPECIFIED') continue;
    if (key === 'format' && each === 'enum') continue;
    if (key === 'example') out.push(['examples', [each]]);
    else out.push([key, keywordOf(key, each, depth)]);
  }
  const schema = Object.fromEntries(out);
  return value.nullable === true ? nullable(schema) : schema;
}

function nullable(schema: Fields): Fields {
  const out = { ...schema };
  if (typeof out.type === 'string') out.type = [out.type, 'null'];
  if (Array.isArray(out.enum)) out.enum = [...(out.enum as unknown[]), null];
  if (Array.isArray(out.anyOf)) out.anyOf = [...(out.anyOf as unknown[]), { type: 'null' }];
  return out;
}

/** JSON Schema of a schema in Google's own form, an OpenAPI subset (ai.google.dev/api/caching#Schema). Never throws. */
export function readSchema(schema: Fields): Fields {
  return convert(schema, 0) as Fields;
}
