import { type Field, isSchema, type Member } from './field.ts';
import { jsonText } from './json-text.ts';

/**
 * What a person has put into a field so far. `raw` is JSON text: of a JSON field, and of any other whose value the
 * field cannot show, so that nothing is lost on the way from JSON to the form.
 */
export type Draft =
  | { is: 'absent' }
  | { is: 'text'; text: string }
  | { is: 'picked'; value: unknown }
  | { is: 'list'; items: readonly Draft[] }
  | { is: 'group'; members: ReadonlyMap<string, Draft>; more: ReadonlyMap<string, unknown> }
  | { is: 'either'; branch: number; draft: Draft }
  | { is: 'raw'; text: string };

export const ABSENT: Draft = { is: 'absent' };

export function rawOf(value: unknown): Draft {
  return { is: 'raw', text: jsonText(value, 2) ?? '' };
}

/** Whether two values are the same JSON; their keys in the same order, which is enough for picking an option. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const text = jsonText(a);
  return text !== null && text === jsonText(b);
}

function groupOf(members: readonly Member[], value: Record<string, unknown>): Draft {
  const known = new Set(members.map(({ name }) => name));
  return {
    is: 'group',
    members: new Map(
      members.map(({ name, field }) => [
        name,
        Object.hasOwn(value, name) ? draftOf(field, value[name]) : ABSENT,
      ]),
    ),
    more: new Map(Object.entries(value).filter(([name]) => !known.has(name))),
  };
}

/** A value as a field shows it; `raw` where it does not fit. */
export function draftOf(field: Field, value: unknown): Draft {
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? { is: 'text', text: value } : rawOf(value);
    case 'number':
      return typeof value === 'number' ? { is: 'text', text: String(value) } : rawOf(value);
    case 'boolean':
      return typeof value === 'boolean' ? { is: 'picked', value } : rawOf(value);
    case 'choice':
      return field.options.some((option) => sameJson(option.value, value))
        ? { is: 'picked', value }
        : rawOf(value);
    case 'list':
      return Array.isArray(value)
        ? { is: 'list', items: value.map((item) => draftOf(field.item, item)) }
        : rawOf(value);
    case 'group':
      return isSchema(value) ? groupOf(field.members, value) : rawOf(value);
    case 'either': {
      const drafts = field.branches.map((branch) => draftOf(branch, value));
      const fits = (draft: Draft): boolean =>
        draft.is !== 'raw' && (draft.is !== 'group' || draft.more.size === 0);
      const best = drafts.findIndex(fits);
      const json = field.branches.findIndex(({ kind }) => kind === 'json');
      const branch = best >= 0 ? best : json;
      const draft = drafts[branch];
      return draft === undefined ? rawOf(value) : { is: 'either', branch, draft };
    }
    case 'json':
      return rawOf(value);
  }
}

/** What stands in a field at first: the schema's default, and what can be nothing else. */
export function firstDraft(field: Field, required: boolean): Draft {
  // "null unless told" is what leaving it out says, too.
  if (field.fallback !== undefined && (field.fallback !== null || required)) {
    return draftOf(field, field.fallback);
  }
  switch (field.kind) {
    case 'choice': {
      const [only, ...more] = field.options;
      return required && only !== undefined && more.length === 0
        ? { is: 'picked', value: only.value }
        : ABSENT;
    }
    case 'group':
      return {
        is: 'group',
        // Defaults within an object that may be left out would bring it in.
        members: new Map(
          field.members.map((member) => [
            member.name,
            required ? firstDraft(member.field, member.required) : ABSENT,
          ]),
        ),
        more: new Map(),
      };
    case 'either': {
      const [first] = field.branches;
      return required && first !== undefined
        ? { is: 'either', branch: 0, draft: firstDraft(first, true) }
        : ABSENT;
    }
    default:
      return ABSENT;
  }
}
