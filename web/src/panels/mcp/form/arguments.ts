import type { Draft } from './draft.ts';
import type { Field, Member } from './field.ts';
import { type JsonError, jsonErrorOf } from './json-error.ts';

/** What is wrong with a field, and the bound that it breaks. */
export type ProblemCode =
  | 'needed'
  | 'number'
  | 'integer'
  | 'inexact'
  | 'min'
  | 'max'
  | 'above'
  | 'below'
  | 'shorter'
  | 'longer'
  | 'fewer'
  | 'more'
  | 'json'
  | 'object';

export interface Problem {
  /** Names and indices from the arguments down to the field. */
  path: readonly string[];
  code: ProblemCode;
  bound: number | null;
  at: JsonError | null;
}

/** What a form would send; `undefined`: nothing. */
export interface Written {
  value: unknown;
  problems: Problem[];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export function pathKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

function problem(
  path: readonly string[],
  code: ProblemCode,
  bound: number | null = null,
  at: JsonError | null = null,
): Problem {
  return { path, code, bound, at };
}

/** A text as JSON, or where it stops being that. */
export function parseJson(text: string, path: readonly string[] = []): Written {
  if (text.trim() === '') return { value: undefined, problems: [] };
  try {
    return { value: JSON.parse(text), problems: [] };
  } catch {
    return { value: text, problems: [problem(path, 'json', null, jsonErrorOf(text))] };
  }
}

function writeNumber(field: Field & { kind: 'number' }, text: string, path: readonly string[]): Written {
  const trimmed = text.trim();
  const value = Number(trimmed);
  if (!NUMBER.test(trimmed) || !Number.isFinite(value)) {
    return { value: text, problems: [problem(path, 'number')] };
  }
  const problems: Problem[] = [];
  if (field.integer && !Number.isInteger(value)) problems.push(problem(path, 'integer'));
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) problems.push(problem(path, 'inexact'));
  if (field.min !== null && value < field.min) problems.push(problem(path, 'min', field.min));
  if (field.max !== null && value > field.max) problems.push(problem(path, 'max', field.max));
  if (field.above !== null && value <= field.above) problems.push(problem(path, 'above', field.above));
  if (field.below !== null && value >= field.below) problems.push(problem(path, 'below', field.below));
  return { value, problems };
}

function writeText(field: Field & { kind: 'text' }, text: string, path: readonly string[]): Written {
  // As JSON Schema counts: by characters, not by UTF-16 units.
  const length = field.minLength === null && field.maxLength === null ? 0 : [...text].length;
  const problems: Problem[] = [];
  if (field.minLength !== null && length < field.minLength) {
    problems.push(problem(path, 'shorter', field.minLength));
  }
  if (field.maxLength !== null && length > field.maxLength) {
    problems.push(problem(path, 'longer', field.maxLength));
  }
  return { value: text, problems };
}

function writeList(
  field: Field & { kind: 'list' },
  items: readonly Draft[],
  path: readonly string[],
): Written {
  const written = items.map((item, index) => write(field.item, item, true, [...path, String(index)]));
  const problems = written.flatMap((one) => one.problems);
  if (field.minItems !== null && items.length < field.minItems) {
    problems.push(problem(path, 'fewer', field.minItems));
  }
  if (field.maxItems !== null && items.length > field.maxItems) {
    problems.push(problem(path, 'more', field.maxItems));
  }
  return { value: written.map(({ value }) => value ?? null), problems };
}

function isEmpty(draft: Draft | undefined): boolean {
  if (draft === undefined || draft.is === 'absent') return true;
  if (draft.is === 'raw') return draft.text.trim() === '';
  if (draft.is === 'either') return isEmpty(draft.draft);
  return draft.is === 'group' && draft.more.size === 0 && [...draft.members.values()].every(isEmpty);
}

function writeGroup(
  members: readonly Member[],
  draft: Draft & { is: 'group' },
  path: readonly string[],
): Written {
  const entries: [string, unknown][] = [];
  const problems: Problem[] = [];
  for (const { name, field, required } of members) {
    const one = write(field, draft.members.get(name) ?? { is: 'absent' }, required, [...path, name]);
    problems.push(...one.problems);
    if (one.value !== undefined) entries.push([name, one.value]);
  }
  // Made from entries: a property named `__proto__` is one as any other.
  return { value: Object.fromEntries([...entries, ...draft.more]), problems };
}

/** What a field would send, and all that is wrong with it. */
export function write(field: Field, draft: Draft, required: boolean, path: readonly string[] = []): Written {
  const absent = isEmpty(draft);
  const emptyGroup = field.kind === 'group' && draft.is === 'group' && required;
  if (absent && required && field.kind === 'list') return writeList(field, [], path);
  if (absent && !emptyGroup) {
    return { value: undefined, problems: required ? [problem(path, 'needed')] : [] };
  }
  switch (draft.is) {
    case 'raw':
      return parseJson(draft.text, path);
    case 'picked':
      return { value: draft.value, problems: [] };
    case 'text':
      return field.kind === 'number'
        ? writeNumber(field, draft.text, path)
        : field.kind === 'text'
          ? writeText(field, draft.text, path)
          : { value: draft.text, problems: [] };
    case 'list':
      return field.kind === 'list' ? writeList(field, draft.items, path) : { value: undefined, problems: [] };
    case 'group':
      return writeGroup(field.kind === 'group' ? field.members : [], draft, path);
    case 'either': {
      const branch = field.kind === 'either' ? field.branches[draft.branch] : undefined;
      return branch === undefined
        ? { value: undefined, problems: [] }
        : write(branch, draft.draft, required, path);
    }
    case 'absent':
      return { value: undefined, problems: [] };
  }
}

/** The arguments that are sent: an object, whatever the schema says. */
export function argumentsOf({ value, problems }: Written): Written {
  if (value === undefined) return { value: {}, problems };
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject || problems.length > 0 ? { value, problems } : { value, problems: [problem([], 'object')] };
}
