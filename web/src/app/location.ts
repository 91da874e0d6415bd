import { useCallback, useMemo, useSyncExternalStore } from 'react';

/** Where the page is: `#/session/12?turn=3`. All of the view's state is in it, so that a link shows what I see. */
export interface Place {
  path: string;
  params: URLSearchParams;
}

const CHANGED = 'kimi-proxy:place';

function readHash(): string {
  return window.location.hash.replace(/^#/, '') || '/';
}

/** The parts of a hash, without `#`. A path always begins with a slash. */
export function parsePlace(hash: string): Place {
  const at = hash.indexOf('?');
  const path = at < 0 ? hash : hash.slice(0, at);
  return {
    path: path.startsWith('/') ? path : `/${path}`,
    params: new URLSearchParams(at < 0 ? '' : hash.slice(at + 1)),
  };
}

/** `#/path?query`, for a link; parameters that are null are left out. */
export function hrefOf(
  path: string,
  params: Record<string, string | number | null | undefined> = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const query = search.toString();
  return `#${path}${query === '' ? '' : `?${query}`}`;
}

/** Goes to a place, as a link would; `replace` leaves no step to come back to. */
export function goTo(href: string, { replace = false } = {}): void {
  if (href === window.location.hash) return;
  if (replace) window.history.replaceState(window.history.state, '', href);
  else window.history.pushState(null, '', href);
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void): () => void {
  for (const name of ['hashchange', 'popstate', CHANGED]) window.addEventListener(name, listener);
  return () => {
    for (const name of ['hashchange', 'popstate', CHANGED]) window.removeEventListener(name, listener);
  };
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, readHash);
  return useMemo(() => parsePlace(hash), [hash]);
}

/** Changes parameters of the present place; null takes one out. */
export function changeParams(changes: Record<string, string | null>, { replace = false } = {}): void {
  const { path, params } = parsePlace(readHash());
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') params.delete(name);
    else params.set(name, value);
  }
  goTo(hrefOf(path, Object.fromEntries(params)), { replace });
}

/** One parameter of the place, and how to change it. */
export function useParam(
  name: string,
): [string | null, (value: string | null, how?: { replace?: boolean }) => void] {
  const value = usePlace().params.get(name);
  const change = useCallback(
    (next: string | null, how?: { replace?: boolean }) => changeParams({ [name]: next }, how),
    [name],
  );
  return [value, change];
}

/** For wouter: the path alone, and a way to go elsewhere. */
export function useHashPath(): [string, (to: string, options?: { replace?: boolean }) => void] {
  return [usePlace().path, (to, options) => goTo(to.startsWith('#') ? to : `#${to}`, options)];
}
