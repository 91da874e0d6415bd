import { afterEach } from 'vitest';
import { type InProcess, type InProcessOptions, serve } from './in-process.ts';
import { startUpstream, type Upstream } from './upstream/index.ts';

/** Makes upstreams and programs for the tests of a file, and ends them after each test, the newest first. */
export function testBed(): {
  upstreamOf(): Promise<Upstream>;
  proxyOf(config: string, options?: InProcessOptions): Promise<InProcess>;
} {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return {
    async upstreamOf() {
      const upstream = await startUpstream();
      closing.push(() => upstream.close());
      return upstream;
    },
    async proxyOf(config, options = {}) {
      const proxy = await serve({ config, ...options });
      closing.push(() => proxy.stop());
      return proxy;
    },
  };
}
