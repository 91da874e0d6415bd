/** Bytes of an answer that says nothing of its own length, between two ends of events, or in all where it is no stream. */
export interface FetchLimits {
  /** Bytes of the longest message. */
  longest: number;
  /** Resolves when more may be read; null where that is now. */
  pause(): Promise<void> | null;
}

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** Counts bytes since the last blank line: an event of a stream ends with one. */
function createEventCounter(): (chunk: Uint8Array) => number {
  let since = 0;
  let lineEmpty = true;
  return (chunk) => {
    let most = since;
    for (const byte of chunk) {
      since += 1;
      if (byte === 10) {
        if (lineEmpty) {
          most = Math.max(most, since);
          since = 0;
        }
        lineEmpty = true;
      } else if (byte !== 13) lineEmpty = false;
    }
    return Math.max(most, since);
  };
}

/** An answer whose messages have at most so many bytes, read no faster than they are taken. */
function limited(response: Response, limits: FetchLimits): Response {
  if (response.body === null) return response;
  const isStream = response.headers.get('content-type')?.includes('text/event-stream') === true;
  let total = 0;
  const counter = createEventCounter();
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      async transform(chunk, controller) {
        total += chunk.length;
        if ((isStream ? counter(chunk) : total) > limits.longest) {
          controller.error(new Error(`the server sent a message of more than ${limits.longest} bytes`));
          return;
        }
        controller.enqueue(chunk);
        const wait = limits.pause();
        if (wait !== null) await wait;
      },
    }),
  );
  const { status, statusText, headers } = response;
  const made = new Response(body, { status, statusText, headers });
  // A redirect is judged by where it came from.
  Object.defineProperty(made, 'url', { value: response.url });
  return made;
}

/** A `fetch` that never reads a message longer than the limit. */
export function limitedFetch(fetch: Fetch, limits: FetchLimits): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    // A status without a body cannot be made again with one.
    if (response.status < 200 || response.status === 204 || response.status === 304) return response;
    return limited(response, limits);
  };
}
