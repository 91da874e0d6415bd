import type { Fields } from '../../neutral/parts.ts';
import { fieldsOf, isObject, listOf } from '../fields.ts';
import { type Flat, flatten, startWork, type Work } from './flatten.ts';
import { describe, knownFormat } from './words.ts';

/** Deeper schemas are refused ("maximum schema depth exceeded"): what is below accepts anything. */
const MAX_DEPTH = 20;

/** Other languages' names of types, which some tools give. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ...['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'].map((t): [string, string] => [
    t,
    t,
  ]),
  ['int', 'integer'],
  ['float', 'number'],
  ['double', 'number'],
  ['bool', 'boolean'],
  ['str', 'string'],
  ['dict', 'object'],
  ['list', 'array'],
]);

/** Which keywords mean something for a type alone. */
const KEYWORDS: Record<string, readonly string[]> = {
  object: ['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['pattern', 'minLength', 'maxLength', 'format'],
};

/** Keywords that stand beside `anyOf`; any other goes into its branches. */
const BESIDE = ['title', 'description', 'default', 'examples', 'anyOf', 'oneOf', '$defs', 'definitions'];

function pick(schema: Fields, take: (key: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => take(key)));
}

function typesOf(schema: Fields): string[] {
  const given = (Array.isArray(schema.type) ? (schema.type as unknown[]) : [schema.type])
    .map((type) => (typeof type === 'string' ? TYPES.get(type.toLowerCase()) : undefined))
    .filter((type) => type !== undefined);
  const types = [...new Set(given)];
  if (schema.nullable === true && types.length > 0 && !types.includes('null')) types.push('null');
  if (types.length > 0) return types;
  if (isObject(schema.properties)) return ['object'];
  return schema.items !== undefined || Array.isArray(schema.prefixItems) ? ['array'] : [];
}

function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'array' : 'object';
  return typeof value;
}

function isOf(value: unknown, types: readonly string[]): boolean {
  const type = typeOfValue(value);
  return types.length === 0 || types.includes(type) || (type === 'number' && types.includes('integer'));
}

/** A schema split by type, for those that allow several: each with the keywords that mean something for it. */
function byType(schema: Fields, types: readonly string[]): Fields[] {
  return types.map((type) => {
    const kind = type === 'integer' ? 'number' : type;
    const foreign = Object.entries(KEYWORDS).flatMap(([of, keys]) => (of === kind ? [] : keys));
    const own = pick(schema, (key) => !BESIDE.includes(key) && key !== 'nullable' && !foreign.includes(key));
    return { ...own, type };
  });
}

function beside(schema: Fields, branches: unknown[], flat: Flat, depth: number, work: Work): Fields {
  const description = describe(
    pick(schema, (key) => BESIDE.includes(key)),
    {},
    work,
  );
  return {
    ...(typeof schema.title === 'string' ? { title: schema.title } : {}),
    ...(description === undefined ? {} : { description }),
    anyOf: branches.map((branch) => convert(branch, flat.references, depth + 1, work)),
  };
}

/** Whole bounds: `exclusiveMinimum` of a whole number is the next `minimum`; the older form marks the bound itself. */
function bounds(schema: Fields, whole: boolean): { set: Fields; tell: Fields } {
  const set: Fields = {};
  const tell: Fields = {};
  for (const [key, exclusive, step] of [
    ['minimum', 'exclusiveMinimum', 1],
    ['maximum', 'exclusiveMaximum', -1],
  ] as const) {
    const marked = schema[exclusive] === true;
    const limit = marked ? schema[key] : schema[exclusive];
    const plain = marked ? undefined : schema[key];
    if (typeof plain === 'number') set[key] = plain;
    if (typeof limit !== 'number') continue;
    const next = whole ? (step > 0 ? Math.floor(limit) + 1 : Math.ceil(limit) - 1) : limit;
    if (typeof plain !== 'number' || (step > 0 ? next > plain : next < plain)) set[key] = next;
    if (whole) tell[exclusive] = false;
    else tell[exclusive] = limit;
  }
  return { set, tell };
}

function objectFields(flat: Flat, depth: number, work: Work): Fields {
  const { schema, references } = flat;
  const properties = Object.entries(fieldsOf(schema.properties)).filter(([, each]) => each !== false);
  const names = new Set(properties.map(([name]) => name));
  const required = listOf(schema.required).filter((name) => typeof name === 'string' && names.has(name));
  const patterns = Object.values(fieldsOf(schema.patternProperties));
  const given = schema.additionalProperties;
  const more =
    patterns.length > 0 && !isObject(given)
      ? patterns.length === 1
        ? patterns[0]
        : { anyOf: patterns }
      : given;
  return {
    ...(properties.length === 0
      ? {}
      : {
          properties: Object.fromEntries(
            properties.map(([name, each]) => [name, convert(each, references, depth + 1, work)]),
          ),
        }),
    ...(required.length === 0 ? {} : { required }),
    ...(typeof more === 'boolean' ? { additionalProperties: more } : {}),
    ...(isObject(more) ? { additionalProperties: convert(more, references, depth + 1, work) } : {}),
  };
}

function arrayFields({ schema, references }: Flat, depth: number, work: Work): Fields {
  // Before 2020-12 a tuple was a list of items.
  const tuple = Array.isArray(schema.prefixItems) ? schema.prefixItems : schema.items;
  const first = Array.isArray(tuple) ? (tuple as unknown[]) : [];
  const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  const closed = rest === false && first.length > 0 && typeof schema.maxItems !== 'number';
  return {
    ...(first.length === 0
      ? {}
      : { prefixItems: first.map((each) => convert(each, references, depth + 1, work)) }),
    ...(isObject(rest) ? { items: convert(rest, references, depth + 1, work) } : {}),
    ...(typeof schema.minItems === 'number' ? { minItems: schema.minItems } : {}),
    ...(typeof schema.maxItems === 'number' ? { maxItems: schema.maxItems } : {}),
    ...(closed ? { maxItems: first.length } : {}),
  };
}

/** The values of `const` or `enum`; null where there are none. */
function valuesOf(schema: Fields): unknown[] | null {
  if (schema.const !== undefined) return [schema.const];
  return Array.isArray(schema.enum) && schema.enum.length > 0 ? (schema.enum as unknown[]) : null;
}

/** A schema that allows some values: as `enum`, which is for texts and numbers; others are told in words. */
function enumerated(flat: Flat, values: unknown[], types: string[], depth: number, work: Work): Fields {
  const fitting = values.filter((value) => isOf(value, types));
  const kinds = [...new Set(fitting.map(typeOfValue))];
  const rest = kinds.filter((kind) => kind !== 'null');
  const plain = pick(flat.schema, (key) => key !== 'enum' && key !== 'const');
  if (rest.length > 1) {
    const branches = kinds.map((kind) => ({
      type: kind,
      ...(kind === 'null' ? {} : { enum: fitting.filter((value) => typeOfValue(value) === kind) }),
    }));
    return beside(flat.schema, branches, flat, depth, work);
  }
  const [kind] = rest;
  const listed = kind === 'string' || kind === 'number';
  const type = kind === 'number' && types.includes('integer') ? 'integer' : (kind ?? 'null');
  const nullable = kinds.includes('null') && kind !== undefined;
  const description = describe(plain, listed || kind === undefined ? {} : { enum: values }, work);
  return {
    type: nullable ? [type, 'null'] : type,
    ...(typeof plain.title === 'string' ? { title: plain.title } : {}),
    ...(description === undefined ? {} : { description }),
    ...(listed ? { enum: fitting.filter((value) => value !== null) } : {}),
  };
}

function convert(value: unknown, references: readonly string[], depth: number, work: Work): Fields {
  if (!isObject(value)) return {};
  if (depth > MAX_DEPTH) {
    work.cut = true;
    return {};
  }
  const flat = flatten(value, references, work);
  const { schema } = flat;
  const variants = Array.isArray(schema.anyOf) ? schema.anyOf : schema.oneOf;
  if (Array.isArray(variants) && variants.length > 0) {
    const shared = pick(schema, (key) => !BESIDE.includes(key));
    const all = Object.keys(shared).length === 0 ? [] : [shared];
    const branches = (variants as unknown[])
      .filter((branch) => branch !== false)
      .map((branch) => ({ allOf: [...all, branch] }));
    if (Array.isArray(schema.anyOf) && Array.isArray(schema.oneOf)) work.cut = true;
    if (branches.length === 1) {
      const whole = pick(schema, (key) => key !== 'anyOf' && key !== 'oneOf');
      return convert({ allOf: [whole, ...branches] }, flat.references, depth + 1, work);
    }
    return beside(schema, branches, flat, depth, work);
  }
  const types = typesOf(schema);
  const values = valuesOf(schema);
  if (values !== null) return enumerated(flat, values, types, depth, work);
  const rest = types.filter((type) => type !== 'null');
  if (rest.length > 1) return beside(schema, byType(schema, types), flat, depth, work);
  const [type] = rest;
  const { set, tell } = bounds(schema, type === 'integer');
  const description = describe(schema, tell, work);
  return {
    ...(types.length === 0 ? {} : { type: types.length === 1 ? types[0] : types }),
    ...(typeof schema.title === 'string' ? { title: schema.title } : {}),
    ...(description === undefined ? {} : { description }),
    ...(knownFormat(schema.format) ? { format: schema.format } : {}),
    ...(type === 'object' ? objectFields(flat, depth, work) : {}),
    ...(type === 'array' ? arrayFields(flat, depth, work) : {}),
    ...set,
  };
}

/** A schema as Gemini takes it, and what it cannot say. */
export interface WrittenSchema {
  schema: Fields;
  /** Keywords that are told in a description. */
  told: string[];
  /** Whether parts were left open: too large, too deep, without an end, or named and not there. */
  cut: boolean;
  /** Whether alternatives of the whole were put into one. */
  joined?: boolean;
}

/**
 * JSON Schema as `parametersJsonSchema` and `responseJsonSchema` take it. Both take real JSON Schema, where `parameters`
 * and `responseSchema` refuse every keyword outside of a small OpenAPI subset; but of it they know only `type`,
 * `format`, `title`, `description`, `enum` of texts and numbers, `items`, `prefixItems`, `minItems`, `maxItems`,
 * `minimum`, `maximum`, `anyOf`, `properties`, `additionalProperties` and `required`
 * (ai.google.dev/api/generate-content#GenerationConfig, `responseJsonSchema`). Linear, up to bounds; never throws.
 */
export function writeSchema(root: Fields): WrittenSchema {
  const work = startWork(root);
  const schema = convert(root, [], 0, work);
  return { schema, told: [...work.told], cut: work.cut };
}

/** The alternatives of a whole: every property of any of them, and what all of them require. */
function joined(schema: Fields, variants: Fields[]): Fields {
  const properties = new Map(Object.entries(fieldsOf(schema.properties)));
  for (const variant of variants) {
    for (const [name, each] of Object.entries(fieldsOf(variant.properties))) {
      const before = properties.get(name);
      properties.set(name, before === undefined ? each : { anyOf: [before, each] });
    }
  }
  const [first, ...others] = variants.map((variant) => listOf(variant.required));
  const always = (first ?? []).filter((name) => others.every((names) => names.includes(name)));
  return {
    ...pick(schema, (key) => key !== 'anyOf' && key !== 'oneOf'),
    type: 'object',
    properties: Object.fromEntries(properties),
    required: [...listOf(schema.required), ...always],
  };
}

/** The same for a function's parameters, which must be an object: alternatives of the whole are put into one. */
export function writeParameters(root: Fields): WrittenSchema {
  const work = startWork(root);
  const { schema, references } = flatten(root, [], work);
  const variants = Array.isArray(schema.anyOf) ? schema.anyOf : schema.oneOf;
  let whole = schema;
  const alternatives = Array.isArray(variants) && variants.length > 0;
  if (alternatives) {
    whole = joined(
      schema,
      (variants as unknown[]).map((each) => flatten(each, references, work).schema),
    );
  }
  const out = convert(
    { ...whole, type: 'object', nullable: false, enum: undefined, const: undefined },
    references,
    0,
    work,
  );
  // Where it was too large, nothing is known of it but that.
  const parameters = out.type === 'object' ? out : { type: 'object' };
  return { schema: parameters, told: [...work.told], cut: work.cut, joined: alternatives };
}

/** What to say of a schema that was changed; null where nothing was lost. */
export function schemaNote({ told, cut, joined: one }: WrittenSchema): string | null {
  const words = told.length === 0 ? [] : [`Gemini has no field for ${told.join(', ')}: told in descriptions`];
  if (one === true) words.push('alternatives of the whole were put into one object');
  if (cut) words.push('what is nested too deeply or in itself, or not there, was left open');
  return words.length === 0 ? null : words.join('; ');
}
