import { fieldsOf, type Json } from '../fields.ts';
import { compacted, readTool, spaced } from './json.ts';
import { guess, type Plan, textPlan } from './plan.ts';

/** Schemas nested deeper than this are an attack or a mistake: what is below is any type. */
const MAX_DEPTH = 20;
/** So are those with more properties than this, nested ones too: they are counted as their JSON. */
const MAX_KEYS = 5000;

interface State {
  /** Properties so far. */
  keys: number;
  exact: boolean;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

const SCALARS = new Map([
  ['string', 'string'],
  ['number', 'number'],
  ['integer', 'number'],
  ['boolean', 'boolean'],
]);

/** A schema as a TypeScript type. `exact` is lost where servers are not known to agree. */
function typeOf(schema: Json, depth: number, state: State): string {
  const { type } = schema;
  if (depth > MAX_DEPTH) return 'any';
  if (Array.isArray(type) || schema.oneOf !== undefined || schema.anyOf !== undefined || schema.nullable) {
    state.exact = false;
    const each = listOf(type ?? schema.oneOf ?? schema.anyOf).slice(0, 50);
    return each
      .map((one) => (typeof one === 'string' ? one : typeOf(fieldsOf(one), depth + 1, state)))
      .join(' | ');
  }
  if (type === 'array') {
    const items = fieldsOf(schema.items);
    const scalar = SCALARS.get(String(items.type));
    if (scalar !== undefined) return `${scalar}[]`;
    if (schema.items === undefined) return 'any[]';
    state.exact = false;
    const inner = typeOf(items, depth + 1, state);
    return inner.length > 50 ? 'any[]' : `${inner}[]`;
  }
  const options = listOf(schema.enum);
  if (type === 'string' && options.length > 0) return `"${options.map(String).join('" | "')}"`;
  if (type === 'object') {
    const properties = Object.entries(fieldsOf(schema.properties));
    if (properties.length === 0) return 'object';
    state.exact = false;
    state.keys += properties.length;
    if (state.keys > MAX_KEYS) return 'any';
    const required = requiredIn(schema);
    return `{\n${properties.map(([key, value]) => `${key}${mark(required, key)}: ${typeOf(fieldsOf(value), depth + 1, state)}`).join(', ')}}`;
  }
  return SCALARS.get(String(type)) ?? 'any';
}

function requiredIn(schema: Json): ReadonlySet<unknown> {
  return new Set(listOf(schema.required));
}

function mark(required: ReadonlySet<unknown>, key: string): string {
  return required.has(key) ? '' : '?';
}

function property(required: ReadonlySet<unknown>, key: string, value: Json, state: State): string {
  const about = typeof value.description === 'string' ? `// ${value.description}\n` : '';
  let more = '';
  if (value.default !== undefined) {
    const json = compacted(JSON.stringify(value.default) ?? 'null') ?? '';
    more = `, // default: ${Array.isArray(value.enum) ? String(value.default) : spaced(json)}`;
  }
  return `${about}${key}${mark(required, key)}: ${typeOf(value, 0, state)}${more},\n`;
}

/**
 * A tool as gpt-oss reads it: a comment and a TypeScript type
 * (https://github.com/openai/harmony/blob/main/docs/format.md, "Function calling"; the details as in the model's
 * chat_template.jinja, https://huggingface.co/openai/gpt-oss-120b). Without the slashes that begin it and the semicolon
 * that ends it: those are one token with what is beside them.
 */
export function harmonyTool(schema: string): Plan {
  const tool = readTool(schema);
  if (tool === null) return guess(textPlan(schema));
  const parameters = fieldsOf(tool.parameters);
  const properties = Object.entries(fieldsOf(parameters.properties));
  const state: State = { keys: properties.length, exact: tool.description !== undefined };
  const head = ` ${tool.description ?? ''}\ntype ${tool.name} = `;
  if (properties.length === 0) return { texts: [`${head}() => any`], add: 0, exact: state.exact };
  if (state.keys > MAX_KEYS) return guess(textPlan(schema));
  const required = requiredIn(parameters);
  const lines = properties.map(([key, value]) => property(required, key, fieldsOf(value), state));
  if (state.keys > MAX_KEYS) return guess(textPlan(schema));
  return { texts: [`${head}(_: {\n${lines.join('')}}) => any`], add: 0, exact: state.exact };
}
