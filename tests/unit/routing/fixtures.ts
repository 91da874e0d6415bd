import type { Config, KnownModel, ModelRule, ProviderConfig } from '../../../src/config/index.ts';
import type { ListedModels } from '../../../src/routing/index.ts';

export function provider(name: string, over: Partial<ProviderConfig> = {}): ProviderConfig {
  return {
    name,
    type: 'openai-compatible',
    preset: null,
    baseUrl: `https://${name}.example/v1`,
    endpoints: {},
    auth: 'key',
    apiKey: 'sk-secret',
    keyVariable: `${name.toUpperCase()}_API_KEY`,
    credentialShape: null,
    on: true,
    why: 'it has its key',
    timeouts: { connectMs: 1000, firstByteMs: 1000, idleMs: 1000, totalMs: 1000 },
    headers: {},
    retries: 2,
    includeUsage: true,
    listsModels: true,
    models: [],
    ...over,
  };
}

export const testProvider = provider('test', {
  type: 'test',
  baseUrl: '',
  auth: 'none',
  apiKey: null,
  keyVariable: null,
  listsModels: false,
});

export function off(name: string, over: Partial<ProviderConfig> = {}): ProviderConfig {
  return provider(name, {
    on: false,
    apiKey: null,
    why: `${name.toUpperCase()}_API_KEY is not set`,
    ...over,
  });
}

export function rule(pattern: string, target: string, over: Partial<ModelRule> = {}): ModelRule {
  const slash = target.indexOf('/');
  return {
    pattern,
    isGlob: /[*?]/.test(pattern),
    provider: slash < 0 ? target : target.slice(0, slash),
    model: slash < 0 ? null : target.slice(slash + 1),
    window: null,
    price: null,
    fallbacks: [],
    ...over,
  };
}

export function config(over: Partial<Config>): Config {
  return {
    file: null,
    searched: [],
    origins: [],
    warnings: [],
    dataDir: '/nowhere',
    server: {
      host: '127.0.0.1',
      port: 0,
      authToken: null,
      allowedHosts: [],
      allowedOrigins: [],
      bodyLimit: 1,
    },
    defaultModel: null,
    providers: [testProvider],
    models: [],
    mcp: { servers: [], confirmMs: 300_000 },
    capture: 'full',
    retention: { maxAgeMs: null, maxBytes: null },
    thresholds: [],
    logLevel: 'silent',
    ...over,
  };
}

/** Lists as the providers would have given them. */
export function lists(byProvider: Record<string, (string | KnownModel)[]> = {}): ListedModels {
  const all = new Map(
    Object.entries(byProvider).map(([name, models]) => [
      name,
      models.map((model) => (typeof model === 'string' ? { id: model, window: null } : model)),
    ]),
  );
  return {
    listed: (model) =>
      [...all].filter(([, models]) => models.some((m) => m.id === model)).map(([name]) => name),
    of: (name) => all.get(name) ?? [],
    find: (name, model) => all.get(name)?.find((known) => known.id === model) ?? null,
  };
}
