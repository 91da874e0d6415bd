import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { FilterFieldName, FilterTerm, FilterTest } from '../../contract/index.ts';
import type { Matching } from '../choice-port.ts';

/**
 * A condition, as `matchesFilter` has it in memory. Each is true or false and never unknown, so that it can be negated:
 * `column is not null` stands before whatever is said of the column.
 */
type Condition = RawBuilder<SqlBool>;

const column = (name: string) => sql.ref(`exchanges.${name}`);
const FALSE: Condition = sql`1 = 0`;

function any(conditions: Condition[]): Condition {
  return conditions.length === 0 ? FALSE : sql`(${sql.join(conditions, sql` or `)})`;
}

/** Text columns of a field; `session` and `project` are those of the session. */
const TEXTS: Partial<Record<FilterFieldName, readonly string[]>> = {
  model: ['model', 'provider_model'],
  asked: ['model'],
  client: ['client_name'],
  provider: ['provider'],
  agent: ['agent_id'],
  error: ['error_code', 'error_message'],
  path: ['path'],
  id: ['id'],
  status: ['status'],
  kind: ['kind'],
  protocol: ['protocol'],
};

const FIGURES: Partial<Record<FilterFieldName, string>> = {
  cost: 'cost_usd',
  tokens: 'context',
  use: 'context_use',
  in: 'input',
  out: 'output',
  cached: 'cache_read',
  reasoning: 'reasoning',
  first: 'first_byte_ms',
  took: 'total_ms',
};

const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&');

function likePattern(parts: readonly string[]): string {
  return parts.length === 1 ? `%${literal(parts[0] ?? '')}%` : parts.map(literal).join('%');
}

/** Names of tools stand between line breaks in one text: the end of a name is one. */
function toolPattern(parts: readonly string[]): string {
  if (parts.length === 1) return likePattern(parts);
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  return `%${[first === '' ? '' : `\n${first}`, ...rest, last === '' ? '' : `${last}\n`].map(literal).join('%')}%`;
}

const like = (name: string, pattern: string): Condition =>
  sql`(${column(name)} is not null and lower(${column(name)}) like ${pattern} escape '\\')`;

/** The exchange is of a session of which this holds. */
const ofSession = (condition: RawBuilder<unknown>): Condition =>
  sql`(exchanges.session_id is not null and exchanges.session_id in (select sessions.id from sessions where ${condition}))`;

function hasText(field: FilterFieldName, parts: readonly string[]): Condition {
  const pattern = likePattern(parts);
  if (field === 'tool') return like('tools', toolPattern(parts));
  if (field === 'session') return ofSession(sql`lower(sessions.name) like ${pattern} escape '\\'`);
  if (field === 'project')
    return ofSession(
      sql`sessions.project is not null and lower(sessions.project) like ${pattern} escape '\\'`,
    );
  return any((TEXTS[field] ?? []).map((name) => like(name, pattern)));
}

function isKnown(field: FilterFieldName): Condition {
  if (field === 'tool') return sql`exchanges.tools is not null`;
  if (field === 'session') return sql`exchanges.session_id is not null`;
  if (field === 'project') return ofSession(sql`sessions.project is not null`);
  if (field === 'stream') return sql`1 = 1`;
  const names = TEXTS[field] ?? [FIGURES[field] ?? 'id'];
  return any(names.map((name) => sql`${column(name)} is not null`));
}

function inRange(
  field: FilterFieldName,
  { min, max, above, below }: FilterTest & { is: 'range' },
): Condition {
  const figure = column(FIGURES[field] ?? 'id');
  const ends = [sql`${figure} is not null`];
  if (min !== null) ends.push(above ? sql`${figure} > ${min}` : sql`${figure} >= ${min}`);
  if (max !== null) ends.push(below ? sql`${figure} < ${max}` : sql`${figure} <= ${max}`);
  return sql`(${sql.join(ends, sql` and `)})`;
}

function isWord(field: FilterFieldName, word: string): Condition {
  if (field === 'stream') return sql`coalesce(exchanges.streamed, 0) = ${word === 'yes' ? 1 : 0}`;
  return any(
    (TEXTS[field] ?? []).map((name) => sql`(${column(name)} is not null and ${column(name)} = ${word})`),
  );
}

function isExactly(field: FilterFieldName, text: string): Condition {
  // Not `like`: whether it minds the case is the dialect's.
  if (field === 'tool')
    return sql`(exchanges.tools is not null and replace(exchanges.tools, ${`\n${text}\n`}, '') <> exchanges.tools)`;
  if (field === 'session') return ofSession(sql`sessions.name = ${text}`);
  if (field === 'project') return ofSession(sql`sessions.project is not null and sessions.project = ${text}`);
  return isWord(field, text);
}

/** Fields that a free word is looked for in. */
const FREE: readonly FilterFieldName[] = ['model', 'provider', 'client', 'session', 'error', 'path'];

function testOf(field: FilterFieldName, test: FilterTest, now: number): Condition {
  switch (test.is) {
    case 'known':
      return isKnown(field);
    case 'unknown':
      return sql`not ${isKnown(field)}`;
    case 'text':
      return hasText(field, test.parts);
    case 'word':
      return isWord(field, test.word);
    case 'exactly':
      return isExactly(field, test.text);
    case 'range':
      return inRange(field, test);
    case 'http':
      return sql`(exchanges.http_status is not null and exchanges.http_status between ${test.from} and ${test.to})`;
    case 'error':
      return sql`(exchanges.error_code is not null and exchanges.error_code = ${test.code})`;
    case 'session':
      return sql`(exchanges.session_id is not null and exchanges.session_id = ${test.id})`;
    default: {
      const at = test.at ?? now - (test.ago ?? 0);
      return test.is === 'since' ? sql`exchanges.started_at >= ${at}` : sql`exchanges.started_at < ${at}`;
    }
  }
}

function termOf({ field, not, any: tests }: FilterTerm, now: number): Condition {
  const fields = field === null ? FREE : [field];
  const found = any(fields.flatMap((name) => tests.map((test) => testOf(name, test, now))));
  return not ? sql`not ${found}` : found;
}

/** The conditions on `exchanges` of what a person asked for: all are to hold. The same as `matchesFilter` in memory. */
export function conditionsOf({ filter, now }: Matching): Condition[] {
  return filter.terms.map((term) => termOf(term, now));
}
