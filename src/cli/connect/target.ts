import type { Config } from '../../config/index.ts';
import { type Cli, CliError, type CommonFlags, EXIT } from '../cli.ts';
import { load } from '../configuration.ts';
import { filesOf } from '../data-folder.ts';
import { liveHolder } from '../lock-file.ts';
import type { Surroundings, Target } from './tool.ts';

/** Options of `connect`. */
export interface ConnectFlags extends CommonFlags {
  write?: boolean;
  undo?: boolean;
  check?: boolean;
  model?: string;
  session?: string;
  url?: string;
}

/** What a tool sends as its key where the proxy asks for none: tools insist on one. */
export const PLACEHOLDER = 'kimi-proxy';

/** Longest name of a session in an address, in bytes. */
const SESSION_BYTES = 200;

/** What a tool is to be pointed at, and where that is known from. Throws a {@link CliError} for what makes no sense. */
export function targetOf(cli: Cli, flags: ConnectFlags): { target: Target; isRunning: boolean } {
  const config = load(cli, flags);
  const running = liveHolder(filesOf(config.dataDir).lock)?.url ?? null;
  const origin = flags.url === undefined ? (running ?? configured(cli, config)) : given(cli, flags.url);
  const { authToken } = config.server;
  const { model, modelFrom } = modelOf(cli, flags.model, config);
  const target: Target = {
    base: origin + sessionPath(cli, flags.session),
    key: authToken ?? PLACEHOLDER,
    isToken: authToken !== null,
    model,
    modelFrom,
    window: windowOf(config, model),
    passesOn: config.providers.filter((one) => one.auth === 'client').map((one) => one.name),
  };
  return { target, isRunning: running !== null || flags.url !== undefined };
}

export function surroundingsOf({ env, home, cwd }: Cli): Surroundings {
  return { env, home, cwd };
}

/** The configured address; one that stands for all addresses is reached by loopback. */
function configured(cli: Cli, { server: { host, port } }: Config): string {
  if (port === 0) throw new CliError(cli.messages.connect.noAddress);
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** An address as a person gives it: with or without `/v1`. */
function given(cli: Cli, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain =
    url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isPlain || url.search !== '' || url.hash !== '') {
    throw new CliError(cli.messages.connect.badUrl(text), EXIT.usage);
  }
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
}

function sessionPath(cli: Cli, name: string | undefined): string {
  if (name === undefined) return '';
  const isName = name.isWellFormed() && !/^\.{0,2}$/.test(name) && Buffer.byteLength(name) <= SESSION_BYTES;
  if (!isName) throw new CliError(cli.messages.connect.badSession(name.slice(0, 50)), EXIT.usage);
  return `/s/${encodeURIComponent(name)}`;
}

/**
 * The model to offer: the one that was asked for, the configured one, the first of the only provider that is on, and
 * with none on the one that answers offline. Else `auto`, which the pinned session decides.
 */
function modelOf(cli: Cli, flag: string | undefined, config: Config): Pick<Target, 'model' | 'modelFrom'> {
  if (flag !== undefined) {
    if (flag.trim() === '' || /\p{Cc}/u.test(flag))
      throw new CliError(cli.messages.connect.badModel, EXIT.usage);
    return { model: flag, modelFrom: 'flag' };
  }
  if (config.defaultModel !== null) return { model: config.defaultModel, modelFrom: 'configuration' };
  const real = config.providers.filter((one) => one.on && one.type !== 'test');
  const [only, another] = real;
  if (only === undefined && config.providers.some((one) => one.on)) {
    return { model: 'test-model', modelFrom: 'offline' };
  }
  const first = another === undefined ? only?.models[0]?.id : undefined;
  if (only !== undefined && first !== undefined)
    return { model: `${only.name}/${first}`, modelFrom: 'provider' };
  return { model: 'auto', modelFrom: 'auto' };
}

/** What the configuration says of a model's window; `auto` is the default model. */
function windowOf(config: Config, asked: string): number | null {
  const model = asked === 'auto' ? (config.defaultModel ?? asked) : asked;
  const rule = config.models.find((one) => !one.isGlob && one.pattern === model);
  if (rule?.window != null) return rule.window;
  const wanted = rule === undefined ? model : `${rule.provider}/${rule.model ?? model}`;
  const windows = config.providers.flatMap((provider) =>
    provider.models
      .filter(({ id }) => wanted === `${provider.name}/${id}` || (wanted === id && provider.on))
      .map(({ window }) => window),
  );
  return windows.find((window) => window !== null) ?? null;
}
