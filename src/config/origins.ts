import { describeKey } from './descriptions.ts';
import type { Variable } from './environment.ts';
import { type KeyPath, pathId, showPath } from './path.ts';
import type { Source } from './problems.ts';
import type { ResolvedProvider } from './providers.ts';
import type { FileConfig } from './schema.ts';
import { isSecret, shownValue } from './shown.ts';
import type { Tree } from './tree.ts';
import type { Config, Origin, OriginKind } from './types.ts';

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

/** `KIMI_API_KEY` of `environment KIMI_API_KEY`. */
const nameOf = ({ from }: Variable): string => from.slice(from.indexOf(' ') + 1);

/** Where a value came from, without the value. */
type Place = Pick<Origin, 'from' | 'kind' | 'where' | 'variables'>;

const NO_RAW: Tree['raw'] = new Map();
const DEFAULT: Place = { from: 'default', kind: 'default', where: null, variables: [] };

/** What stands before the name in `flag --port`, `environment NAME`, `.env NAME`, `preset kimi`. */
const KINDS: readonly [prefix: string, kind: OriginKind][] = [
  ['flag ', 'flag'],
  ['environment ', 'environment'],
  ['.env ', 'dotenv'],
  ['preset ', 'preset'],
];

/** A place outside the file, by how it is said. */
function outside(from: string): Place {
  const found = KINDS.find(([prefix]) => from.startsWith(prefix));
  if (found === undefined) return DEFAULT;
  return { from, kind: found[1], where: from.slice(found[0].length), variables: [] };
}

function originAt(path: KeyPath, value: unknown, raw: Tree['raw'], place: Place): Origin {
  const secret = isSecret(path);
  const isSet = value !== null && value !== '';
  const shown = secret || !isSet ? null : shownValue(path, value, raw);
  const inWords = typeof shown === 'string' ? shown : JSON.stringify(shown);
  return {
    path: showPath(path),
    value: secret || !isSet ? (isSet ? 'set' : 'not set') : inWords,
    shown,
    isSecret: secret,
    isSet,
    description: describeKey(path),
    ...place,
  };
}

/** A setting that the command line decides after all. */
export function flagOrigin(key: string, value: string, flag: string): Origin {
  return originAt([key], value, NO_RAW, outside(`flag ${flag}`));
}

/** The settings that have a value without any configuration, as they are now. */
function settings(config: Omit<Config, 'origins'>): [string[], unknown][] {
  const { server, retention } = config;
  return [
    [['host'], server.host],
    [['port'], server.port],
    [['data_dir'], config.dataDir],
    [['auth_token'], server.authToken],
    [['allowed_hosts'], server.allowedHosts],
    [['allowed_origins'], server.allowedOrigins],
    [['body_limit_mb'], server.bodyLimit / (1024 * 1024)],
    [['default_model'], config.defaultModel],
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
  const { raw } = tree;
  const fromFile = (path: KeyPath): Place => {
    const line = source?.lines.get(pathId(path));
    if (line === undefined) return DEFAULT;
    const used = tree.used.get(pathId(path)) ?? [];
    const where = `${source?.shown}:${line}`;
    const from = [where, ...used.map((variable) => variable.from)].join(', ');
    return { from, kind: 'file', where, variables: used.map(nameOf) };
  };
  const file = originAt(['config'], config.file, NO_RAW, outside(parts.configFrom));
  const origins: Origin[] = [{ ...file, value: config.file ?? 'none: defaults' }];
  const seen = new Set<string>();
  for (const [path, value] of settings(config)) {
    seen.add(pathId(path));
    const decided = parts.overrides.get(showPath(path));
    // What is in force need not be what the file says: it is shown as it is.
    origins.push(originAt(path, value, NO_RAW, decided === undefined ? fromFile(path) : outside(decided)));
  }
  for (const [path, value] of leaves(parts.file)) {
    if (!seen.has(pathId(path))) origins.push(originAt(path, value, raw, fromFile(path)));
  }
  for (const [provider, name] of tree.missingKeys) {
    const path = ['providers', provider, 'api_key'];
    const place = fromFile(path);
    const from = `${place.from}, ${name} is not set`;
    origins.push(originAt(path, null, raw, { ...place, from, variables: [name] }));
  }
  for (const { config: provider, variable } of parts.providers) {
    if (provider.preset === null) continue;
    const path = ['providers', provider.name];
    const named = parts.file.providers?.[provider.name];
    const isKey = provider.auth === 'key';
    if (variable !== null) {
      const [key, value] = isKey ? ['api_key', provider.apiKey] : ['base_url', provider.baseUrl];
      origins.push(originAt([...path, key], value, raw, outside(variable.from)));
    }
    if (provider.baseUrl !== '' && named?.base_url === undefined && (variable === null || isKey)) {
      const place = outside(`preset ${provider.preset}`);
      origins.push(originAt([...path, 'base_url'], provider.baseUrl, raw, place));
    }
  }
  return origins;
}
