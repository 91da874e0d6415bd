import type { Fields } from '../neutral/parts.ts';
import { fieldsOf, isFields, listOf } from './wire.ts';

/** What schemas weigh that the API binds an answer to: it compiles all of a request's into one grammar. */
export interface Weight {
  /** Properties that may be missing. */
  optional: number;
  /** Properties of several types, or with `anyOf`. */
  unions: number;
}

export const NO_WEIGHT: Weight = { optional: 0, unions: 0 };

/** platform.claude.com/docs/en/build-with-claude/structured-outputs, "Schema complexity limits": so many a request. */
const MOST: Weight = { optional: 24, unions: 16 };

export function sumOf(weights: readonly Weight[]): Weight {
  return weights.reduce(
    (a, b) => ({ optional: a.optional + b.optional, unions: a.unions + b.unions }),
    NO_WEIGHT,
  );
}

export function isTooHeavy({ optional, unions }: Weight): boolean {
  return optional > MOST.optional || unions > MOST.unions;
}

/** Schemas within schemas, deeper than any that a person writes. */
const DEEPEST = 64;

function isUnion(schema: unknown): boolean {
  const { type, anyOf } = fieldsOf(schema);
  return Array.isArray(anyOf) || (Array.isArray(type) && type.length > 1);
}

/** What a `$ref` within the schema names; null where it is nowhere in it. */
function resolved(root: Fields, ref: string): Fields | null {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return null;
  let at: unknown = root;
  for (const step of ref.slice(2).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isFields(at) || !Object.hasOwn(at, name)) return null;
    at = at[name];
  }
  return isFields(at) ? at : null;
}

/** The schemas directly within one, definitions aside: they count where they are used. */
function within(schema: Fields): Fields[] {
  return [
    ...Object.values(fieldsOf(schema.properties)),
    schema.items,
    ...listOf(schema.anyOf),
    ...listOf(schema.allOf),
  ].filter(isFields);
}

/**
 * What a schema that was made to fit weighs; null where no answer can be bound to it: it goes round, names another
 * document, or is deeper than is looked at ("JSON Schema limitations" of the same page).
 */
export function weightOf(root: Fields): Weight | null {
  const named = new Map<Fields, Weight | null>();
  const open = new Set<Fields>();

  function ofRef(ref: unknown, depth: number): Weight | null {
    const target = typeof ref === 'string' ? resolved(root, ref) : null;
    if (target === null || open.has(target)) return null;
    let known = named.get(target);
    if (known === undefined) {
      known = of(target, depth);
      named.set(target, known);
    }
    return known;
  }

  function of(schema: Fields, depth: number): Weight | null {
    if (depth > DEEPEST) return null;
    open.add(schema);
    const properties = fieldsOf(schema.properties);
    const required = new Set(listOf(schema.required));
    const weights: (Weight | null)[] = within(schema).map((each) => of(each, depth + 1));
    if (schema.$ref !== undefined) weights.push(ofRef(schema.$ref, depth + 1));
    open.delete(schema);
    const known = weights.filter((each) => each !== null);
    if (known.length < weights.length) return null;
    const own = {
      optional: Object.keys(properties).filter((name) => !required.has(name)).length,
      unions: Object.values(properties).filter(isUnion).length,
    };
    return sumOf([own, ...known]);
  }

  return of(root, 0);
}
