import { isSchema, own, type Schema } from './field.ts';

/** References that may lead to one another. */
const MOST_HOPS = 20;
/** Schemas of `allOf` that are joined, and how deep they may stand in one another. */
const MOST_PARTS = 10;
const MOST_NESTED = 2;

export type Resolved = { schema: Schema; refs: readonly string[] } | 'cyclic' | 'unsupported' | 'any';

/** What `#/a/b` names within the whole schema; undefined where there is nothing. */
function pointed(root: unknown, ref: string): unknown {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined;
  let at = root;
  for (const part of ref.slice(2).split('/')) {
    let key: string;
    try {
      key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    } catch {
      return undefined;
    }
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Schema)[key];
  }
  return at;
}

function joined(parts: readonly Schema[]): Schema {
  const all: Schema = Object.assign(Object.create(null), ...parts);
  const properties = parts.map((part) => own(part, 'properties')).filter(isSchema);
  const required = parts.flatMap((part) => {
    const names = own(part, 'required');
    return Array.isArray(names) ? names : [];
  });
  if (properties.length > 0) {
    all.properties = Object.fromEntries(properties.flatMap((one) => Object.entries(one)));
  }
  if (required.length > 0) all.required = required;
  return all;
}

/**
 * A schema with its own `$ref` and `allOf` taken in; `refs` are the references that led here, so that one which leads
 * back to itself is known. Only references within the schema are followed, and `allOf` within `allOf` not far.
 */
export function resolve(root: unknown, from: unknown, refs: readonly string[], nested = 0): Resolved {
  let schema = from;
  let seen = refs;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    if (schema === true || schema === undefined) return 'any';
    if (!isSchema(schema)) return 'unsupported';
    const ref = own(schema, '$ref');
    if (typeof ref === 'string') {
      if (seen.includes(ref)) return 'cyclic';
      const target = pointed(root, ref);
      if (!isSchema(target)) return 'unsupported';
      seen = [...seen, ref];
      const { $ref: _, ...beside } = schema;
      schema = joined([target, beside]);
      continue;
    }
    const allOf = own(schema, 'allOf');
    if (!Array.isArray(allOf)) return { schema, refs: seen };
    if (allOf.length > MOST_PARTS || nested >= MOST_NESTED) return 'unsupported';
    const parts: Schema[] = [];
    for (const part of allOf) {
      const one = resolve(root, part, seen, nested + 1);
      if (typeof one === 'string') return one;
      parts.push(one.schema);
      seen = [...new Set([...seen, ...one.refs])];
    }
    const { allOf: _, ...beside } = schema;
    schema = joined([...parts, beside]);
  }
  return 'cyclic';
}
