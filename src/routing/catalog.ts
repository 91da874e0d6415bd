import type { Config, ConfiguredPrice, KnownModel, ModelRule, ProviderConfig } from '../config/index.ts';
import type { ModelView } from '../contract/index.ts';
import { globMatcher, type Matcher } from '../exchange/index.ts';
import type { ModelLists } from './model-lists.ts';

/** The one model that the built-in provider lists. */
const TEST_MODEL: KnownModel = { id: 'test-model', window: 128_000 };

/** What the router asks of the providers' lists. */
export type ListedModels = Pick<ModelLists, 'listed' | 'of' | 'find'>;

/** Tokens that a model can take by those who are asked where neither the configuration nor the provider says. */
export type PublishedWindow = (provider: ProviderConfig, model: string) => number | null;

/** Who names a model: the configuration, the provider's preset, or the provider's own list. */
export type ModelOrigin = ModelView['origin'];

/** The configuration's providers, models and rules, ready to be looked up. */
export interface Catalog {
  readonly providers: readonly ProviderConfig[];
  readonly rules: readonly ModelRule[];
  provider(name: string): ProviderConfig | undefined;
  /** Exact ids before globs, globs in the file's order. */
  rule(model: string): ModelRule | undefined;
  exactRule(model: string): ModelRule | undefined;
  /** Models of a provider, each a copy: those the configuration knows, then those it lists. */
  models(provider: ProviderConfig): KnownModel[];
  knows(provider: ProviderConfig, model: string): boolean;
  /** Providers that are on and know this id as their own. */
  servedBy(model: string): ProviderConfig[];
  /** Tokens the model can take; null where nobody says. */
  window(provider: ProviderConfig, model: string): number | null;
  /** Who names it. */
  origin(provider: ProviderConfig, model: string): ModelOrigin;
  /** What the provider's list calls it, for people; null where it has no other name. */
  display(provider: ProviderConfig, model: string): string | null;
  /** What the configuration says that it costs. */
  price(provider: ProviderConfig, model: string): ConfiguredPrice | null;
}

function configured(provider: ProviderConfig): KnownModel[] {
  const missing = provider.type === 'test' && !provider.models.some((model) => model.id === TEST_MODEL.id);
  return missing ? [TEST_MODEL, ...provider.models] : provider.models;
}

export function createCatalog(config: Config, lists: ListedModels, published: PublishedWindow): Catalog {
  const byName = new Map(config.providers.map((provider) => [provider.name, provider]));
  const known = new Map(
    config.providers.map((provider) => [
      provider.name,
      new Map(configured(provider).map((model) => [model.id, model])),
    ]),
  );
  const exact = new Map<string, ModelRule>();
  const globs: { rule: ModelRule; matches: Matcher }[] = [];
  for (const rule of config.models) {
    if (rule.isGlob) globs.push({ rule, matches: globMatcher(rule.pattern) });
    else if (!exact.has(rule.pattern)) exact.set(rule.pattern, rule);
  }

  function find(provider: ProviderConfig, model: string): KnownModel | undefined {
    return known.get(provider.name)?.get(model) ?? lists.find(provider.name, model) ?? undefined;
  }

  function windowOf(provider: ProviderConfig, model: string): number | null {
    const own = known.get(provider.name)?.get(model);
    const listed = lists.find(provider.name, model)?.window ?? null;
    const first = own?.usual === true ? (listed ?? own.window) : (own?.window ?? listed);
    return first ?? published(provider, model);
  }

  return {
    providers: config.providers,
    rules: config.models,
    provider: (name) => byName.get(name),
    exactRule: (model) => exact.get(model),
    rule: (model) => exact.get(model) ?? globs.find((glob) => glob.matches(model))?.rule,
    models(provider) {
      const all = [...configured(provider), ...lists.of(provider.name)];
      return [...new Set(all.map(({ id }) => id))].map((id) => ({ id, window: windowOf(provider, id) }));
    },
    knows: (provider, model) => find(provider, model) !== undefined,
    servedBy: (model) =>
      config.providers.filter((provider) => provider.on && find(provider, model) !== undefined),
    window: windowOf,
    origin(provider, model) {
      const own = known.get(provider.name)?.get(model);
      if (own === undefined) return 'listed';
      const isPreset = own === TEST_MODEL || (own.usual === true && own.price === undefined);
      return isPreset ? 'preset' : 'config';
    },
    display: (provider, model) => lists.find(provider.name, model)?.display ?? null,
    price: (provider, model) => known.get(provider.name)?.get(model)?.price ?? null,
  };
}
