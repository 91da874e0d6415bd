import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { ProviderConfig } from '../config/index.ts';

/** An idle connection is kept for 30 s: a coding agent's pauses between turns are shorter, a provider's own limit longer. */
const KEEP_ALIVE_MS = 30_000;

/** Connections to providers, pooled by connect time-out; `HTTPS_PROXY` and `NO_PROXY` are respected. */
export interface Agents {
  for(provider: ProviderConfig): Dispatcher;
  close(): Promise<void>;
}

/** Connections with a time-out (ms); `HTTPS_PROXY` and `NO_PROXY` are respected. */
export function createDispatcher(env: NodeJS.ProcessEnv, connectMs: number): Dispatcher {
  const httpProxy = env.http_proxy ?? env.HTTP_PROXY ?? '';
  const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY ?? '';
  const noProxy = env.no_proxy ?? env.NO_PROXY ?? '';
  const options = {
    connect: { timeout: connectMs },
    keepAliveTimeout: KEEP_ALIVE_MS,
    pipelining: 1,
    maxHeaderSize: 64 * 1024,
  };
  return httpProxy === '' && httpsProxy === ''
    ? new Agent(options)
    : new EnvHttpProxyAgent({ ...options, httpProxy, httpsProxy, noProxy });
}

export function createAgents(env: NodeJS.ProcessEnv): Agents {
  const byTimeout = new Map<number, Dispatcher>();
  return {
    for(provider) {
      const { connectMs } = provider.timeouts;
      let agent = byTimeout.get(connectMs);
      if (agent === undefined) {
        agent = createDispatcher(env, connectMs);
        byTimeout.set(connectMs, agent);
      }
      return agent;
    },
    async close() {
      await Promise.all([...byTimeout.values()].map((agent) => agent.destroy()));
      byTimeout.clear();
    },
  };
}
