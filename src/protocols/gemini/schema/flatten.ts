import type { Fields } from '../../neutral/parts.ts';
import { isObject, stringOr } from '../fields.ts';
import { mergeSchemas } from './merge.ts';

/** How often a definition may stand within itself; what is below is told in words. */
const RECURSION = 2;
/** References to references, and `allOf` within `allOf`, at one place. */
const MAX_HOPS = 32;
/** Schemas, properties counted, that are looked at: what is more accepts anything. */
const MAX_NODES = 10_000;

/** What is known while one schema is converted. */
export interface Work {
  root: Fields;
  nodes: number;
  /** Whether something was left open: too much, without an end, or named and not there. */
  cut: boolean;
  /** Keywords that Gemini does not know, which were told in words. */
  told: Set<string>;
}

export function startWork(root: Fields): Work {
  return { root, nodes: 0, cut: false, told: new Set() };
}

/** Counts a schema with its properties; false where there have been too many. */
export function affordable(work: Work, schema: Fields): boolean {
  work.nodes += 1 + (isObject(schema.properties) ? Object.keys(schema.properties).length : 0);
  if (work.nodes <= MAX_NODES) return true;
  work.cut = true;
  return false;
}

/** The schema that a pointer within the same document names (`#/$defs/x`), or an anchor of its definitions. */
function lookUp(root: Fields, reference: string): unknown {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let value: unknown = root;
  for (const step of reference.slice(2).split('/')) {
    const name = decode(step).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) value = (value as unknown[])[Number(name)];
    else if (isObject(value) && Object.hasOwn(value, name)) value = value[name];
    else return undefined;
  }
  return value;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch (error) {
    if (error instanceof URIError) return step;
    throw error;
  }
}

/** A schema without references and `allOf` at its top, and the references that it stands under. */
export interface Flat {
  schema: Fields;
  references: readonly string[];
}

function without(schema: Fields, ...keys: string[]): Fields {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));
}

/** In place of a definition that stands within itself once too often. */
function stub(target: unknown, reference: string): Fields {
  const type = isObject(target) ? target.type : undefined;
  const name = reference.split('/').at(-1) ?? reference;
  return { ...(typeof type === 'string' ? { type } : {}), description: `Another ${name}.` };
}

/**
 * Puts what `$ref` and `allOf` stand for in their place: `$ref` is refused beside other keywords and where definitions
 * are nested, endless ones always (github.com/google-gemini/gemini-cli/issues/13326, /14945), `allOf` is not known.
 */
export function flatten(value: unknown, references: readonly string[], work: Work, hops = 0): Flat {
  if (!isObject(value)) return { schema: {}, references };
  if (hops > MAX_HOPS || !affordable(work, value)) {
    work.cut = true;
    return { schema: {}, references };
  }
  if (typeof value.$ref === 'string') {
    const reference = value.$ref;
    const own = without(value, '$ref');
    const target = lookUp(work.root, reference);
    if (!isObject(target)) {
      work.cut = true;
      return flatten(own, references, work, hops + 1);
    }
    if (references.filter((each) => each === reference).length >= RECURSION) {
      work.cut = true;
      return flatten(mergeSchemas(own, stub(target, reference)), references, work, hops + 1);
    }
    const text = stringOr(own.description, null);
    const merged = mergeSchemas(text === null ? own : { ...own, description: text }, target);
    return flatten(merged, [...references, reference], work, hops + 1);
  }
  if (!Array.isArray(value.allOf)) return { schema: value, references };
  let schema = without(value, 'allOf');
  let under = references;
  for (const branch of value.allOf as unknown[]) {
    const flat = flatten(branch, under, work, hops + 1);
    schema = mergeSchemas(schema, flat.schema);
    under = flat.references;
  }
  return { schema, references: under };
}
