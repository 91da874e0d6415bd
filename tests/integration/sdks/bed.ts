import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type InProcess, serve } from '../../support/in-process.ts';
import { type Handler, startUpstream, type Upstream } from '../../support/upstream/index.ts';
import { configFor } from './providers.ts';

/** One upstream that speaks every language, and the program in front of it, for all tests of a file. */
export interface Bed {
  readonly upstream: Upstream;
  readonly proxy: InProcess;
  /** Answers the next request of this test that has no handler yet. */
  next(handler: Handler): void;
}

export function sharedBed(): Bed {
  let queue: Handler[] = [];
  const here: { upstream?: Upstream; proxy?: InProcess } = {};
  const there = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('The bed is made before the first test, not earlier');
    return part;
  };
  beforeAll(async () => {
    here.upstream = await startUpstream();
    here.upstream.always((call) => {
      const handler = queue.shift();
      if (handler === undefined) throw new Error(`Nobody answers ${call.request.path}`);
      return handler(call);
    });
    here.proxy = await serve({ config: configFor(here.upstream) });
  });
  beforeEach(() => {
    queue = [];
  });
  afterAll(async () => {
    await here.proxy?.stop();
    await here.upstream?.close();
  });
  return {
    get upstream() {
      return there(here.upstream);
    },
    get proxy() {
      return there(here.proxy);
    },
    next: (handler) => queue.push(handler),
  };
}
