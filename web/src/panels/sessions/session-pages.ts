import type { InfiniteData } from '@tanstack/react-query';
import type { SessionView } from '../../../../src/contract/session.ts';

/** The list as it was read, page by page, the newest first. */
export type SessionPages = InfiniteData<SessionView[], number | null>;

function mapPages(data: SessionPages, change: (page: SessionView[]) => SessionView[]): SessionPages {
  return { ...data, pages: data.pages.map(change) };
}

/** Puts a session in its place: where it was, else, where it lies within what was read, by its id. */
export function withSession(data: SessionPages, session: SessionView): SessionPages {
  // There is one current session, and one that is pinned at most.
  const cleared = mapPages(data, (page) =>
    page.map((other) => {
      if (other.id === session.id) return session;
      const active = other.is_active && !session.is_active;
      const pinned = other.is_pinned && !session.is_pinned;
      return active === other.is_active && pinned === other.is_pinned
        ? other
        : { ...other, is_active: active, is_pinned: pinned };
    }),
  );
  if (data.pages.some((page) => page.some(({ id }) => id === session.id))) return cleared;
  const at = cleared.pages.findIndex((page) => page.some(({ id }) => id < session.id));
  const last = cleared.pages.length - 1;
  // Older than all that was read: it comes with its page, unless that was the last.
  const place = at >= 0 ? at : last;
  return {
    ...cleared,
    pages: cleared.pages.map((page, n) =>
      n === place ? [...page, session].sort((a, b) => b.id - a.id) : page,
    ),
  };
}

export function withoutSession(data: SessionPages, id: number): SessionPages {
  return mapPages(data, (page) => page.filter((session) => session.id !== id));
}

/** Whether a session is meant by what was typed: each word is in its name, project, model or provider. */
export function isFound(session: SessionView, typed: string): boolean {
  const text = [session.name, session.project, session.model, session.provider].join(' ').toLocaleLowerCase();
  return typed
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
