import { complain, type Fields, fieldsAt, isFields } from './complaint.ts';

/** The subset of OpenAPI 3.0 that a declaration's `parameters` may use: https://ai.google.dev/api/caching#Schema */
const SCHEMA_KEYS = new Set(
  (
    'type format title description nullable enum maxItems minItems properties required minProperties maxProperties ' +
    'minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum'
  ).split(' '),
);

const TYPES = new Set([
  'STRING',
  'NUMBER',
  'INTEGER',
  'BOOLEAN',
  'ARRAY',
  'OBJECT',
  'NULL',
  'TYPE_UNSPECIFIED',
]);
const FORMATS = new Set(['float', 'double', 'int32', 'int64', 'enum', 'date-time']);
/** Deeper than any schema is meant to be. */
const DEPTH = 40;

/** Names as JSON of a protocol buffer has them: either spelling is taken. */
export function camel(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function checkType(schema: Fields, at: string): string {
  if (schema.type === undefined) return '';
  const type = typeof schema.type === 'string' ? schema.type.toUpperCase() : '';
  if (!TYPES.has(type))
    complain(
      `Invalid value at '${at}.type' (type.googleapis.com/google.ai.generativelanguage.v1beta.Type), ${JSON.stringify(schema.type)}`,
    );
  if (
    type === 'STRING' &&
    typeof schema.format === 'string' &&
    !['enum', 'date-time'].includes(schema.format)
  )
    complain(`* ${at}: only 'enum' and 'date-time' are supported for STRING type\n`);
  if (typeof schema.format === 'string' && !FORMATS.has(schema.format))
    complain(`* ${at}.format: unsupported format "${schema.format}"\n`);
  return type;
}

/** Refuses a schema that Gemini refuses. */
export function checkSchema(value: unknown, at: string, depth = 0): void {
  const schema = fieldsAt(value, at);
  if (depth > DEPTH) complain(`${at}: the schema is nested too deeply`);
  for (const key of Object.keys(schema))
    if (!SCHEMA_KEYS.has(camel(key)))
      complain(`Invalid JSON payload received. Unknown name "${key}" at '${at}': Cannot find field.`);
  const type = checkType(schema, at);
  if (schema.enum !== undefined) {
    if (type !== 'STRING') complain(`* ${at}.enum: only allowed for STRING type\n`);
    if (!Array.isArray(schema.enum) || schema.enum.some((one) => typeof one !== 'string' || one === ''))
      complain(`Invalid value at '${at}.enum' (TYPE_STRING)`);
  }
  if (type === 'ARRAY' && schema.items === undefined) complain(`* ${at}.items: missing field.\n`);
  const properties = isFields(schema.properties) ? schema.properties : {};
  for (const name of Array.isArray(schema.required) ? schema.required : [])
    if (!(String(name) in properties))
      complain(`* ${at}.required[0]: property is not defined: ${String(name)}\n`);
  for (const [name, one] of Object.entries(properties))
    checkSchema(one, `${at}.properties[${name}]`, depth + 1);
  if (schema.items !== undefined) checkSchema(schema.items, `${at}.items`, depth + 1);
  if (Array.isArray(schema.anyOf))
    for (const [index, one] of schema.anyOf.entries()) checkSchema(one, `${at}.any_of[${index}]`, depth + 1);
}
