import type { ConfigValue, ProtocolName, Translated } from '../contract/index.ts';

/** How a provider is spoken to. */
export type ProviderType =
  | 'kimi'
  | 'openai-compatible'
  | 'anthropic'
  | 'openai-responses'
  | 'gemini'
  | 'test';

/** Whose credential goes up: the configured key, the client's own, or none. */
export type ProviderAuth = 'key' | 'client' | 'none';

export interface Timeouts {
  connectMs: number;
  firstByteMs: number;
  idleMs: number;
  totalMs: number;
}

/** US dollars for a million tokens, as far as the configuration says. */
export interface ConfiguredPrice {
  input?: number;
  cacheRead?: number;
  /** For five minutes, or as long as the provider likes. */
  cacheWrite5m?: number;
  cacheWrite1h?: number;
  output?: number;
  reasoning?: number;
}

export interface KnownModel {
  id: string;
  /** Tokens the model can take; null where nobody says. */
  window: number | null;
  /** The window is the preset's: what the provider's own list says of it is newer. */
  usual?: true;
  /** Absent where the configuration says nothing of it. */
  price?: ConfiguredPrice;
  /** What the provider's own list calls it, for people. */
  display?: string;
}

export interface ProviderConfig {
  name: string;
  type: ProviderType;
  /** Name of the preset it comes from, or null. */
  preset: string | null;
  /** With the version path (`https://api.example.com/v1`), no trailing slash. Empty for type `test`. */
  baseUrl: string;
  /** Wire languages that it speaks besides its type's own, each with the base URL for it. */
  endpoints: Partial<Record<ProtocolName, string>>;
  auth: ProviderAuth;
  /** The secret itself. Never printed, logged or stored. */
  apiKey: string | null;
  /** The environment variable that would turn it on, where one is known. */
  keyVariable: string | null;
  /** What a client's own credential must look like to be passed on (`auth = "client"`); null: any. */
  credentialShape: RegExp | null;
  /**
   * Usable by any client: it has its key, needs none, or the configuration says `auth = "client"`. A preset
   * that merely passes on a client's own credential of its shape is `on: false` with `auth: 'client'`: it does
   * not count as "the only provider that is on", but a request that names it (by prefix, family or an entry
   * of `[models]`) may go to it with such a credential.
   */
  on: boolean;
  /** Why it is on or off, in one sentence a person can act on. */
  why: string;
  timeouts: Timeouts;
  /** Headers added to each request. */
  headers: Record<string, string>;
  /** Retries after the first attempt. */
  retries: number;
  /** Whether `stream_options.include_usage` may be added. */
  includeUsage: boolean;
  /** Whether `GET {base_url}/models` lists its models. */
  listsModels: boolean;
  models: KnownModel[];
}

/** An entry of `[models]`: an id or a glob, in the order of the file. */
export interface ModelRule {
  pattern: string;
  isGlob: boolean;
  provider: string;
  /** The provider's own id; null: the id that was asked for. */
  model: string | null;
  window: number | null;
  price: ConfiguredPrice | null;
  /** `provider/model`, or an id of `[models]`. */
  fallbacks: string[];
}

/** An MCP server, and what the gateway lets its tools do. */
export interface McpServerConfig {
  name: string;
  /** Who names it: the file, or this program. */
  source: 'config' | 'preset' | 'built-in';
  enabled: boolean;
  /** Spoken to over stdio; null: over `url`, or built in. */
  command: string | null;
  args: string[];
  env: Record<string, string>;
  /** Where the command is started, absolute. */
  cwd: string;
  url: string | null;
  headers: Record<string, string>;
  /** This program has one of its own, where nothing answers at `url`. */
  builtIn: boolean;
  /** Absolute; null: anywhere. */
  allowedDirectories: string[] | null;
  /** Globs; null: all tools. */
  allowTools: string[] | null;
  denyTools: string[];
  readOnly: boolean;
  /** Globs of tools that only read, whatever the server says of them. */
  readTools: string[];
  /** Globs of tools whose calls wait for a person. */
  confirm: string[];
  maxResultBytes: number;
  callsPerMinute: number | null;
  connectMs: number;
  /** Without progress. */
  callMs: number;
  /** One connection for all clients, rather than one each. */
  shared: boolean;
}

export interface McpConfig {
  servers: McpServerConfig[];
  /** How long a call waits for a person. */
  confirmMs: number;
}

/** Who decided a value. */
export type OriginKind = 'default' | 'file' | 'environment' | 'dotenv' | 'flag' | 'preset';

/** A value that is in force and where it came from. Never holds a secret. */
export interface Origin {
  /** Its key in the file: `providers.kimi.base_url`; `config`: the file itself. */
  path: string;
  /** What `kimi-proxy check` shows; secrets are `set` or `not set`. */
  value: string;
  /** The same as JSON; null for a secret, and for what is not set. */
  shown: ConfigValue['value'];
  isSecret: boolean;
  isSet: boolean;
  /** `default`, `config.toml:12, environment KEY`, `environment KIMI_PROXY_PORT`, `.env KIMI_API_KEY`, `flag --port`, `preset kimi`. */
  from: string;
  kind: OriginKind;
  /** `config.toml:12`, or the name of the variable, flag or preset; null for a default. */
  where: string | null;
  /** Names of the variables that the file's text is filled in with. */
  variables: string[];
  /** What the key is for; null where nobody says. */
  description: Translated | null;
}

/** The configuration as the program runs with it: validated, resolved, frozen. */
export interface Config {
  /** The file it was read from; null: defaults. */
  file: string | null;
  /** Absolute paths where the file was looked for, in this order. */
  searched: string[];
  origins: Origin[];
  /** Things that are allowed but deserve a word (a literal key in a file that others can read). */
  warnings: string[];
  dataDir: string;
  server: {
    host: string;
    port: number;
    authToken: string | null;
    allowedHosts: string[];
    allowedOrigins: string[];
    /** Bytes. */
    bodyLimit: number;
  };
  defaultModel: string | null;
  providers: ProviderConfig[];
  models: ModelRule[];
  mcp: McpConfig;
  capture: 'full' | 'preview' | 'none';
  retention: { maxAgeMs: number | null; maxBytes: number | null };
  /** Context use, 0 to 1, at which an alert is published; ascending. */
  thresholds: number[];
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** One sentence that starts with file and line where there are any. */
  message: string;
  file: string | null;
  /** From 1. */
  line: number | null;
  /** Dotted path of the key (`providers.kimi.base_ur`), where one is to blame. */
  key: string | null;
  /** What to do about it, with which `message` ends; null where it says nothing more. */
  hint: string | null;
}

/** `ENOENT`: a file that was named is not there. `SYNTAX`: not TOML. `INVALID`: TOML that says something wrong. */
export type ConfigErrorCode = 'ENOENT' | 'SYNTAX' | 'INVALID';

/**
 * A configuration that cannot be used. `message` has one line a problem; `file`, `line` and `key` are those of
 * the first. Never holds a secret.
 */
export class ConfigError extends Error {
  readonly code: ConfigErrorCode;
  readonly file: string | null;
  readonly line: number | null;
  /** Dotted path of the key (`providers.kimi.base_ur`), where one is to blame. */
  readonly key: string | null;
  /** All of them, in the order of the file. */
  readonly problems: readonly ConfigProblem[];
  constructor(
    message: string,
    at: {
      file?: string | null;
      line?: number | null;
      key?: string | null;
      code?: ConfigErrorCode;
      problems?: readonly ConfigProblem[];
    } = {},
  ) {
    super(message);
    this.name = 'ConfigError';
    this.code = at.code ?? 'INVALID';
    this.file = at.file ?? null;
    this.line = at.line ?? null;
    this.key = at.key ?? null;
    this.problems = at.problems ?? [{ message, file: this.file, line: this.line, key: this.key, hint: null }];
  }
}
