import { type RawBuilder, sql } from 'kysely';

/** Sessions that are deleted, but not yet for good: a handful, under an index of their own. */
const deletedSessions = sql`(select sessions.id from sessions where sessions.deleted_at is not null)`;

/**
 * That what has this `session_id` is there to be seen: rows of a deleted session are as if they were gone. No session has
 * the id 0.
 */
export function isSeen(column: string): RawBuilder<boolean> {
  return sql<boolean>`coalesce(${sql.ref(column)}, 0) not in ${deletedSessions}`;
}
