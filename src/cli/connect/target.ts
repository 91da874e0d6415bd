import type { Config } from '../../config/index.ts';
import { type Surroundings, type Target, targetAt } from '../../connect/index.ts';
import { type Cli, CliError, type CommonFlags, EXIT } from '../cli.ts';
import { load } from '../configuration.ts';
import { filesOf } from '../data-folder.ts';
import { liveHolder } from '../lock-file.ts';

/** Options of `connect`. */
export interface ConnectFlags extends CommonFlags {
  write?: boolean;
  undo?: boolean;
  check?: boolean;
  model?: string;
  session?: string;
  url?: string;
}

/** Longest name of a session in an address, in bytes. */
const SESSION_BYTES = 200;

/** What a tool is to be pointed at, and where that is known from. Throws a {@link CliError} for what makes no sense. */
export function targetOf(cli: Cli, flags: ConnectFlags): { target: Target; isRunning: boolean } {
  const config = load(cli, flags);
  const running = liveHolder(filesOf(config.dataDir).lock)?.url ?? null;
  const origin = flags.url === undefined ? (running ?? configured(cli, config)) : given(cli, flags.url);
  const base = origin + sessionPath(cli, flags.session);
  const target = targetAt(config, base, askedModel(cli, flags.model));
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

/** The model that was asked for; null where none was. */
function askedModel(cli: Cli, flag: string | undefined): string | null {
  if (flag === undefined) return null;
  if (flag.trim() === '' || /\p{Cc}/u.test(flag))
    throw new CliError(cli.messages.connect.badModel, EXIT.usage);
  return flag;
}
