import type { Environment, Variable } from './environment.ts';
import { localBaseUrl } from './network.ts';
import { pathId } from './path.ts';
import { PRESETS, type Preset, presetNamed } from './presets/index.ts';
import { priceOf } from './price.ts';
import type { Problems } from './problems.ts';
import type { FileProvider } from './schema.ts';
import { didYouMean } from './suggest.ts';
import { type Tree, textAt } from './tree.ts';
import type { KnownModel, ProviderAuth, ProviderConfig, Timeouts } from './types.ts';

/** Seconds, as DESIGN gives them: a stream may be silent for five minutes, an answer takes fifteen at most. */
const TIMEOUTS = { connect_s: 10, first_byte_s: 300, idle_s: 300, total_s: 900 } as const;
const RETRIES = 2;
/** Why a provider is off that the file turns off. */
export const DISABLED = 'enabled = false in the configuration';

/** A provider with what is told about it besides. */
export interface ResolvedProvider {
  config: ProviderConfig;
  /** The variable that its key or address comes from, where the file has none. */
  variable: Variable | null;
  warnings: string[];
}

interface Key {
  value: string | null;
  /** The variable that would set it, where one is known. */
  name: string | null;
  variable: Variable | null;
}

function findKey(file: FileProvider, preset: Preset | null, missing: string | null, env: Environment): Key {
  const known = preset?.keyVariables ?? [];
  if (missing !== null) return { value: null, name: missing, variable: null };
  if (file.api_key !== undefined)
    return { value: file.api_key || null, name: known[0] ?? null, variable: null };
  for (const name of known) {
    const variable = env(name);
    if (variable !== null) return { value: variable.value, name, variable };
  }
  return { value: null, name: known[0] ?? null, variable: null };
}

/** Without slashes at its end. */
function plainUrl(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Whose credential goes up where the file does not say. */
function usualAuth(file: FileProvider, preset: Preset | null, key: Key): ProviderAuth {
  if (key.value !== null) return 'key';
  // A preset's credential shape vouches for the preset's own address only.
  const ownAddress = file.base_url === undefined || plainUrl(file.base_url) === preset?.baseUrl;
  if (preset?.clientShape && ownAddress) return 'client';
  if (preset === null)
    return file.type !== 'test' && (file.api_key !== undefined || key.name !== null) ? 'key' : 'none';
  return preset.keyVariables.length > 0 ? 'key' : 'none';
}

function keyWhy(file: FileProvider, key: Key): string {
  if (file.api_key !== undefined) return 'api_key is set in the configuration';
  return `${key.name} is set`;
}

function noKeyWhy(key: Key): string {
  return key.name === null ? 'it has no api_key' : `${key.name} is not set`;
}

interface State {
  on: boolean;
  why: string;
}

function state(
  file: FileProvider,
  preset: Preset | null,
  auth: ProviderAuth,
  key: Key,
  named: boolean,
  host: Variable | null,
): State {
  if (file.enabled === false) return { on: false, why: DISABLED };
  const note = preset?.note ? `, ${preset.note}` : '';
  if (auth === 'key') {
    return key.value === null
      ? { on: false, why: noKeyWhy(key) }
      : { on: true, why: keyWhy(file, key) + note };
  }
  if (auth === 'client') {
    if (file.auth === 'client') return { on: true, why: `passes on the client's own credential${note}` };
    const keyless = key.name === null ? '' : `no ${key.name}; `;
    return { on: false, why: `${keyless}passes on a client's own ${preset?.title} credential${note}` };
  }
  if (preset?.type === 'test') return { on: true, why: 'built in, answers offline' };
  if (named) return { on: true, why: 'named in the configuration, needs no key' };
  if (host !== null) return { on: true, why: `${preset?.host?.variable} is set` };
  return {
    on: false,
    why: `neither ${preset?.host?.variable} nor the configuration names it`,
  };
}

function timeouts(file: FileProvider): Timeouts {
  const given = file.timeouts ?? {};
  const ms = (seconds: number) => Math.round(seconds * 1000);
  return {
    connectMs: ms(given.connect_s ?? TIMEOUTS.connect_s),
    firstByteMs: ms(given.first_byte_s ?? TIMEOUTS.first_byte_s),
    idleMs: ms(given.idle_s ?? TIMEOUTS.idle_s),
    totalMs: ms(given.total_s ?? TIMEOUTS.total_s),
  };
}

/** The file's, over the preset's where the preset's address and type are used: of another server nothing is known. */
function endpoints(file: FileProvider, preset: Preset | null): ProviderConfig['endpoints'] {
  const usual = file.base_url === undefined && file.type === undefined ? preset?.endpoints : {};
  const given = Object.entries(file.endpoints ?? {}).map(([name, url]) => [name, plainUrl(url)]);
  return { ...usual, ...Object.fromEntries(given) };
}

/** The file's models before the preset's own. */
function models(file: FileProvider, preset: Preset | null): KnownModel[] {
  const usual = (preset?.models ?? []).map((known) => ({ ...known, usual: true as const }));
  const own = (file.models ?? []).map((one): KnownModel => {
    const known = usual.find(({ id }) => id === one.id) ?? { id: one.id, window: null };
    const given = one.max_context_size === undefined ? known : { id: one.id, window: one.max_context_size };
    return one.price === undefined ? given : { ...given, price: priceOf(one.price) ?? {} };
  });
  return [...own, ...usual.filter((known) => !own.some((one) => one.id === known.id))];
}

/** Warns of a key that nobody uses. */
function warnings(name: string, file: FileProvider, auth: ProviderAuth): string[] {
  const unused = auth !== 'key' && file.api_key !== undefined && file.api_key !== '';
  return unused ? [`providers.${name}.api_key is not used: auth is "${auth}"`] : [];
}

function resolveOne(
  name: string,
  given: FileProvider | null,
  missing: string | null,
  env: Environment,
): ResolvedProvider {
  const file = given ?? {};
  const preset = presetNamed(name);
  const key = findKey(file, preset, missing, env);
  const auth = file.auth ?? usualAuth(file, preset, key);
  const host = preset?.host && file.base_url === undefined ? env(preset.host.variable) : null;
  const fromHost = host !== null && preset?.host ? localBaseUrl(host.value, preset.host.port) : null;
  const type = file.type ?? preset?.type ?? 'openai-compatible';
  const ownShape = preset !== null && auth === 'client' && file.auth !== 'client';
  const { on, why } = state(file, preset, auth, key, given !== null, fromHost === null ? null : host);
  const config: ProviderConfig = {
    name,
    type,
    preset: preset?.name ?? null,
    baseUrl: type === 'test' ? '' : plainUrl(file.base_url ?? fromHost ?? preset?.baseUrl ?? ''),
    endpoints: endpoints(file, fromHost === null ? preset : null),
    auth,
    apiKey: auth === 'key' ? key.value : null,
    keyVariable: key.name,
    credentialShape: ownShape ? preset.clientShape : null,
    on,
    why,
    timeouts: timeouts(file),
    headers: Object.fromEntries(
      Object.entries(file.headers ?? {}).map(([header, value]) => [header.toLowerCase(), value]),
    ),
    retries: file.retries ?? RETRIES,
    includeUsage: file.include_usage ?? preset?.includeUsage ?? true,
    listsModels: file.lists_models ?? preset?.listsModels ?? type !== 'test',
    models: models(file, preset),
  };
  const used = auth === 'key' ? key.variable : fromHost === null ? null : host;
  const ignored =
    host !== null && fromHost === null ? [`${preset?.host?.variable} is not an address: ignored`] : [];
  return { config, variable: used, warnings: [...warnings(name, file, auth), ...ignored] };
}

/** Checks what the schema cannot: a provider that is no preset says how and where it is spoken to. */
export function checkProvider(name: string, file: object, tree: Tree, problems: Problems): void {
  const path = ['providers', name];
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) || name === 'auto') {
    problems.add(
      path,
      'is not a name for a provider: letters, digits, ".", "_" and "-" only, and not "auto"',
    );
    return;
  }
  if (presetNamed(name) !== null) return;
  const has = (key: string) => Object.hasOwn(file, key) || tree.unset.has(pathId([...path, key]));
  if (!has('type')) {
    const near = didYouMean(
      name,
      PRESETS.map((preset) => preset.name),
    );
    problems.add(path, `needs a type (openai-compatible, …): it is not the name of a preset`, near);
  } else if (textAt(file, ['type']) !== 'test' && !has('base_url')) problems.add(path, 'needs a base_url');
}

/**
 * Every provider there is: those of the file first, in its order, then the presets that it does not name.
 * `missingKeys` says which variable a provider's `api_key` names that is not set.
 */
export function resolveProviders(
  file: Readonly<Record<string, FileProvider>>,
  missingKeys: ReadonlyMap<string, string>,
  env: Environment,
): ResolvedProvider[] {
  const given = new Map(Object.entries(file));
  const names = new Set([...given.keys(), ...PRESETS.map((preset) => preset.name)]);
  return [...names].map((name) =>
    resolveOne(name, given.get(name) ?? null, missingKeys.get(name) ?? null, env),
  );
}
