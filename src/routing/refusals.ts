import type { ProviderConfig } from '../config/index.ts';
import { ProxyError } from '../exchange/index.ts';
import type { Catalog } from './catalog.ts';
import { closestNames } from './closest.ts';
import { familyOf } from './family.ts';

const SHOWN_LENGTH = 200;

/** A name that a client sent, fit for a sentence: bounded, on one line. */
function shown(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\uFFFD');
  return plain.length > SHOWN_LENGTH ? `${plain.slice(0, SHOWN_LENGTH)}…` : plain;
}

function waysOn(providers: readonly ProviderConfig[]): string | null {
  const variables = [...new Set(providers.filter((p) => !p.on).flatMap((p) => p.keyVariable ?? []))];
  if (variables.length === 0) return null;
  return variables.length === 1 ? `set ${variables[0]}` : `set one of ${variables.slice(0, 6).join(', ')}`;
}

/** `provider_key_missing` for a provider that was named and cannot be used. */
export function keyMissing(provider: ProviderConfig): ProxyError {
  const variable = provider.keyVariable;
  const hint =
    variable === null
      ? `Set api_key under [providers.${provider.name}] in config.toml. ${provider.why}`
      : `Set ${variable} in the environment or in .env, or api_key under [providers.${provider.name}] in config.toml.`;
  return new ProxyError(
    'provider_key_missing',
    variable === null
      ? `The provider ${provider.name} is off: ${provider.why}`
      : `The provider ${provider.name} is off: it has no key (${variable})`,
    { hint, details: { provider: provider.name, ...(variable === null ? {} : { variable }) } },
  );
}

/** `invalid_request` for a provider that nothing defines. */
export function unknownProvider(name: string, catalog: Catalog): ProxyError {
  const names = catalog.providers.map((provider) => provider.name);
  const closest = closestNames(name, names);
  return new ProxyError('invalid_request', `There is no provider "${shown(name)}"`, {
    hint: closest[0] === undefined ? `Known providers: ${names.join(', ')}.` : `Did you mean ${closest[0]}?`,
    details: { field: 'provider', closest },
  });
}

/** `model_not_found` for `auto` where nothing says what it stands for. */
export function autoUnset(catalog: Catalog): ProxyError {
  const example = catalog.providers.find((provider) => provider.on);
  const model = example === undefined ? undefined : catalog.models(example)[0]?.id;
  const name = example === undefined || model === undefined ? 'test/test-model' : `${example.name}/${model}`;
  return new ProxyError('model_not_found', 'The model "auto" stands for nothing yet', {
    hint: `Set default_model = "${name}" in config.toml, choose a model for auto in the page, or activate a session that has one.`,
    details: { closest: [] },
  });
}

function* candidates(catalog: Catalog): Generator<string> {
  for (const rule of catalog.rules) if (!rule.isGlob) yield rule.pattern;
  for (const provider of catalog.providers) {
    if (!provider.on) continue;
    for (const model of catalog.models(provider)) yield `${provider.name}/${model.id}`;
  }
}

function hintFor(model: string, closest: readonly string[], catalog: Catalog): string {
  const serving = catalog.servedBy(model);
  if (serving.length > 1) {
    return `Several providers list it; name one: ${serving.map((p) => `${p.name}/${model}`).join(', ')}.`;
  }
  const alone = !catalog.providers.some((provider) => provider.on && provider.type !== 'test');
  if (closest.length > 0 && !alone) return `Did you mean ${closest.slice(0, 3).join(', ')}?`;
  const family = familyOf(model);
  const own = catalog.providers.filter(
    (provider) => family.includes(provider.name) || family.includes(provider.preset ?? ''),
  );
  const on = waysOn(own) ?? (alone ? waysOn(catalog.providers) : null);
  if (on !== null) return `To have it served, ${on}, or give it a provider under [models] in config.toml.`;
  return 'GET /v1/models lists what there is; [models] in config.toml gives any name a provider.';
}

/** `model_not_found` with the closest names that there are. */
export function modelNotFound(model: string, catalog: Catalog): ProxyError {
  const serving = catalog.servedBy(model).map((provider) => `${provider.name}/${model}`);
  const closest = serving.length > 1 ? serving.slice(0, 5) : closestNames(model, candidates(catalog));
  return new ProxyError('model_not_found', `No provider serves the model "${shown(model)}"`, {
    hint: hintFor(model, closest, catalog),
    details: { closest },
  });
}
