/** Texts of `connect`, in English. `connect-fr.ts` has the same keys. */
export const connectEn = {
  noAddress:
    'The configured port is 0, so nobody knows the address yet; start the program first, or give --url.',
  badUrl: (text: string) => `--url must be an address such as http://127.0.0.1:8000, not "${text}".`,
  badSession: (name: string) => `--session must be a name of up to 200 bytes, not "${name}".`,
  badModel: '--model must be the name of a model.',
  unknownTool: (name: string, tools: string) => `There is no tool ${name}; it is one of ${tools}.`,
  oneOf: 'Only one of --write, --undo and --check can be given.',
  tools: 'Tools, and where their configuration is',
  there: 'found',
  notThere: 'not there',
  connected: 'connected',
  noFile: 'no file of its own',
  usage: (command: string) =>
    `${command} <tool> shows the change; --write makes it, --undo takes it back, --check sends one request.`,
  pointsAt: (tool: string, base: string) => `${tool}, to be pointed at ${base}`,
  notRunning: (base: string, command: string) =>
    `Nothing is known to run at ${base}: this is the configured address. Where the program runs on another port or data folder, give --data-dir or --url; "${command}" says whether it runs.`,
  model: 'model',
  modelFrom: {
    flag: 'from --model',
    configuration: 'default_model of the configuration',
    provider: 'first model of the only provider that is on',
    offline: 'answers offline: no other provider is on',
    auto: 'decided by the pinned session: set default_model in the configuration, or give --model',
  },
  ownModels: "the tool's own, with its own log-in",
  key: 'key',
  anyKey: (key: string) => `${key} (any will do: the proxy holds the real ones)`,
  tokenKey: (masked: string) => `${masked} (the auth_token of the configuration)`,
  newFile: 'new file',
  nothingWritten: 'Nothing was written; --write makes the change.',
  already: (file: string) => `${file} says so already.`,
  written: (file: string) => `Written: ${file}`,
  backup: (file: string) => `What was there before is in ${file}; --undo takes the change back.`,
  noBackup: '--undo takes the change back.',
  tightened: (file: string) => `Only you can read ${file} now: it holds the auth_token.`,
  leftAlone: (file: string, reason: string) => `${file} is left alone: ${reason}`,
  byHand: (file: string) => `By hand, in ${file}:`,
  refused: 'Nothing was written.',
  next: (tool: string, command: string) => `Start ${tool} anew; "${command}" tries the connection.`,
  variables: 'For one shell, these variables do the same:',
  set: 'Set, for one shell:',
  fields: 'What to type there:',
  cannotWrite: (tool: string) => `${tool} has no file that could be changed; what to set is above.`,
  undone: {
    none: (file: string) => `${file}: nothing of ours is there to take back.`,
    gone: (file: string) => `${file} is no longer there; there is nothing to take back.`,
    exact: (file: string) => `${file} is what it was before.`,
    deleted: (file: string) => `${file} is deleted: it was not there before.`,
    partly: (file: string) => `${file} has changed since; only our own settings were taken out.`,
  },
  kept: (setting: string) => `${setting} has another value by now and stays.`,
  oldCopy: (file: string) => `What was there before is still in ${file}.`,
  nothingToUndo: (tool: string) => `${tool} was not connected from here: there is nothing to take back.`,
  why: {
    syntax: (about: string) => `it cannot be read (line ${about}).`,
    shape: (about: string) =>
      `something else stands where our settings go${about === '' ? '' : ` (${about})`}.`,
    taken: (about: string) => `${about} is there and was not written by this program.`,
    layout: (about: string) =>
      `it cannot be changed without changing more${about === '' ? '' : ` (${about})`}.`,
    legacy: (about: string) =>
      `the tool still uses ${about}, which it would no longer read beside a new file.`,
    symlink: () => 'it is a link to a file elsewhere.',
    notFile: () => 'it is not a file.',
    large: () => 'it is larger than 1 MB.',
    encoding: () => 'it is not UTF-8.',
    unreadable: () => 'it cannot be read.',
    unwritable: () => 'it cannot be written to.',
    busy: () => 'it changed just now; try again.',
  },
  notes: {
    claudeLogin:
      'You are logged in to Claude Code, and the proxy passes that on: log-in and models stay. --model MODEL sends everything to another model instead.',
    claudeShell:
      'ANTHROPIC_API_KEY in your shell would be sent as well; unset it. /status in Claude Code shows the address in use.',
    claudeToolSearch:
      'With an address of one\'s own Claude Code sends all tool schemas at once (about 25,000 tokens); ENABLE_TOOL_SEARCH=true in "env" turns tool search on again where the provider is Anthropic.',
    kimiLogin: 'The log-in of Kimi Code stays; /model goes back to its models at any time.',
    codexLogin: 'Codex has an API key of OpenAI, and the proxy passes that on: key and models stay.',
    codexProfile: 'A profile that names a model_provider of its own goes before this.',
    openCodeProject: 'An opencode.json in a project goes before this.',
    clineExtension:
      'An older VS Code extension keeps its settings to itself: choose there the provider "OpenAI Compatible", with the address, key and model above.',
    continuePick: 'In an editor, pick "Kimi Proxy" in the list of models.',
    geminiProject:
      'A .env in a project goes before this; in a folder that is not trusted only ~/.env is read.',
    qwenProject: 'A .qwen/settings.json in a project goes before this.',
    aiderProject: 'An .aider.conf.yml in a project goes before this.',
    cursorPublic:
      'Cursor asks from its own servers: it cannot reach an address of this machine. It needs a public https address that leads here (a tunnel, or a reverse proxy), an auth_token in the configuration, that name in allowed_hosts; then give it with --url. Settings > Models > API Keys in Cursor takes what follows.',
    generic: 'Each SDK reads the variables of its own; the names of models are those of GET /v1/models.',
  },
  checking: (address: string, model: string) => `POST ${address} with model ${model}`,
  configured: (file: string) => `${file} points there.`,
  notConfigured: (file: string) => `${file} does not point there yet; --write connects the tool.`,
  checked: {
    works: (ms: number, text: string) => `It works: the answer came in ${ms} ms: "${text}"`,
    silent: (ms: number) => `It works, but the answer, in ${ms} ms, has no text.`,
    details: (model: string, tokens: string, exchange: string) =>
      `model ${model}, ${tokens}, exchange ${exchange}`,
    tokens: (input: string, output: string) => `${input} tokens in, ${output} out`,
    nothing: (address: string, command: string) =>
      `Nothing answers at ${address}; "${command}" starts the program. Where it runs elsewhere, give --data-dir or --url.`,
    slow: (seconds: number) => `There was no whole answer within ${seconds} s.`,
    cut: (reason: string) => `The connection broke off (${reason}).`,
    notOurs: (status: number) =>
      `Something answered ${status}, but not in the tool's language: another program, or an older version of this one.`,
    refused: (status: number, code: string, message: string) => `Refused with ${status} ${code}: ${message}`,
    token:
      'The program asks for an auth_token that this configuration does not have; --config names the right one.',
    login: 'Sent without the log-in of the tool, which is not read from here.',
  },
};
