import type { FilterFieldName, FilterType } from './fields.ts';

/** One thing that is asked of a field. Texts are folded: see `fold`. */
export type FilterTest =
  | { is: 'known' }
  | { is: 'unknown' }
  /** One part: the value has it in it. Several: the whole value is made of them, with anything in between. */
  | { is: 'text'; parts: string[] }
  /** The value is this very word, of those that there are. */
  | { is: 'word'; word: string }
  /** The value is this very text, in its case. */
  | { is: 'exactly'; text: string }
  /** An inclusive range, but for an end that is open; null: no end. */
  | { is: 'range'; min: number | null; max: number | null; above: boolean; below: boolean }
  /** The HTTP status is in this range, both ends included. */
  | { is: 'http'; from: number; to: number }
  | { is: 'error'; code: string }
  | { is: 'session'; id: number }
  /** When it started: a time (ms since 1970), or so many ms before now. `since` includes it, `until` does not. */
  | { is: 'since' | 'until'; at: number | null; ago: number | null };

/** One word of a filter: any of its tests holds, or none of them where it is negated. */
export interface FilterTerm {
  /** Null: a free word, which is looked for in several fields. */
  field: FilterFieldName | null;
  not: boolean;
  any: FilterTest[];
  /** Where it is written, in UTF-16 units. */
  at: number;
  length: number;
}

/** What a filter asks: all of its terms hold. Plain data, so that it can be sent anywhere. */
export interface Filter {
  terms: FilterTerm[];
}

/** What is wrong with a part of a filter, and where (UTF-16 units). That part is not in the filter. */
export interface FilterProblem {
  code:
    | 'unknown_field'
    | 'missing_value'
    | 'bad_number'
    | 'bad_time'
    | 'bad_value'
    | 'bad_wildcard'
    | 'unclosed_quote'
    | 'too_many';
  at: number;
  length: number;
  /** What is written there. */
  word: string;
  /** The field that it is about. */
  field?: FilterFieldName;
  /** What the field takes. */
  type?: FilterType;
  /** The nearest field or value that there is; null: none is near. */
  nearest?: string | null;
}
