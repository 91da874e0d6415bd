import type { Notes } from '../neutral/notes.ts';
import type { Fields } from '../neutral/parts.ts';
import { fieldsOf, isFields, listOf } from './wire.ts';

const COMBINED = ['anyOf', 'oneOf', 'allOf'] as const;

function union(schemas: Fields[]): Fields {
  return Object.fromEntries(schemas.flatMap((schema) => Object.entries(fieldsOf(schema.properties))));
}

function required(schema: Fields): string[] {
  return listOf(schema.required).filter((key): key is string => typeof key === 'string');
}

/**
 * A tool's schema with `type: object` and no `anyOf`, `oneOf` or `allOf` at its top, which the API refuses
 * (`input_schema does not support oneOf, allOf, or anyOf at the top level`). Alternatives become one object that has
 * the properties of all, and demands what each of them demands.
 */
export function fitTool(schema: Fields | null, name: string, notes: Notes): Fields {
  if (schema === null) return { type: 'object', properties: {} };
  const combined = COMBINED.filter((key) => Array.isArray(schema[key]));
  if (combined.length === 0) {
    if (schema.type === 'object') return schema;
    if (schema.type !== undefined)
      notes.changed(`schema of tool ${name}`, 'sent as an object, its only type here');
    return { ...schema, type: 'object' };
  }
  notes.changed(
    `schema of tool ${name}`,
    `${combined.join(', ')} at its top became one object with all properties`,
  );
  const { anyOf, oneOf, allOf, ...rest } = schema;
  const some = [...listOf(anyOf), ...listOf(oneOf)].filter(isFields);
  const all = listOf(allOf).filter(isFields);
  const everywhere = some
    .map(required)
    .reduce((a, b) => a.filter((key) => b.includes(key)), required(some[0] ?? {}));
  const needed = new Set([...required(rest), ...all.flatMap(required), ...everywhere]);
  return {
    ...rest,
    type: 'object',
    properties: { ...union([...some, ...all]), ...fieldsOf(rest.properties) },
    ...(needed.size === 0 ? {} : { required: [...needed] }),
  };
}

/** Deeper levels of a schema stay as they are: the provider says what it thinks of them. */
const MAX_DEPTH = 64;

/**
 * Keywords that the API can bind an answer to; it refuses the rest (`minimum`, `maxLength`, `not`, …). The same that the
 * SDK's `transformJSONSchema` keeps, and what the page names beside them.
 */
const KNOWN = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'minItems',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  'allOf',
  '$ref',
  '$defs',
  'definitions',
  'format',
  'pattern',
  'title',
  'description',
  'default',
]);

/** Keywords that bind nothing. */
const SAYS_NOTHING = new Set(['$schema', '$id', '$comment', 'examples', 'deprecated']);

const LONGEST_PATTERN = 10_000;

/** What patterns may not have: looking around, word boundaries, references back. */
const HARD_PATTERN = /\(\?[=!<]|\\[bB1-9]/;

/** As in the SDK's `transformJSONSchema`. */
const FORMATS = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

const MAPS = new Set(['properties', '$defs', 'definitions']);

function fitValue(key: string, value: unknown, depth: number, left: Set<string>): unknown {
  if (MAPS.has(key) && isFields(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, schema]) => [name, fitNode(schema, depth + 1, left)]),
    );
  if (key === 'items' || key === 'additionalProperties') return fitNode(value, depth + 1, left);
  if (COMBINED.some((each) => each === key))
    return listOf(value).map((each) => fitNode(each, depth + 1, left));
  return value;
}

function fitNode(node: unknown, depth: number, left: Set<string>): unknown {
  if (!isFields(node) || depth > MAX_DEPTH) return node;
  const fitted: Fields = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === '__proto__') continue;
    const few = key === 'minItems' && typeof value === 'number' && value > 1;
    const format = key === 'format' && !(typeof value === 'string' && FORMATS.has(value));
    const hard =
      key === 'pattern' &&
      !(typeof value === 'string' && !HARD_PATTERN.test(value.slice(0, LONGEST_PATTERN)));
    if (SAYS_NOTHING.has(key)) continue;
    if (!KNOWN.has(key) || few || format || hard) left.add(key);
    else
      fitted[key === 'oneOf' && node.anyOf === undefined ? 'anyOf' : key] = fitValue(key, value, depth, left);
  }
  const types = Array.isArray(node.type) ? node.type : [node.type];
  const object = types.includes('object') || (node.type === undefined && isFields(node.properties));
  if (object && node.additionalProperties !== false) {
    if (node.additionalProperties !== undefined) left.add('additionalProperties');
    fitted.additionalProperties = false;
  }
  return fitted;
}

/**
 * A schema that answers, or a strict tool's arguments, can be bound to: objects closed, and none of the keywords that
 * the API refuses (platform.claude.com/docs/en/build-with-claude/structured-outputs, "JSON Schema limitations"; the
 * SDK's own `transformJSONSchema`). `what` names it in the note on what was left out.
 */
export function fitStrict(schema: Fields, what: string, notes: Notes): Fields {
  const left = new Set<string>();
  const fitted = fieldsOf(fitNode(schema, 0, left));
  if (left.size > 0)
    notes.dropped(`${[...left].join(', ')} in ${what}`, 'Anthropic cannot bind an answer to it');
  return fitted;
}
