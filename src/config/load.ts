import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { type Environment, environment } from './environment.ts';
import { validate } from './explain.ts';
import { deepFreeze } from './freeze.ts';
import { type Candidate, candidates, expandPath, readFirst, shownPath, xdgFolder } from './locate.ts';
import { checkMcpServers, mcpConfig } from './mcp.ts';
import { traceOrigins } from './origins.ts';
import { PRESETS } from './presets/index.ts';
import { priceOf } from './price.ts';
import { configError, Problems, type Source } from './problems.ts';
import { checkProvider, resolveProviders } from './providers.ts';
import { checkReferences, isGlob } from './references.ts';
import type { FileConfig } from './schema.ts';
import { checkAccess, chooseHost, choosePort, plainOrigin, type Setting } from './server.ts';
import { tomlLines } from './toml-lines.ts';
import { at, entriesAt, fillIn, type Tree, textAt } from './tree.ts';
import { type Config, ConfigError, type ModelRule } from './types.ts';
import { fileWarnings } from './warnings.ts';

/** What the command line says. */
export interface ConfigFlags {
  host?: string | undefined;
  port?: number | string | undefined;
  config?: string | undefined;
  dataDir?: string | undefined;
}

export interface LoadOptions {
  flags?: ConfigFlags | undefined;
  /** The process's environment; it goes before `.env` files. */
  env: Readonly<Record<string, string | undefined>>;
  /** The working directory, absolute. */
  cwd: string;
  /** The user's home folder, absolute. */
  home: string;
}

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;
const GB = 1e9;

function parseToml(text: string, source: { file: string; shown: string }): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    const message = `${source.shown}:${error.line}: not valid TOML (column ${error.column}): ${reason}`;
    throw configError([{ message, file: source.file, line: error.line, key: null, hint: null }], 'SYNTAX');
  }
}

function modelRules(file: FileConfig): ModelRule[] {
  return Object.entries(file.models ?? {}).map(([pattern, rule]) => ({
    pattern,
    isGlob: isGlob(pattern),
    provider: rule.provider,
    model: rule.model ?? null,
    window: rule.max_context_size ?? null,
    price: priceOf(rule.price),
    fallbacks: rule.fallbacks ?? [],
  }));
}

function chooseDataDir(options: LoadOptions, env: Environment, tree: Tree, base: string): Setting<string> {
  const { cwd, home } = options;
  const flag = options.flags?.dataDir;
  if (flag) return { value: expandPath(flag, cwd, home), from: 'flag --data-dir' };
  const variable = env('KIMI_PROXY_DATA_DIR');
  if (variable !== null) return { value: expandPath(variable.value, cwd, home), from: variable.from };
  const text = textAt(tree.value, ['data_dir']);
  if (text) return { value: expandPath(text, base, home), from: null };
  const xdg = xdgFolder(options.env.XDG_DATA_HOME, join(home, '.local', 'share'));
  return { value: join(xdg, 'kimi-proxy'), from: 'default' };
}

function environmentOf(options: LoadOptions, folders: string[]): Environment {
  try {
    return environment(options.env, folders);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`a .env file cannot be read: ${reason}`);
  }
}

function places(options: LoadOptions): Candidate[] {
  const { cwd, home, flags, env } = options;
  const variable = environmentOf(options, [cwd])('KIMI_PROXY_CONFIG');
  return candidates({
    flag: flags?.config || undefined,
    variable,
    xdgConfigHome: env.XDG_CONFIG_HOME,
    cwd,
    home,
  });
}

/**
 * Absolute paths of every file that bears on the configuration: the configuration file, with the places before
 * it where one would be taken instead, and the `.env` beside it and in the working directory.
 */
export function searchedFiles(options: LoadOptions): string[] {
  const files = places(options).map((place) => place.file);
  const found = files.findIndex((file) => existsSync(file));
  const looked = found === -1 ? files : files.slice(0, found + 1);
  const folders = [...looked.map((file) => dirname(file)), options.cwd];
  return [...new Set([...looked, ...folders.map((folder) => join(folder, '.env'))])];
}

/** A threshold list in rising order, each once. */
function rising(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** A limit that is kept, or null where 0 says "no limit". */
function limit(value: number, unit: number): number | null {
  return value === 0 ? null : value * unit;
}

/**
 * The configuration as the program runs with it: the file that is found (flag, `KIMI_PROXY_CONFIG`,
 * `./config.toml`, `$XDG_CONFIG_HOME/kimi-proxy/config.toml`), variables from the environment and from `.env`
 * beside the file and in the working directory, flags above all. Reads files, touches nothing; deeply frozen.
 *
 * Throws a {@link ConfigError} that lists every problem: with code `ENOENT` where a named file is missing,
 * `SYNTAX` where it is not TOML, else `INVALID`.
 *
 * @example loadConfig({ flags: { port: 0 }, env: process.env, cwd: process.cwd(), home: os.homedir() })
 */
export function loadConfig(options: LoadOptions): Config {
  const { cwd, home, flags } = options;
  const searched = places(options);
  const found = readFirst(searched, cwd);
  const base = found === null ? cwd : dirname(found.file);
  const env = environmentOf(options, [base, cwd]);
  const shown = found === null ? null : { file: found.file, shown: shownPath(found.file, cwd) };
  const parsed = found !== null && shown !== null ? parseToml(found.text, shown) : {};
  const source: Source | null = found && shown && { ...shown, lines: tomlLines(found.text) };

  const problems = new Problems(source);
  const tree = fillIn(parsed, env, problems);
  const file = validate(tree, problems);
  const names = entriesAt(tree.value, ['providers']).map(([name]) => name);
  for (const name of names) {
    const provider = at(tree.value, ['providers', name]);
    if (typeof provider === 'object' && provider !== null) checkProvider(name, provider, tree, problems);
  }
  checkMcpServers(tree, problems);
  checkReferences(tree, new Set([...names, ...PRESETS.map((preset) => preset.name)]), problems);
  const host = chooseHost(flags?.host, env, tree, problems);
  const port = choosePort(flags?.port, env, tree, problems);
  const dataDir = chooseDataDir(options, env, tree, base);
  checkAccess(host, tree, problems);
  problems.check();
  if (file === null) throw new ConfigError('the configuration cannot be used', { file: found?.file ?? null });

  const providers = resolveProviders(file.providers ?? {}, tree.missingKeys, env);
  const config: Omit<Config, 'origins'> = {
    file: found?.file ?? null,
    searched: searched.map((place) => place.file),
    warnings: [],
    dataDir: dataDir.value,
    server: {
      host: host.value,
      port: port.value,
      authToken: file.auth_token ?? null,
      allowedHosts: (file.allowed_hosts ?? []).map((name) => name.toLowerCase()),
      allowedOrigins: (file.allowed_origins ?? []).map(plainOrigin),
      bodyLimit: Math.round((file.body_limit_mb ?? 64) * MIB),
    },
    defaultModel: file.default_model ?? null,
    providers: providers.map((provider) => provider.config),
    models: modelRules(file),
    mcp: mcpConfig(file, { base, cwd, home }),
    capture: file.capture ?? 'full',
    retention: {
      maxAgeMs: limit(file.retention?.days ?? 30, DAY_MS),
      maxBytes: limit(file.retention?.gb ?? 5, GB),
    },
    thresholds: rising(file.thresholds ?? [0.7, 0.85, 0.95]),
    logLevel: file.log_level ?? 'info',
  };
  config.warnings.push(...fileWarnings({ config, file, tree, source, mode: found?.mode ?? 0, providers }));
  const overrides = new Map<string, string>();
  for (const [key, setting] of Object.entries({ host, port, data_dir: dataDir })) {
    if (setting.from !== null) overrides.set(key, setting.from);
  }
  const origins = traceOrigins({
    config,
    configFrom: searched[0]?.namedBy ?? 'default',
    file,
    tree,
    source,
    overrides,
    providers,
  });
  return deepFreeze({ ...config, origins });
}
