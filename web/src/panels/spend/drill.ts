import { exactly } from '../../components/filter/term.ts';

/** What the table is by. */
export const BY = ['model', 'provider', 'client', 'project', 'session', 'day'] as const;
export type By = (typeof BY)[number];

/** What tells more about one row of a table: the models of a provider, the sessions of a project. */
const NEXT: Record<By, By> = {
  provider: 'model',
  client: 'model',
  day: 'model',
  model: 'session',
  project: 'session',
  session: 'model',
};

/** The field of the filter that means what a table is by: its models are those that were asked for. */
const FIELD_OF = {
  model: 'asked',
  provider: 'provider',
  client: 'client',
  project: 'project',
  session: 'session',
} as const;

/** A filter that has one more term; the same where it has it already. */
export function withTerm(q: string, term: string): string {
  const before = q.trim();
  if (before === '') return term;
  return ` ${before} `.includes(` ${term} `) ? before : `${before} ${term}`;
}

/** What of the address changes where a row is opened: its key narrows the filter, or the days. */
export function opened(by: By, key: string | null, q: string): Record<string, string | null> {
  const next = { by: NEXT[by], elsewhere: null };
  if (by === 'day') return key === null ? next : { ...next, range: 'custom', from: key, to: key };
  return { ...next, q: withTerm(q, exactly(FIELD_OF[by], key)) };
}

/** A filter that also says which time is meant, for a download; never empty. */
export function withTimes(q: string, { from, to }: { from: string | null; to: string | null }): string {
  const terms = [`since:${from ?? '1970-01-01'}`, ...(to === null ? [] : [`until:${to}`])];
  return terms.reduce(withTerm, q);
}
