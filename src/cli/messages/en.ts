import { connectEn } from './connect-en.ts';
import { vocabEn } from './vocab-en.ts';

/** Every text that the commands show, in English. `fr.ts` has the same keys. */
export const en = {
  /** A sentence of the program, which is English, as it is shown. */
  sentence: (text: string): string => text,
  help: {
    description:
      'One local address between your coding tools and every LLM provider: it forwards, counts, records and shows live.',
    start: 'serve (also what happens without a command)',
    stop: 'end the program that runs on the data folder, once its streams are done',
    status: 'say whether the program runs (exit 0) or not (exit 3)',
    logs: 'show the log of a program that was started with --detach',
    check: 'validate the configuration and say where each value came from',
    export: 'write the exchanges of a session',
    connect: 'point a coding tool at the program',
    vocab: "list, add or remove vocabularies that models' tokens are counted with",
    mcp: 'serve an MCP server of our own over standard input and output',
    host: 'address to listen on',
    port: 'port to listen on',
    config: 'configuration file',
    dataDir: 'folder for the database, the log and the lock',
    detach: 'run in the background',
    logLevel: 'debug, info, warn, error or silent',
    lines: 'how many of the last lines',
    follow: 'go on showing lines as they are written',
    session: 'session id; the current session where none is named',
    output: 'file to write; standard output where none is named',
    format: 'csv or json',
    tool: 'the tool; all of them are listed where none is named',
    write: "make the change in the tool's configuration, with a copy of what was there",
    undo: 'take the change back',
    checkTool: 'send one request as the tool would, and say what came back',
    model: 'model to offer the tool',
    sessionName: 'name of the session that the requests go to',
    url: 'address of the program; the running one where none is given',
    vocabAction: 'list, add or remove',
    vocabName: 'the vocabulary to add or to remove',
    vocabFile: 'add it from this file instead of fetching it',
    accept: 'accept the licence that is named, and fetch',
    mcpServer: 'json-query: queries JSON files',
    allow:
      'folder whose files may be read, again for each; the working folder and the temporary one where none is named',
    version: 'print the version',
    help: 'show this help',
    usageTitle: 'Usage:',
    optionsTitle: 'Options:',
    commandsTitle: 'Commands:',
    argumentsTitle: 'Arguments:',
  },
  usage: {
    unknownOption: (name: string) => `There is no option ${name}; see --help.`,
    unknownCommand: (name: string) => `There is no command ${name}; see --help.`,
    missingArgument: (name: string) => `The argument ${name} is missing; see --help.`,
    optionMissingArgument: (name: string) => `The option ${name} needs a value.`,
    excessArguments: 'There are more arguments than this command takes; see --help.',
    didYouMean: (sentence: string, name: string) => `${sentence} (Did you mean ${name}?)`,
    badNumber: (name: string, value: string) => `${name} must be a whole number, not "${value}".`,
    badLevel: (value: string, levels: string) => `The log level is one of ${levels}, not "${value}".`,
    badFormat: (value: string) => `The format is csv or json, not "${value}".`,
  },
  banner: {
    listening: (version: string, url: string) => `Kimi Proxy Dashboard ${version} listens on ${url}`,
    data: 'data',
    configuration: 'configuration',
    noFile: 'none: defaults',
    capture: 'capture',
    captureLevels: {
      full: 'full: requests and answers are kept in the data folder',
      preview: 'preview: the beginning of each text is kept',
      none: 'none: counts only, no content',
    },
    log: 'log',
    providersOn: 'Providers that are on',
    providersOff: 'Providers that are off',
    offline: 'answers offline, no key needed',
    noKey: 'needs no key',
    clientKey: "passes your tool's own credential on",
    key: (from: string) => `key from ${from}`,
    keySet: 'key set',
    turnOn: (variable: string) => `set ${variable} to turn it on`,
    orElse: (first: string, second: string) => `${first}; ${second}`,
    disabled: 'enabled = false in the configuration',
    ownLogin: "a tool's own log-in is passed on even so",
    noHost: (variable: string) => `set ${variable}, or name it in the configuration, to turn it on`,
    none: 'none',
    connect: 'Point a tool at it',
    connectCommand: (command: string) =>
      `${command} lists the tools, and does it for each: Claude Code, Codex, Kimi Code and others`,
    openAi: 'OpenAI-compatible tools',
    anyKey: 'any, the proxy holds the real ones',
    tokenKey: 'the auth_token of the configuration',
    tryModel: 'model test-model answers without any key',
    stop: 'Ctrl-C ends it once running streams are done; a second Ctrl-C ends it at once.',
    stopDetached: (command: string) => `${command} ends it.`,
  },
  start: {
    portTaken: (port: number, host: string) =>
      `Port ${port} on ${host} is taken by another program; choose one with --port.`,
    portForbidden: (port: number) =>
      `Port ${port} needs rights that this user does not have; choose one above 1023 with --port.`,
    hostUnknown: (host: string) => `This machine has no address ${host}; choose one with --host.`,
    dataUnwritable: (folder: string, reason: string) =>
      `The data folder ${folder} cannot be written to (${reason}); choose one with --data-dir.`,
    alreadyRunning: (pid: number, folder: string, url: string | null, command: string) =>
      `The data folder ${folder} is in use by a kimi-proxy with pid ${pid}${url === null ? '' : ` on ${url}`}; end it with "${command}" or choose another folder with --data-dir.`,
    databaseNewer: (folder: string) =>
      `The database in ${folder} was written by a newer version of this program; update it, or choose another folder with --data-dir.`,
    proxyUnusable: (variable: string) =>
      `${variable} is not the address of an HTTP proxy; it looks like http://host:port (SOCKS cannot be used), or unset it.`,
    draining: (running: number) =>
      running === 0
        ? 'Ending.'
        : `Ending: waiting up to 30 s for ${running} running request${running === 1 ? '' : 's'}; a second signal ends at once.`,
    aborting: 'Ending at once.',
    ended: 'Ended; everything is recorded.',
    failedEnding: (reason: string) => `Not everything could be recorded: ${reason}`,
    reloaded: 'The new configuration is in use.',
    reloadedElsewhere: (keys: string) =>
      `The new configuration is in use, but ${keys} will only change with a restart.`,
    reloadRefused: (reason: string) => `The changed configuration is refused, the old one stays: ${reason}`,
    warning: (text: string) => `Warning: ${text}`,
    bug: 'The program met an error of its own and ends:',
  },
  detach: {
    started: (pid: number) => `Runs in the background with pid ${pid}.`,
    failed: (log: string) => `The program in the background did not start; its log is ${log}.`,
    slow: (log: string) => `The program in the background is not ready after 120 s; its log is ${log}.`,
  },
  stop: {
    notRunning: (folder: string) => `No kimi-proxy runs on ${folder}.`,
    waiting: (pid: number) =>
      `Told pid ${pid} to end; waiting up to 35 s for running requests and for everything to be recorded.`,
    stopped: 'Stopped.',
    stillRunning: (pid: number, command: string) =>
      `Pid ${pid} still runs after 35 s; "${command}" again ends it at once.`,
    forbidden: (pid: number) => `This user may not end pid ${pid}.`,
  },
  status: {
    running: (url: string, pid: number) => `Running on ${url} with pid ${pid}.`,
    starting: (pid: number) => `Starting with pid ${pid}.`,
    silent: (url: string, pid: number) => `Pid ${pid} holds the data folder, but nothing answers on ${url}.`,
    silentAt: (url: string) => `The program that holds the data folder does not answer on ${url}.`,
    version: 'version',
    since: 'since',
    health: 'health',
    requests: 'running requests',
    notRunning: (folder: string) => `Not running on ${folder}.`,
  },
  logs: {
    none: (file: string, command: string) => `There is no log at ${file}; one is written with "${command}".`,
  },
  check: {
    good: 'The configuration is good.',
    bad: (count: number) =>
      count === 1 ? 'The configuration has a problem:' : `The configuration has ${count} problems:`,
    values: 'Values, and where they come from',
  },
  export: {
    noSession: 'There is no session to export yet.',
    unknownSession: (id: number) => `There is no session ${id}.`,
    noDatabase: (folder: string) => `There is no database in ${folder}; nothing was recorded yet.`,
    cannotWrite: (file: string, reason: string) => `${file} cannot be written (${reason}).`,
    written: (file: string) => `Written to ${file}.`,
    refused: (status: number, reason: string) =>
      `The running program refused the export (${status}): ${reason}`,
    cutOff: (reason: string) => `The export ended in the middle: ${reason}`,
  },
  connect: connectEn,
  vocab: vocabEn,
  mcp: {
    unknownServer: (name: string) => `There is no MCP server ${name} here; there is json-query.`,
    noFolder: (folder: string) =>
      `${folder} is no folder; --allow names the folders whose files may be read.`,
  },
  reasons: {
    EACCES: 'no permission',
    EPERM: 'no permission',
    EROFS: 'read-only file system',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'it is a file',
    EISDIR: 'it is a folder',
    ENOENT: 'a folder of the path does not exist',
  },
};

export type Messages = typeof en;
