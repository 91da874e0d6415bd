export { FILTER_FIELDS, type FilterField, type FilterFieldName } from './fields.ts';
export type { Filter, FilterProblem, FilterTerm, FilterTest } from './filter.ts';
export { type FilterSession, matchesFilter } from './matches.ts';
export { parseFilter } from './parse.ts';
