import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { ProviderConfig } from '../config/index.ts';

/** An idle connection is kept for 30 s: a coding agent's pauses between turns are shorter, a provider's own limit longer. */
const KEEP_ALIVE_MS = 30_000;

/** Connections to providers, pooled by connect time-out; `HTTPS_PROXY` and `NO_PROXY` are respected. */
export interface Agents {
  for(provider: ProviderConfig): Dispatcher;
  close(): Promise<void>;
}

/** The environment names a proxy that cannot be used. Says the variable alone: its value may have a password in it. */
export class ProxyAddressError extends Error {
  readonly code = 'bad_proxy';
  readonly variable: string;
  constructor(variable: string) {
    super(`${variable} is not the address of an HTTP proxy`);
    this.name = 'ProxyAddressError';
    this.variable = variable;
  }
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The address in the first of these variables that has one; without a scheme it is `http`, as curl has it. Empty: none. */
function proxyIn(env: NodeJS.ProcessEnv, variables: readonly string[]): string {
  const variable = variables.find((name) => (env[name] ?? '').trim() !== '');
  if (variable === undefined) return '';
  const said = env[variable]?.trim() ?? '';
  const address = SCHEME.test(said) ? said : `http://${said}`;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new ProxyAddressError(variable);
  return address;
}

/** Ms that an answer's headers and its body may be silent; undici's own where they are not given, 0: no limit. */
interface AnswerLimits {
  headersTimeout?: number;
  bodyTimeout?: number;
}

/** The proxies of an environment; see {@link ProxyAddressError}. */
function proxiesOf(env: NodeJS.ProcessEnv) {
  return {
    httpProxy: proxyIn(env, ['http_proxy', 'HTTP_PROXY']),
    httpsProxy: proxyIn(env, ['https_proxy', 'HTTPS_PROXY']),
    noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
  };
}

function dispatcherThrough(
  proxies: ReturnType<typeof proxiesOf>,
  connectMs: number,
  limits: AnswerLimits = {},
): Dispatcher {
  const options = {
    ...limits,
    connect: { timeout: connectMs },
    keepAliveTimeout: KEEP_ALIVE_MS,
    pipelining: 1,
    maxHeaderSize: 64 * 1024,
  };
  const { httpProxy, httpsProxy } = proxies;
  return httpProxy === '' && httpsProxy === ''
    ? new Agent(options)
    : new EnvHttpProxyAgent({ ...options, ...proxies });
}

/**
 * Connections with a time-out (ms); `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are respected.
 * @throws ProxyAddressError where one of them is no address of an HTTP proxy
 */
export function createDispatcher(
  env: NodeJS.ProcessEnv,
  connectMs: number,
  limits: AnswerLimits = {},
): Dispatcher {
  return dispatcherThrough(proxiesOf(env), connectMs, limits);
}

/** See {@link Agents}. @throws ProxyAddressError as {@link createDispatcher} does */
export function createAgents(env: NodeJS.ProcessEnv): Agents {
  const proxies = proxiesOf(env);
  const byTimeout = new Map<number, Dispatcher>();
  return {
    for(provider) {
      const { connectMs } = provider.timeouts;
      let agent = byTimeout.get(connectMs);
      if (agent === undefined) {
        agent = dispatcherThrough(proxies, connectMs);
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
