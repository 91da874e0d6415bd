import type { InfiniteData } from '@tanstack/react-query';
import type { Timeline } from '../../../../../src/contract/timeline.ts';

/** A session's timeline as it was read, page by page, the oldest first. */
export type TimelinePages = InfiniteData<Timeline, string | null>;

/**
 * The last of `known` before all of `changed`: behind it, a list of exchanges has to be read again. Null: from its
 * beginning.
 */
export function lastBefore(known: Iterable<string>, changed: Iterable<string>): string | null {
  let first: string | null = null;
  for (const id of changed) if (first === null || id < first) first = id;
  let last: string | null = null;
  for (const id of known) {
    if ((first === null || id < first) && (last === null || id > last)) last = id;
  }
  return last;
}

/** Behind which exchange the timeline is to be read, so that it has those that ended, and those that ran when it was read. */
export function tailAfter({ pages }: TimelinePages, ended: Iterable<string>): string | null {
  const all = pages.flatMap(({ turns, marks }) => [...turns, ...marks]);
  const running = all.filter(({ status }) => status === 'running').map(({ exchange_id: id }) => id);
  return lastBefore(
    all.map(({ exchange_id: id }) => id),
    [...ended, ...running],
  );
}

/** The timeline with all that lies behind `after` as it was read just now. */
export function withTail(data: TimelinePages, after: string | null, tail: Timeline): TimelinePages {
  const kept = <T extends { exchange_id: string }>(rows: T[]): T[] =>
    after === null ? [] : rows.filter(({ exchange_id: id }) => id <= after);
  const last = data.pages.length - 1;
  return {
    ...data,
    pages: data.pages.map((page, at) => {
      const turns = kept(page.turns);
      const marks = kept(page.marks);
      if (at < last) return { ...page, turns, marks };
      return { ...tail, turns: [...turns, ...tail.turns], marks: [...marks, ...tail.marks] };
    }),
  };
}
