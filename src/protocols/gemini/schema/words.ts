import type { Fields } from '../../neutral/parts.ts';
import { isObject, jsonOf } from '../fields.ts';
import type { Work } from './flatten.ts';

/** Keywords that say something to a model, and that Gemini has no field for. */
const TELLING = [
  'const',
  'pattern',
  'minLength',
  'maxLength',
  'minProperties',
  'maxProperties',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'uniqueItems',
  'default',
  'examples',
  'patternProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'minContains',
  'maxContains',
  'dependencies',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
  'contentMediaType',
  'contentEncoding',
];

/** Longest value of a keyword that is told, and of all of them, in characters. */
const MAX_VALUE = 200;
const MAX_WORDS = 800;

/** `format`s of the structured-output guide and of `Schema` (ai.google.dev/gemini-api/docs/structured-output, ai.google.dev/api/caching#Schema). */
const FORMATS = new Set(['date-time', 'date', 'time', 'float', 'double', 'int32', 'int64']);

export function knownFormat(format: unknown): boolean {
  return typeof format === 'string' && FORMATS.has(format);
}

/** A schema's description, and in brackets what it asks for that Gemini has no field for. `more`: such keywords. */
export function describe(schema: Fields, more: Fields, work: Work): string | undefined {
  const words: string[] = [];
  const asked = new Map(Object.entries(more));
  for (const key of TELLING) if (schema[key] !== undefined && !asked.has(key)) asked.set(key, schema[key]);
  if (typeof schema.format === 'string' && !knownFormat(schema.format)) asked.set('format', schema.format);
  let length = 0;
  for (const [key, value] of asked) {
    if (value === false || (isObject(value) && Object.keys(value).length === 0 && key !== 'const')) continue;
    work.told.add(key);
    const text = typeof value === 'string' ? value : jsonOf(value);
    const word = `${key}: ${text.slice(0, MAX_VALUE)}`;
    length += word.length;
    if (length <= MAX_WORDS) words.push(word);
  }
  const description = typeof schema.description === 'string' ? schema.description : '';
  if (words.length === 0) return description === '' ? undefined : description;
  return `${description}${description === '' ? '' : ' '}(${words.join('; ')})`;
}
