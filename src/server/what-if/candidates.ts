import type { Config } from '../../config/index.ts';
import { ProxyError } from '../../exchange/index.ts';
import type { PricedModel } from '../../pricing/index.ts';

/** A model that a session's exchanges are priced as. */
export interface Candidate {
  /** As it was asked for. */
  id: string;
  provider: string;
  priced: PricedModel;
  /** What the configuration says; null where it does not. */
  window: number | null;
}

/** Current models of several makers and prices, for whoever asks for none. */
const WELL_KNOWN = [
  'anthropic/claude-opus-5-5',
  'anthropic/claude-sonnet-5-5',
  'anthropic/claude-haiku-5-5',
  'openai/gpt-6.1-sol',
  'openai/gpt-6-luna',
  'gemini/gemini-3.1-pro-preview',
  'gemini/gemini-3.1-flash-lite',
  'moonshot/kimi-k3',
  'deepseek/deepseek-v4-pro',
  'mistral/mistral-large-latest',
];

/** Models that are looked at where none is asked for. */
const MOST = 40;

function find(config: Config, id: string): Candidate | null {
  const rule = config.models.find((one) => !one.isGlob && one.pattern === id);
  const name = rule?.provider ?? id.slice(0, Math.max(0, id.indexOf('/')));
  const provider = config.providers.find((one) => one.name === name);
  if (provider === undefined) return null;
  const own = id.startsWith(`${name}/`) ? id.slice(name.length + 1) : id;
  const model = rule?.model ?? own;
  if (model === '') return null;
  const known = provider.models.find((one) => one.id === model);
  return {
    id,
    provider: name,
    priced: {
      preset: provider.preset,
      baseUrl: provider.baseUrl,
      model,
      override: rule?.price ?? known?.price ?? null,
    },
    window: rule?.window ?? known?.window ?? null,
  };
}

/**
 * The model of this name: an id of `[models]`, or `provider/model`. The provider need not be on.
 * @throws ProxyError `invalid_request`
 */
export function candidateFor(config: Config, id: string): Candidate {
  const found = find(config, id);
  if (found !== null) return found;
  throw new ProxyError('invalid_request', `model: "${id}" names no provider that is known here.`, {
    hint: 'Give provider/model, such as anthropic/claude-sonnet-5-5, or an id of [models]; GET /api/providers lists the providers.',
    details: { field: 'model' },
  });
}

/** What the configuration names, then what is well known; each once. */
export function usualCandidates(config: Config): Candidate[] {
  const ids = [
    ...config.models.filter((rule) => !rule.isGlob).map((rule) => rule.pattern),
    ...(config.defaultModel === null ? [] : [config.defaultModel]),
    ...config.providers
      .filter((provider) => provider.on && provider.type !== 'test')
      .flatMap((provider) => provider.models.map((model) => `${provider.name}/${model.id}`)),
  ].slice(0, MOST - WELL_KNOWN.length);
  const found = new Map<string, Candidate>();
  for (const id of [...ids, ...WELL_KNOWN]) {
    const candidate = find(config, id);
    if (candidate === null) continue;
    const key = `${candidate.provider}/${candidate.priced.model}`;
    if (!found.has(key)) found.set(key, candidate);
  }
  return [...found.values()];
}
