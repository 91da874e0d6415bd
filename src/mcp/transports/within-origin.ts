import type { Fetch } from './limited-fetch.ts';

/** The most that one request is sent on. */
const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** What a redirect makes of a request (https://fetch.spec.whatwg.org/#http-redirect-fetch, step 12). */
function sentOn(init: RequestInit | undefined, status: number): RequestInit {
  const method = init?.method ?? 'GET';
  const becomesGet = method === 'POST' ? status <= 303 : status === 303 && method !== 'HEAD';
  return becomesGet ? { ...init, method: 'GET', body: null } : { ...init };
}

/**
 * A `fetch` that follows redirects within an origin only: a server must not have what was meant for it, the headers of its
 * configuration among it, sent to somebody else. Rejects where one leads elsewhere, or nowhere.
 */
export function withinOrigin(fetch: Fetch): Fetch {
  return async (url, init) => {
    let at = new URL(url);
    let asked: RequestInit = { ...init };
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await fetch(at, { ...asked, redirect: 'manual' });
      const location = REDIRECTS.has(answer.status) ? answer.headers.get('location') : null;
      if (location === null) return answer;
      await answer.body?.cancel();
      const to = URL.canParse(location, at.href) ? new URL(location, at) : null;
      if (to?.origin !== at.origin) {
        const where = to === null || to.origin === 'null' ? 'no address' : to.origin;
        throw new Error(
          `it sends requests on to ${where}, which is not followed; set the address meant as url`,
        );
      }
      asked = sentOn(asked, answer.status);
      at = to;
    }
    throw new Error(`it sends requests on more than ${MOST_REDIRECTS} times`);
  };
}
