import type { Fields } from '../neutral/parts.ts';
import { isFields } from './wire.ts';

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

function each(value: unknown, depth: number): unknown {
  if (!Array.isArray(value)) return rewrite(value, depth);
  const written = value.map((one) => rewrite(one, depth));
  return written.some((one, i) => one !== value[i]) ? written : value;
}

function eachIn(map: Fields, depth: number): Fields {
  const entries = Object.entries(map).map(([key, value]) => [key, rewrite(value, depth)] as const);
  return entries.some(([key, value]) => value !== map[key]) ? Object.fromEntries(entries) : map;
}

function rewrite(schema: unknown, depth: number): unknown {
  if (!isFields(schema) || depth > DEEPEST) return schema;
  let out = schema;
  const set = (key: string, value: unknown): void => {
    if (value === out[key]) return;
    if (out === schema) out = { ...schema };
    out[key] = value;
  };
  if (Array.isArray(schema.items)) {
    const tuple = schema.items;
    set('prefixItems', Array.isArray(schema.prefixItems) ? [...schema.prefixItems, ...tuple] : tuple);
    delete out.items;
  }
  const { type } = schema;
  if (type !== undefined && Array.isArray(schema.anyOf)) {
    const branches = schema.anyOf.map((branch: unknown) =>
      isFields(branch) && branch.type === undefined ? { type, ...branch } : branch,
    );
    set('anyOf', branches);
    delete out.type;
  }
  for (const key of SCHEMAS) if (out[key] !== undefined) set(key, each(out[key], depth + 1));
  for (const key of MAPS) {
    const map = out[key];
    if (isFields(map)) set(key, eachIn(map, depth + 1));
  }
  return out;
}

/**
 * A schema as Moonshot's check takes it: `type` stands in the branches of `anyOf` and not beside it, and a tuple is
 * `prefixItems` (github.com/MoonshotAI/kimi-code/issues/2661, github.com/vercel/ai/pull/18921). The same object where
 * nothing had to change.
 */
export function moonshotSchema(schema: Fields): Fields {
  return rewrite(schema, 0) as Fields;
}
