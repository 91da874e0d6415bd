import type { Dispatcher } from 'undici';
import type { Fetch } from './limited-fetch.ts';

/**
 * `fetch` over connections of our own, which know of proxies and set no limits of time themselves: the platform's takes
 * a dispatcher only of the version of undici that it was built with.
 */
export function fetchThrough(dispatcher: Dispatcher): Fetch {
  return async (url, init) => {
    const { fetch } = await import('undici/lib/web/fetch/index.js');
    type Init = Parameters<typeof fetch>[1];
    // The library's own types of requests and answers are the platform's, declared once more.
    const answer: unknown = await fetch(url, { ...(init as Init), dispatcher });
    return answer as Response;
  };
}
