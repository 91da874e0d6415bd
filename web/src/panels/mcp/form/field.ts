/** Why a part of the arguments is written as JSON: the form has no better way for it. */
export type JsonReason = 'any' | 'deep' | 'large' | 'cyclic' | 'unsupported';

interface Described {
  title: string | null;
  description: string | null;
  /** As the schema gives it; undefined where it gives none. */
  fallback: unknown;
}

/** A value that is picked: of `enum` and `const`. */
export interface Option {
  label: string;
  value: unknown;
}

/** What a form asks for a part of a tool's arguments. */
export type Field = Described &
  (
    | {
        kind: 'text';
        multiline: boolean;
        format: string | null;
        minLength: number | null;
        maxLength: number | null;
        /** For the eye: a pattern of a stranger is not run, since one can take forever. */
        pattern: string | null;
      }
    | {
        kind: 'number';
        integer: boolean;
        min: number | null;
        max: number | null;
        above: number | null;
        below: number | null;
      }
    | { kind: 'boolean' }
    | { kind: 'choice'; options: readonly Option[] }
    | { kind: 'list'; item: Field; minItems: number | null; maxItems: number | null }
    | { kind: 'group'; members: readonly Member[] }
    | { kind: 'either'; branches: readonly Field[] }
    | { kind: 'json'; reason: JsonReason }
  );

/** A property of an object. */
export interface Member {
  name: string;
  required: boolean;
  field: Field;
}

/** Own properties alone: a schema may have one named `__proto__`. */
export type Schema = Record<string, unknown>;

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function own(schema: Schema, key: string): unknown {
  return Object.hasOwn(schema, key) ? schema[key] : undefined;
}

export function ownText(schema: Schema, key: string): string | null {
  const value = own(schema, key);
  return typeof value === 'string' && value !== '' ? value : null;
}

export function ownNumber(schema: Schema, key: string): number | null {
  const value = own(schema, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
