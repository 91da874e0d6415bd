import path from 'node:path';
import type { Dispatcher } from 'undici';
import {
  ADDABLE,
  BUILT_IN,
  isAddable,
  modelsOf,
  NotThisVocabulary,
  packFrom,
  type Vocabulary,
} from '../../tokens/index.ts';
import { createDispatcher, ProxyAddressError } from '../../upstream/index.ts';
import { type Cli, CliError, type CommonFlags, EXIT, say } from '../cli.ts';
import { commandLine } from '../command-line.ts';
import { placeOf } from '../configuration.ts';
import { DownloadError, download } from '../vocab/download.ts';
import { openFolder, packOf, readGiven, removePack, sizeOf, writePack } from '../vocab/files.ts';
import { type Addable, ORIGINS, SOURCES, type Source } from '../vocab/sources.ts';

export interface VocabFlags extends CommonFlags {
  file?: string;
  accept?: boolean;
}

export interface VocabOptions {
  sources?: Record<Addable, Source>;
  /** Ms for a connection, of silence, and in all. */
  connectMs?: number;
  idleMs?: number;
  totalMs?: number;
}

const CONNECT_MS = 10_000;
const IDLE_MS = 30_000;
const TOTAL_MS = 10 * 60_000;

const isBuiltIn = (name: string): boolean => (BUILT_IN as readonly string[]).includes(name);

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Lists the vocabularies, adds one from its source or from a file, or takes an added one away. */
export async function vocab(
  cli: Cli,
  action: string,
  name: string | undefined,
  flags: VocabFlags,
  options: VocabOptions = {},
): Promise<number> {
  const { vocab: text, usage } = cli.messages;
  if (!['list', 'add', 'remove'].includes(action)) throw new CliError(text.unknownAction(action), EXIT.usage);
  if (action !== 'add' && (flags.file !== undefined || flags.accept === true))
    throw new CliError(text.onlyAdd, EXIT.usage);
  const { dataDir } = placeOf(cli, flags);
  if (action === 'list') {
    if (name !== undefined) throw new CliError(usage.excessArguments, EXIT.usage);
    list(cli, flags, dataDir, options.sources ?? SOURCES);
    return 0;
  }
  if (name === undefined) throw new CliError(usage.missingArgument('name'), EXIT.usage);
  if (isBuiltIn(name)) throw new CliError(text.comesAlong(name), EXIT.usage);
  const pack = isAddable(name) ? packOf(name, dataDir) : null;
  if (!isAddable(name) || pack === null)
    throw new CliError(text.unknown(name, ADDABLE.join(', ')), EXIT.usage);
  if (action === 'add') return add(cli, name, pack, flags, options);
  if (!removePack(cli, pack)) throw new CliError(text.notAdded(name));
  say(cli, text.removed(name));
  return 0;
}

function list(cli: Cli, flags: CommonFlags, dataDir: string, sources: Record<Addable, Source>): void {
  const { vocab: text } = cli.messages;
  const width = Math.max(...[...BUILT_IN, ...ADDABLE].map((name) => name.length));
  const under = ' '.repeat(width + 4);
  const models = (name: Vocabulary): string => modelsOf(name).join('; ');
  say(cli, text.builtIn);
  for (const name of BUILT_IN) {
    const { from, licence } = ORIGINS[name];
    const size = sizeOf(packOf(name, dataDir));
    say(cli, `  ${name.padEnd(width)}  ${models(name)}`);
    say(
      cli,
      `${under}${[size === null ? null : text.size(megabytes(size)), from, licence].filter(Boolean).join(' · ')}`,
    );
  }
  say(cli, `\n${text.addable}`);
  for (const name of ADDABLE) {
    const source = sources[name];
    const size = sizeOf(packOf(name, dataDir));
    say(cli, `  ${name.padEnd(width)}  ${models(name)}`);
    const state =
      size === null
        ? text.download(text.size(megabytes(source.bytes)))
        : text.added(text.size(megabytes(size)));
    say(cli, `${under}${[state, new URL(source.url).host, source.licence.name].join(' · ')}`);
    say(cli, `${under}${source.licence.url}`);
    const verb = size === null ? 'add' : 'remove';
    say(cli, `${under}${commandLine(cli, flags, `vocab ${verb} ${name}`)}`);
  }
}

async function add(
  cli: Cli,
  name: Addable,
  pack: string,
  flags: VocabFlags,
  options: VocabOptions,
): Promise<number> {
  const { vocab: text } = cli.messages;
  openFolder(cli, pack);
  const given = flags.file === undefined ? null : path.resolve(cli.cwd, flags.file);
  const file = given === null ? await fetched(cli, name, flags, options) : readGiven(cli, given);
  const from = given ?? (options.sources ?? SOURCES)[name].url;
  let made: Uint8Array;
  try {
    made = packFrom(name, file);
  } catch (error) {
    if (!(error instanceof NotThisVocabulary)) throw error;
    throw new CliError(
      text.notIt(from, name, text.misfits === null ? error.message : error.inWords(text.misfits)),
      1,
      { cause: error },
    );
  }
  writePack(cli, pack, made);
  say(cli, text.done(name, modelsOf(name).join('; '), text.size(megabytes(made.length))));
  return 0;
}

function dispatcherFor(cli: Cli, connectMs: number): Dispatcher {
  try {
    return createDispatcher(cli.env, connectMs);
  } catch (error) {
    if (!(error instanceof ProxyAddressError)) throw error;
    throw new CliError(cli.messages.start.proxyUnusable(error.variable), 1, { cause: error });
  }
}

async function fetched(
  cli: Cli,
  name: Addable,
  flags: VocabFlags,
  { sources = SOURCES, connectMs = CONNECT_MS, idleMs = IDLE_MS, totalMs = TOTAL_MS }: VocabOptions,
): Promise<Buffer> {
  const { vocab: text } = cli.messages;
  const source = sources[name];
  const { licence, terms, url, bytes } = source;
  say(cli, text.fetching(name, url, text.size(megabytes(bytes))));
  say(cli, text.licence(licence.name, licence.url));
  if (terms && flags.accept !== true) {
    const again = commandLine(cli, flags, `vocab add ${name} --accept`);
    throw new CliError(text.mustAccept(licence.name, again));
  }
  const dispatcher = dispatcherFor(cli, connectMs);
  const { isTTY } = cli.stderr as { isTTY?: boolean };
  let shown = -1;
  const onProgress = (came: number): void => {
    const percent = Math.floor((came / bytes) * 100);
    if (isTTY !== true || percent === shown) return;
    shown = percent;
    cli.stderr.write(`\r${percent} %`);
  };
  try {
    return await download(source, { dispatcher, idleMs, totalMs, onProgress });
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    throw new CliError(text.failed(url, error.why), 1, { cause: error });
  } finally {
    if (shown >= 0) cli.stderr.write('\n');
    await dispatcher.destroy();
  }
}
