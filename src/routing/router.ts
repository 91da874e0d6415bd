import type { Config, ModelRule, ProviderConfig } from '../config/index.ts';
import type { RouteDecision } from '../contract/index.ts';
import { ProxyError } from '../exchange/index.ts';
import {
  type Catalog,
  createCatalog,
  type ListedModels,
  type ModelOrigin,
  type PublishedWindow,
} from './catalog.ts';
import type { DefaultModel } from './default-model.ts';
import { familyOf } from './family.ts';
import type { ModelEntry, Route, RouteRequest, Router, Target } from './port.ts';
import { autoUnset, keyMissing, modelNotFound, unknownProvider } from './refusals.ts';

type Usable = (provider: ProviderConfig) => boolean;

interface Named {
  provider: ProviderConfig;
  /** The provider's own id. */
  model: string;
}

/**
 * Splits `provider/model` at the first slash where what stands before it is a provider. The whole id stays where
 * the provider lists that one and not the rest: `openrouter/auto` is OpenRouter's own name.
 */
function splitName(catalog: Catalog, id: string): Named | null {
  const slash = id.indexOf('/');
  if (slash <= 0 || slash === id.length - 1) return null;
  const provider = catalog.provider(id.slice(0, slash));
  if (provider === undefined) return null;
  const rest = id.slice(slash + 1);
  const whole = !catalog.knows(provider, rest) && catalog.knows(provider, id);
  return { provider, model: whole ? id : rest };
}

function ruleTarget(catalog: Catalog, rule: ModelRule, asked: string): Target | null {
  const provider = catalog.provider(rule.provider);
  if (provider === undefined) return null;
  const prefix = `${rule.provider}/`;
  const ownName = rule.pattern.startsWith(prefix) && asked.startsWith(prefix);
  const model = rule.model ?? (ownName ? asked.slice(prefix.length) : asked);
  return {
    provider,
    model,
    window: rule.window ?? catalog.window(provider, model),
    price: rule.price ?? catalog.price(provider, model),
  };
}

function knownTarget(catalog: Catalog, { provider, model }: Named): Target {
  return { provider, model, window: catalog.window(provider, model), price: catalog.price(provider, model) };
}

/** A rule's fallbacks that can be used, each once and none of them the first choice itself. */
function fallbackTargets(catalog: Catalog, rule: ModelRule, usable: Usable): Target[] {
  return rule.fallbacks.flatMap((id) => {
    const other = catalog.exactRule(id);
    if (other !== undefined) {
      const target = ruleTarget(catalog, other, id);
      return target !== null && usable(target.provider) ? [target] : [];
    }
    const named = splitName(catalog, id);
    if (named === null || !usable(named.provider)) return [];
    return [knownTarget(catalog, named)];
  });
}

function distinct(targets: readonly Target[]): Target[] {
  const seen = new Set<string>();
  return targets.filter((target) => {
    const key = `${target.provider.name}/${target.model}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function byRule(catalog: Catalog, rule: ModelRule, asked: string, usable: Usable): Route {
  const first = ruleTarget(catalog, rule, asked);
  if (first === null) throw unknownProvider(rule.provider, catalog);
  const detail = `[models."${rule.pattern}"]`;
  const fallbacks = fallbackTargets(catalog, rule, usable);
  if (usable(first.provider)) {
    const [, ...others] = distinct([first, ...fallbacks]);
    return { ...first, decision: { rule: 'models', detail }, fallbacks: others };
  }
  const [next, ...others] = distinct(fallbacks);
  if (next === undefined) throw keyMissing(first.provider);
  const fallback = `${detail}: ${first.provider.name} is off, its fallback ${next.provider.name}/${next.model}`;
  return { ...next, decision: { rule: 'models', detail: fallback }, fallbacks: others };
}

/**
 * Decides which provider and model a request goes to. The order is that of docs/routing.md.
 * @param standard what `auto` means where no session is pinned
 */
export function createRouter(
  config: Config,
  lists: ListedModels,
  published: PublishedWindow = () => null,
  standard: DefaultModel = { model: config.defaultModel, from: 'configuration' },
): Router {
  const catalog = createCatalog(config, lists, published);

  function route(provider: ProviderConfig, model: string, decision: RouteDecision): Route {
    const { window, price } = knownTarget(catalog, { provider, model });
    return { provider, model, window, price, decision, fallbacks: [] };
  }

  function byProviderPrefix(model: string, usable: Usable): Route | null {
    const named = splitName(catalog, model);
    if (named === null) return null;
    if (usable(named.provider)) {
      return route(named.provider, named.model, {
        rule: 'provider/model',
        detail: `${named.provider.name}/ names the provider`,
      });
    }
    const listed = byList(model);
    if (listed === null) throw keyMissing(named.provider);
    return listed;
  }

  function byList(model: string): Route | null {
    const serving = catalog.servedBy(model);
    const provider = serving.find((candidate) => candidate.type === 'test') ?? serving[0];
    if (provider === undefined || (serving.length > 1 && provider.type !== 'test')) return null;
    return route(provider, model, { rule: 'listed', detail: `${provider.name} lists it` });
  }

  function byFamily(model: string, usable: Usable): Route | null {
    const family = familyOf(model);
    const members = family.flatMap((name) => [
      ...catalog.providers.filter((provider) => provider.name === name),
      ...catalog.providers.filter((provider) => provider.name !== name && provider.preset === name),
    ]);
    const provider = members.find((member) => member.on) ?? members.find(usable);
    if (provider === undefined) return null;
    return route(provider, model, {
      rule: 'family',
      detail: `the family of ${provider.name}, by its prefix`,
    });
  }

  function byOnlyProvider(model: string): Route | null {
    const [provider, ...others] = catalog.providers.filter((p) => p.on && p.type !== 'test');
    if (provider === undefined || others.length > 0) return null;
    return route(provider, model, {
      rule: 'only-provider',
      detail: `only provider that is on: ${provider.name}`,
    });
  }

  function byName(model: string, usable: Usable): Route {
    const rule = catalog.rule(model);
    if (rule !== undefined) return byRule(catalog, rule, model, usable);
    const found =
      byProviderPrefix(model, usable) ?? byList(model) ?? byFamily(model, usable) ?? byOnlyProvider(model);
    if (found === null) throw modelNotFound(model, catalog);
    return found;
  }

  /** A session holds provider and model apart: together they are a name like any other. */
  function bySession(provider: string | null, model: string, usable: Usable): Route {
    const known = provider === null ? undefined : catalog.provider(provider);
    if (known === undefined) return byName(model, usable);
    const rule = catalog.exactRule(model);
    if (rule?.provider === known.name) return byRule(catalog, rule, model, usable);
    const split = splitName(catalog, model);
    const repeated = split?.provider === known && !catalog.knows(known, model);
    const own = repeated && catalog.knows(known, split.model) ? split.model : model;
    if (!usable(known)) throw keyMissing(known);
    return route(known, own, { rule: 'auto', detail: '' });
  }

  function auto(request: RouteRequest, usable: Usable): Route {
    const model = request.pinned?.model ?? null;
    if (request.pinned !== null && model !== null && model !== 'auto') {
      const found = bySession(request.pinned.provider, model, usable);
      const detail = `the pinned session's model: ${found.provider.name}/${found.model}`;
      return { ...found, decision: { rule: 'auto', detail } };
    }
    if (standard.model === null || standard.model === 'auto') throw autoUnset(catalog);
    const found = byName(standard.model, usable);
    const by = standard.from === 'page' ? ', chosen in the page' : '';
    return { ...found, decision: { rule: 'auto', detail: `default_model = "${standard.model}"${by}` } };
  }

  function byHeader(name: string, model: string | null, usable: Usable): Route {
    const provider = catalog.provider(name);
    if (provider === undefined) throw unknownProvider(name, catalog);
    if (!usable(provider)) throw keyMissing(provider);
    const split = model === null ? null : splitName(catalog, model);
    const own = split?.provider === provider ? split.model : (model ?? '');
    return route(provider, own, { rule: 'header', detail: `the request names the provider ${name}` });
  }

  /** What `auto` is while no session is pinned; null where the default model leads nowhere. */
  function autoTarget(): Target | null {
    try {
      return auto({ model: 'auto', pinned: null, provider: null }, (provider) => provider.on);
    } catch (error) {
      if (error instanceof ProxyError) return null;
      throw error;
    }
  }

  function entries(off: boolean): ModelEntry[] {
    const all = new Map<string, ModelEntry>();
    const add = (id: string, target: Target, origin: ModelOrigin): void => {
      const { provider, model, window, price } = target;
      const display = catalog.display(provider, model);
      if (!all.has(id)) all.set(id, { id, provider, providerModel: model, window, price, origin, display });
    };
    for (const rule of catalog.rules) {
      if (rule.isGlob) continue;
      const target = ruleTarget(catalog, rule, rule.pattern);
      if (target !== null && (off || target.provider.on)) add(rule.pattern, target, 'config');
    }
    const auto = autoTarget();
    if (auto !== null) add('auto', auto, 'config');
    for (const provider of catalog.providers) {
      if (!off && !provider.on) continue;
      for (const { id, window } of catalog.models(provider)) {
        const target = { ...knownTarget(catalog, { provider, model: id }), window };
        const origin = catalog.origin(provider, id);
        if (provider.type === 'test') add(id, target, origin);
        add(`${provider.name}/${id}`, target, origin);
      }
    }
    return [...all.values()];
  }

  return {
    resolve(request) {
      const usable: Usable = (provider) =>
        provider.on || (provider.auth === 'client' && (request.brings?.(provider) ?? true));
      if (request.provider !== null) return byHeader(request.provider, request.model, usable);
      if (request.model === null || request.model === '') {
        throw new ProxyError('invalid_request', 'The request names no model', {
          hint: 'Give "model": an id of [models], provider/model, or "auto".',
          details: { field: 'model' },
        });
      }
      if (request.model === 'auto' && catalog.exactRule('auto') === undefined) return auto(request, usable);
      return byName(request.model, usable);
    },

    entries,
    models: () =>
      entries(false).map(({ id, provider, providerModel, window }) => ({
        id,
        provider: provider.name,
        providerModel,
        window,
      })),
  };
}
