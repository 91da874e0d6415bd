import type { Notes } from '../neutral/notes.ts';
import { type Fields, isFields, listOf } from '../neutral/parts.ts';
import { mapSchema } from './map-schema.ts';

const COMBINATORS = ['anyOf', 'oneOf', 'allOf'] as const;

/** One object of all that the branches have: a model can still write any of them. */
function merged(schema: Fields): Fields {
  const { anyOf, oneOf, allOf, ...rest } = schema;
  const properties: Fields = {};
  let required = listOf(rest.required);
  for (const branch of [...listOf(allOf), ...listOf(anyOf), ...listOf(oneOf), rest]) {
    if (isFields(branch) && isFields(branch.properties)) Object.assign(properties, branch.properties);
  }
  for (const branch of listOf(allOf))
    if (isFields(branch)) required = [...required, ...listOf(branch.required)];
  return { ...rest, properties, ...(required.length === 0 ? {} : { required: [...new Set(required)] }) };
}

function holdsArray({ type }: Fields): boolean {
  return type === 'array' || (Array.isArray(type) && type.includes('array'));
}

function withItems(schema: Fields): Fields {
  return holdsArray(schema) && schema.items === undefined && schema.prefixItems === undefined
    ? { ...schema, items: {} }
    : schema;
}

/**
 * A function's schema as OpenAI takes it: an object at the top, without `anyOf`, `oneOf`, `allOf`, `enum` or `not`
 * there ("schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level", the API's
 * own words), with `properties` ("object schema missing properties", github.com/evalstate/fast-agent/issues/143), and
 * arrays that say what they hold ("array schema missing items", github.com/ogx-ai/ogx/issues/3004).
 */
export function openaiParameters(schema: Fields, name: string, notes: Notes): Fields {
  const combined = COMBINATORS.some((key) => schema[key] !== undefined);
  if (combined)
    notes.changed(`the schema of ${name}`, 'its alternatives were made one object: OpenAI takes none');
  const { enum: _, not: __, ...rest } = combined ? merged(schema) : schema;
  const flat = !combined && schema.enum === undefined && schema.not === undefined ? schema : rest;
  const properties = isFields(flat.properties) ? flat.properties : {};
  const whole =
    flat.type === 'object' && flat.properties === properties ? flat : { ...flat, type: 'object', properties };
  return mapSchema(whole, withItems);
}

/**
 * Whether OpenAI takes a schema with `strict`: each object names all of its properties as required, and allows no others
 * (platform.openai.com/docs/guides/structured-outputs#supported-schemas). Other providers' `strict` asks for less.
 */
function fitsStrict(schema: Fields): boolean {
  let fits = true;
  mapSchema(schema, (one) => {
    const properties = isFields(one.properties) ? Object.keys(one.properties) : [];
    if (one.type !== 'object' && properties.length === 0) return one;
    const required = new Set(listOf(one.required));
    if (one.additionalProperties !== false || !properties.every((key) => required.has(key))) fits = false;
    return one;
  });
  return fits;
}

/** `strict` for a schema: false where OpenAI would refuse it, with a note. `what` is called so. */
export function openaiStrict(
  strict: boolean | undefined,
  schema: Fields | null,
  what: string,
  notes: Notes,
): boolean | undefined {
  if (strict !== true || schema === null || fitsStrict(schema)) return strict;
  notes.changed(
    `strict of ${what}`,
    'sent as false: OpenAI wants every property to be required, and no others to be allowed',
  );
  return false;
}

/** What tells a model the form of its answer in words; `json`: its schema. */
export function formatInWords(json: string): string {
  return `Answer with one JSON value that is valid against this JSON Schema:\n${json}`;
}

/**
 * Whether OpenAI takes a schema for an answer: an object alone ("schema must be a JSON Schema of 'type: "object"', got
 * 'type: "array"'", github.com/clay-good/OpenLore/issues/52). Gemini's may be anything.
 */
export function takesAsAnswer(schema: Fields): boolean {
  return schema.type === 'object' || schema.type === undefined;
}
