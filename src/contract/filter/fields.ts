import { ERROR_CODES } from '../error-codes.ts';
import { EXCHANGE_KINDS, EXCHANGE_STATUSES, PROTOCOLS } from '../names.ts';

/**
 * What a field's values are. `usd`: US dollars; `tokens`: a number of them; `share`: a percentage, or 0 to 1; `duration`:
 * ms, s, m, h; `time`: a date, or how long ago; `status`: a status, an HTTP status or an error's code.
 */
export type FilterType =
  | 'text'
  | 'choice'
  | 'status'
  | 'session'
  | 'tool'
  | 'usd'
  | 'tokens'
  | 'share'
  | 'duration'
  | 'time';

/** The fields of the language, in the order in which they are offered. */
const FIELDS = {
  model: { type: 'text', values: [] },
  status: { type: 'status', values: [...EXCHANGE_STATUSES, '4xx', '5xx', ...ERROR_CODES] },
  asked: { type: 'text', values: [] },
  client: { type: 'text', values: [] },
  provider: { type: 'text', values: [] },
  kind: { type: 'choice', values: EXCHANGE_KINDS },
  session: { type: 'session', values: [] },
  agent: { type: 'text', values: [] },
  project: { type: 'text', values: [] },
  cost: { type: 'usd', values: [] },
  tokens: { type: 'tokens', values: [] },
  use: { type: 'share', values: [] },
  in: { type: 'tokens', values: [] },
  out: { type: 'tokens', values: [] },
  cached: { type: 'tokens', values: [] },
  reasoning: { type: 'tokens', values: [] },
  first: { type: 'duration', values: [] },
  took: { type: 'duration', values: [] },
  error: { type: 'text', values: [] },
  tool: { type: 'tool', values: [] },
  path: { type: 'text', values: [] },
  protocol: { type: 'choice', values: PROTOCOLS },
  stream: { type: 'choice', values: ['yes', 'no'] },
  id: { type: 'text', values: [] },
  since: { type: 'time', values: [] },
  until: { type: 'time', values: [] },
} as const satisfies Record<string, { type: FilterType; values: readonly string[] }>;

export type FilterFieldName = keyof typeof FIELDS;

/** A field, with the values that it takes where they can be listed. */
export interface FilterField {
  name: FilterFieldName;
  type: FilterType;
  values: readonly string[];
}

/** Every field of the language, in the order in which they are offered. */
export const FILTER_FIELDS: readonly FilterField[] = Object.entries(FIELDS).map(([name, field]) => ({
  name: name as FilterFieldName,
  ...field,
}));

const byName = new Map<string, FilterField>(FILTER_FIELDS.map((field) => [field.name, field]));

/** The field of this name, in any case. */
export function fieldNamed(name: string): FilterField | undefined {
  return byName.get(name.toLowerCase());
}
