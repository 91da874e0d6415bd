import type { Handler, Received, ScriptPart } from '../../support/upstream/index.ts';
import type { Bed } from './bed.ts';
import type { Client, Talk } from './client.ts';
import type { ProviderCase } from './providers.ts';

/** One way from an SDK to a type of provider. */
export interface Route {
  bed: Bed;
  client: Client;
  provider: ProviderCase;
  /** A new conversation; `slow`: with the provider that may not be silent for long. */
  talk(slow?: 'slow'): Talk;
  /** Has the next request answered by `handler`, and gives it once it is here. */
  next(handler: Handler): Promise<Received>;
  /** Reasoning, sealed where this type of provider does that. */
  thought(seal: string, ...pieces: string[]): ScriptPart;
}

export function routeOf(bed: Bed, client: Client, provider: ProviderCase): Route {
  return {
    bed,
    client,
    provider,
    talk: (slow) =>
      client.talk(bed.proxy.url, [client.models, provider.name, ...(slow ? [slow] : [])].join('-')),
    thought: (seal, ...pieces) => ({ type: 'reasoning', pieces, ...(provider.seals ? { seal } : {}) }),
    next: (handler) =>
      new Promise((resolve) =>
        bed.next((call) => {
          resolve(call.request);
          return handler(call);
        }),
      ),
  };
}

export const LIMIT_MS = 5000;

export const said = (...pieces: string[]): ScriptPart => ({ type: 'text', pieces });

let calls = 0;

/** An id that no other test has: what is remembered of a call belongs to one test. */
export function callId(): string {
  calls += 1;
  return `call_of_test_${process.pid}_${calls}`;
}

/** What a promise is rejected with; what is thrown and no error, as one with its message. Throws where it is not rejected. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new Error(`Not rejected, but ${JSON.stringify(outcome.value)}`);
  return outcome.error instanceof Error
    ? outcome.error
    : new Error((outcome.error as { message?: string }).message);
}
