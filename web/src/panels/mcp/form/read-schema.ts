import {
  type Field,
  isSchema,
  type JsonReason,
  type Member,
  type Option,
  own,
  ownNumber,
  ownText,
  type Schema,
} from './field.ts';
import { jsonText } from './json-text.ts';
import { resolve } from './resolve.ts';

/** How deep objects, lists and choices may stand in one another. */
const MOST_DEPTH = 5;
/** Fields in all; what is beyond is written as JSON. */
const MOST_FIELDS = 300;
const MOST_MEMBERS = 150;
const MOST_OPTIONS = 200;
const MOST_BRANCHES = 12;
const LONGEST_LABEL = 100;
/** A text that may be longer than this, or is described as one of several lines, gets more than a line. */
const ONE_LINE = 200;
const LONG_NAMES =
  /^(content|contents|text|body|code|query|prompt|message|script|source|thought|description|new_?text|old_?text)$/i;

interface Reading {
  root: unknown;
  left: number;
}

interface Place {
  name: string | null;
  required: boolean;
  depth: number;
  refs: readonly string[];
}

type Described = Pick<Field, 'title' | 'description' | 'fallback'>;

function described(schema: Schema): Described {
  return {
    title: ownText(schema, 'title'),
    description: ownText(schema, 'description'),
    fallback: own(schema, 'default'),
  };
}

const NOTHING: Described = { title: null, description: null, fallback: undefined };

function asJson(reason: JsonReason, schema: unknown): Field {
  return { kind: 'json', reason, ...(isSchema(schema) ? described(schema) : NOTHING) };
}

function labelOf(value: unknown): string {
  const text = typeof value === 'string' && value !== '' ? value : (jsonText(value) ?? '…');
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL)}…` : text;
}

function choice(values: readonly unknown[], schema: Schema): Field {
  if (values.length > MOST_OPTIONS) {
    return values.every((value) => typeof value === 'string') ? text(schema, null) : asJson('large', schema);
  }
  const options: Option[] = values.map((value) => ({ label: labelOf(value), value }));
  return { kind: 'choice', options, ...described(schema) };
}

function text(schema: Schema, name: string | null): Field {
  const maxLength = ownNumber(schema, 'maxLength');
  const format = ownText(schema, 'format');
  return {
    kind: 'text',
    multiline:
      format === null &&
      ((maxLength !== null && maxLength > ONE_LINE) || (name !== null && LONG_NAMES.test(name))),
    format,
    minLength: ownNumber(schema, 'minLength'),
    maxLength,
    pattern: ownText(schema, 'pattern'),
    ...described(schema),
  };
}

function number(schema: Schema, integer: boolean): Field {
  return {
    kind: 'number',
    integer,
    min: ownNumber(schema, 'minimum'),
    max: ownNumber(schema, 'maximum'),
    above: ownNumber(schema, 'exclusiveMinimum'),
    below: ownNumber(schema, 'exclusiveMaximum'),
    ...described(schema),
  };
}

/** Branches of which one is taken. What may be null and left out is left out: that branch goes. */
function either(reading: Reading, branches: readonly unknown[], schema: Schema, place: Place): Field {
  const isNull = (one: unknown): boolean =>
    isSchema(one) && (own(one, 'type') === 'null' || own(one, 'const') === null);
  const taken = place.required ? branches : branches.filter((one) => !isNull(one));
  if (taken.length > MOST_BRANCHES) return asJson('large', schema);
  // What stands beside the branches holds for each of them.
  const { anyOf: _any, oneOf: _one, type: _type, ...beside } = schema;
  const joined = taken.map((one) => (isSchema(one) ? { allOf: [{ ...beside, ...one }] } : one));
  const fields = joined.map((one) => read(reading, one, { ...place, depth: place.depth + 1 }));
  const [only, ...more] = fields;
  if (only === undefined) return asJson('unsupported', schema);
  if (more.length === 0) return { ...only, ...withoutNothing(described(schema)) };
  return { kind: 'either', branches: fields, ...described(schema) };
}

function withoutNothing(from: Described): Partial<Described> {
  return {
    ...(from.title === null ? {} : { title: from.title }),
    ...(from.description === null ? {} : { description: from.description }),
    ...(from.fallback === undefined || from.fallback === null ? {} : { fallback: from.fallback }),
  };
}

function group(reading: Reading, schema: Schema, place: Place): Field {
  const properties = own(schema, 'properties');
  if (!isSchema(properties)) return asJson('any', schema);
  const entries = Object.entries(properties);
  if (entries.length > MOST_MEMBERS) return asJson('large', schema);
  const names = own(schema, 'required');
  const required = new Set<unknown>(Array.isArray(names) ? names : []);
  const members = entries.map(([name, inner]): Member => {
    const needed = required.has(name);
    return {
      name,
      required: needed,
      field: read(reading, inner, { name, required: needed, depth: place.depth + 1, refs: place.refs }),
    };
  });
  // What is needed stands first, otherwise in the server's own order.
  members.sort((a, b) => Number(b.required) - Number(a.required));
  return { kind: 'group', members, ...described(schema) };
}

function list(reading: Reading, schema: Schema, place: Place): Field {
  const items = own(schema, 'items');
  if (!isSchema(items)) return asJson('any', schema);
  const item = read(reading, items, { ...place, required: true, depth: place.depth + 1 });
  if (item.kind === 'json') return asJson(item.reason, schema);
  return {
    kind: 'list',
    item,
    minItems: ownNumber(schema, 'minItems'),
    maxItems: ownNumber(schema, 'maxItems'),
    ...described(schema),
  };
}

function byType(reading: Reading, type: unknown, schema: Schema, place: Place): Field {
  switch (type) {
    case 'string':
      return text(schema, place.name);
    case 'number':
    case 'integer':
      return number(schema, type === 'integer');
    case 'boolean':
      return { kind: 'boolean', ...described(schema) };
    case 'null':
      return { kind: 'choice', options: [{ label: 'null', value: null }], ...described(schema) };
    case 'array':
      return list(reading, schema, place);
    case 'object':
      return group(reading, schema, place);
    default:
      return asJson('any', schema);
  }
}

function read(reading: Reading, from: unknown, place: Place): Field {
  reading.left -= 1;
  if (reading.left < 0) return asJson('large', from);
  if (place.depth > MOST_DEPTH) return asJson('deep', from);
  const resolved = resolve(reading.root, from, place.refs);
  if (typeof resolved === 'string') return asJson(resolved, from);
  const { schema, refs } = resolved;
  const here = { ...place, refs };
  if (Object.hasOwn(schema, 'const')) return choice([schema.const], schema);
  const values = own(schema, 'enum');
  if (Array.isArray(values)) return choice(values, schema);
  for (const key of ['anyOf', 'oneOf']) {
    const branches = own(schema, key);
    if (Array.isArray(branches)) return either(reading, branches, schema, here);
  }
  const type = own(schema, 'type');
  if (Array.isArray(type)) {
    return either(
      reading,
      type.map((one) => ({ ...schema, type: one })),
      {},
      here,
    );
  }
  if (type === undefined && isSchema(own(schema, 'properties'))) return group(reading, schema, here);
  return byType(reading, type, schema, here);
}

/**
 * The form of a tool's arguments. Of a schema that is too deep, too large, cyclic or in ways that a form has not, the
 * part in question is a JSON field; never throws.
 */
export function readSchema(schema: unknown): Field {
  if (!isSchema(schema)) return asJson('unsupported', schema);
  const hasBranches = own(schema, 'anyOf') !== undefined || own(schema, 'oneOf') !== undefined;
  const isPlain = !hasBranches && !Object.hasOwn(schema, '$ref') && !Object.hasOwn(schema, 'allOf');
  const { properties } = schema;
  if (isPlain && properties === undefined && own(schema, 'additionalProperties') === undefined) {
    return { kind: 'group', members: [], ...described(schema) };
  }
  return read({ root: schema, left: MOST_FIELDS }, schema, {
    name: null,
    required: true,
    depth: 0,
    refs: [],
  });
}
