import type { Variable } from './environment.ts';
import { type KeyPath, pathId, showPath } from './path.ts';
import type { Source } from './problems.ts';
import type { ResolvedProvider } from './providers.ts';
import type { FileConfig } from './schema.ts';
import type { Tree } from './tree.ts';
import type { Config, Origin } from './types.ts';

/** Values that are never shown, wherever they stand. */
function isSecret(path: KeyPath): boolean {
  const [top, , third] = path;
  if (path.length === 1) return top === 'auth_token';
  if (top === 'providers') return third === 'api_key' || third === 'headers';
  return top === 'mcp' && (path[3] === 'env' || path[3] === 'args' || path[3] === 'headers');
}

/** An address without what may hold a secret. */
function plainAddress(address: string): string {
  return URL.canParse(address) && new URL(address).search !== '' ? `${address.split('?')[0]}?…` : address;
}

function show(path: KeyPath, value: unknown, raw: string | undefined): string {
  if (isSecret(path)) return value === '' || value === null ? 'not set' : 'set';
  if (raw !== undefined) return raw;
  if (path.at(-1) === 'url' && typeof value === 'string') return plainAddress(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Every value of the file at its own path; lists are one value. */
function* leaves(value: unknown, path: KeyPath = []): Generator<[KeyPath, unknown]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield [path, value];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...path, key]);
}

/** What a setting outside the file decided, by its key in the file. */
export type Overrides = ReadonlyMap<string, string>;

interface Parts {
  config: Omit<Config, 'origins'>;
  configFrom: string;
  file: FileConfig;
  tree: Tree;
  source: Source | null;
  overrides: Overrides;
  providers: readonly ResolvedProvider[];
}

function variables(used: readonly Variable[]): string {
  return used.map((variable) => `, ${variable.from}`).join('');
}

/** The settings that have a value without any configuration, as they are now. */
function settings(config: Omit<Config, 'origins'>): [string[], unknown][] {
  const { server, retention } = config;
  return [
    [['host'], server.host],
    [['port'], server.port],
    [['data_dir'], config.dataDir],
    [['auth_token'], server.authToken ?? ''],
    [['allowed_hosts'], server.allowedHosts],
    [['allowed_origins'], server.allowedOrigins],
    [['body_limit_mb'], server.bodyLimit / (1024 * 1024)],
    [['default_model'], config.defaultModel ?? 'not set'],
    [['capture'], config.capture],
    [['retention', 'days'], (retention.maxAgeMs ?? 0) / 86_400_000],
    [['retention', 'gb'], (retention.maxBytes ?? 0) / 1e9],
    [['thresholds'], config.thresholds],
    [['log_level'], config.logLevel],
    [['mcp', 'confirm_s'], config.mcp.confirmMs / 1000],
  ];
}

/** Where each value came from, for `kimi-proxy check`: settings first, then what the file says besides. */
export function traceOrigins(parts: Parts): Origin[] {
  const { config, tree, source } = parts;
  const origins: Origin[] = [
    { path: 'config', value: config.file ?? 'none: defaults', from: parts.configFrom },
  ];
  const seen = new Set<string>();
  const fromFile = (path: KeyPath): string | null => {
    const line = source?.lines.get(pathId(path));
    return line === undefined
      ? null
      : `${source?.shown}:${line}${variables(tree.used.get(pathId(path)) ?? [])}`;
  };
  for (const [path, value] of settings(config)) {
    const id = pathId(path);
    seen.add(id);
    const from = parts.overrides.get(showPath(path)) ?? fromFile(path) ?? 'default';
    origins.push({ path: showPath(path), value: show(path, value, undefined), from });
  }
  for (const [path, value] of leaves(parts.file)) {
    const id = pathId(path);
    if (seen.has(id)) continue;
    origins.push({
      path: showPath(path),
      value: show(path, value, tree.raw.get(id)),
      from: fromFile(path) ?? 'default',
    });
  }
  for (const [provider, name] of tree.missingKeys) {
    const path = ['providers', provider, 'api_key'];
    origins.push({ path: showPath(path), value: 'not set', from: `${fromFile(path)}, ${name} is not set` });
  }
  for (const { config: provider, variable } of parts.providers) {
    if (provider.preset === null) continue;
    const path = ['providers', provider.name];
    const named = parts.file.providers?.[provider.name];
    if (variable !== null) {
      const key = provider.auth === 'key' ? 'api_key' : 'base_url';
      const value = key === 'api_key' ? 'set' : provider.baseUrl;
      origins.push({ path: showPath([...path, key]), value, from: variable.from });
    }
    if (
      provider.baseUrl !== '' &&
      named?.base_url === undefined &&
      (variable === null || provider.auth === 'key')
    ) {
      origins.push({
        path: showPath([...path, 'base_url']),
        value: provider.baseUrl,
        from: `preset ${provider.preset}`,
      });
    }
  }
  return origins;
}
