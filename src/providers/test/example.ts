import { type Fields, fields, list } from './request.ts';

const DEEPEST = 8;
const MOST_ITEMS = 5;
const MOST_VALUES = 1_000;

/** The schema that references are looked up in, and how many values may still be made. */
interface Making {
  root: unknown;
  left: number;
}

function pointed(root: unknown, reference: string): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return null;
  let at: unknown = root;
  for (const key of reference.slice(2).split('/')) {
    const plain = key.replaceAll('~1', '/').replaceAll('~0', '~');
    const here: Fields | null = fields(at);
    at = here !== null && Object.hasOwn(here, plain) ? here[plain] : null;
  }
  return at;
}

const STRINGS: Record<string, string> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  ipv4: '127.0.0.1',
};

function number(schema: Fields, whole: boolean): number {
  const step = whole ? 1 : 0.5;
  const { minimum, exclusiveMinimum, maximum } = schema;
  if (typeof minimum === 'number') return whole ? Math.ceil(minimum) : minimum;
  if (typeof exclusiveMinimum === 'number') {
    return whole ? Math.floor(exclusiveMinimum) + 1 : exclusiveMinimum + step;
  }
  if (typeof maximum === 'number' && maximum < 1) return whole ? Math.floor(maximum) : maximum;
  return 1;
}

function string(schema: Fields): string {
  const plain = (typeof schema.format === 'string' ? STRINGS[schema.format] : undefined) ?? 'test';
  const least = typeof schema.minLength === 'number' ? Math.min(schema.minLength, 1000) : 0;
  const most = typeof schema.maxLength === 'number' ? schema.maxLength : plain.length + least;
  return plain.padEnd(least, 't').slice(0, Math.max(0, most));
}

/**
 * A value that fits a JSON Schema: its default, example, constant or first choice where it has one, required
 * properties only. Bounded in depth and width, whatever the schema says; what it does not understand becomes
 * the string `test`.
 */
export function exampleOf(schema: unknown): unknown {
  return make(schema, { root: schema, left: MOST_VALUES }, 0);
}

function make(schema: unknown, making: Making, depth: number): unknown {
  making.left -= 1;
  if (depth > DEEPEST || making.left < 0) return null;
  const shape = fields(schema);
  if (shape === null) return 'test';
  for (const key of ['const', 'default', 'example']) if (Object.hasOwn(shape, key)) return shape[key];
  for (const key of ['enum', 'examples']) {
    const values = shape[key];
    if (Array.isArray(values) && values.length > 0) return values[0];
  }
  if (typeof shape.$ref === 'string') return make(pointed(making.root, shape.$ref), making, depth + 1);
  for (const key of ['anyOf', 'oneOf']) {
    const choice = list(shape[key])[0];
    if (choice !== undefined) return make(choice, making, depth + 1);
  }
  if (Array.isArray(shape.allOf)) {
    const parts = shape.allOf.slice(0, MOST_ITEMS).map((part) => fields(make(part, making, depth + 1)) ?? {});
    return Object.assign({}, ...parts);
  }
  const type = Array.isArray(shape.type) ? shape.type[0] : shape.type;
  switch (type) {
    case 'integer':
      return number(shape, true);
    case 'number':
      return number(shape, false);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array': {
      const least = typeof shape.minItems === 'number' ? shape.minItems : 0;
      const length = Math.min(MOST_ITEMS, Math.max(1, least));
      return Array.from({ length }, () => make(shape.items ?? {}, making, depth + 1));
    }
    case 'string':
      return string(shape);
    default:
      return fields(shape.properties) === null && type !== 'object' ? 'test' : object(shape, making, depth);
  }
}

function object(shape: Fields, making: Making, depth: number): Fields {
  const properties = fields(shape.properties) ?? {};
  const required = list(shape.required).filter((name) => typeof name === 'string');
  const made = required
    .slice(0, Math.max(0, making.left))
    .map((name) => [name, make(Object.hasOwn(properties, name) ? properties[name] : {}, making, depth + 1)]);
  return Object.fromEntries(made);
}
