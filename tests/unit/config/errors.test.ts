import { describe, expect, it } from 'vitest';
import { folder, LOCAL, loadText, problemsOf } from './support.ts';

/** One problem each: what the file says, and the sentence that refuses it. */
const SENTENCES: [string, string, string][] = [
  ['an unknown key', 'prot = 1', '1: prot is not a known key; did you mean port?'],
  ['an unknown key that is near nothing', 'zebra = 1', '1: zebra is not a known key'],
  [
    'an unknown key of a provider',
    '[providers.kimi]\n\nbase_ur = "x"',
    '3: providers.kimi.base_ur is not a known key; did you mean base_url?',
  ],
  [
    'a key spelled with a dash',
    '[providers.kimi]\nbase-url = "x"',
    '2: providers.kimi.base-url is not a known key; did you mean base_url?',
  ],
  [
    'an unknown key of an inline table',
    `${LOCAL}timeouts = { idle = 5 }`,
    '4: providers.local.timeouts.idle is not a known key; did you mean idle_s?',
  ],
  [
    'an unknown key in a list of tables',
    `${LOCAL}models = [\n  { id = "a" },\n  { id = "b", windw = 1 },\n]`,
    '6: providers.local.models[1].windw is not a known key',
  ],
  ['a text for a number', 'port = "80"', '1: port must be a whole number from 0 to 65535, not a text'],
  ['a number out of range', 'port = 65536', '1: port must be a whole number from 0 to 65535'],
  [
    'a fraction for a whole number',
    'port = 1.5',
    '1: port must be a whole number from 0 to 65535, not a number',
  ],
  ['infinity', 'body_limit_mb = inf', '1: body_limit_mb must be a number from 0.001 to 2048, not a number'],
  ['a date', 'host = 1979-05-27', '1: host must be a host name or an IP address, not a date'],
  ['a table for a text', '[host]\nx = 1', '1: host must be a host name or an IP address, not a table'],
  ['a list for a table', 'retention = []', '1: retention must be a table, not a list'],
  [
    'a text in a list of numbers',
    'thresholds = [0.5, "x"]',
    '1: thresholds[1] must be a number from 0 to 1, not a text',
  ],
  ['a threshold of nothing', 'thresholds = [0]', '1: thresholds[0] must be above 0'],
  ['a threshold above all', 'thresholds = [1.5]', '1: thresholds[0] must be a number from 0 to 1'],
  [
    'an unknown choice',
    'capture = "ful"',
    '1: capture must be one of full, preview, none; did you mean full?',
  ],
  [
    'a type that is half named',
    '[providers.kimi]\ntype = "openai"',
    '2: providers.kimi.type must be one of kimi, openai-compatible, anthropic, openai-responses, gemini, test; did you mean openai-compatible?',
  ],
  ['true for a text', 'data_dir = true', '1: data_dir must be a folder, not true'],
  ['an empty token', 'auth_token = ""', '1: auth_token must be a text'],
  [
    'a token that no header can carry',
    'auth_token = "ü b"',
    '1: auth_token must be printable ASCII without spaces: it is sent as a header',
  ],
  [
    'a missing variable',
    `\nallowed_hosts = ["\${NOPE}"]`,
    `2: allowed_hosts[0] names \${NOPE}, which is not set: set NOPE, or write \${NOPE:-fallback}`,
  ],
  [
    'a reference that is not closed',
    `data_dir = "\${HOME"`,
    `1: data_dir has a \${ that is not \${NAME} or \${NAME:-fallback}; write $\${ for a plain \${`,
  ],
  [
    'a host with its port',
    'host = "127.0.0.1:80"',
    '1: host must be a host name or an IP address, without scheme and port',
  ],
  [
    'a host that others reach, without a token',
    'host = "0.0.0.0"',
    '1: host is 0.0.0.0, which other machines can reach: set auth_token, or use 127.0.0.1',
  ],
  [
    'an allowed host that is a URL',
    'allowed_hosts = ["a.example", "http://b"]',
    '1: allowed_hosts[1] must be a host name or an IP address, without scheme and port',
  ],
  [
    'an allowed origin that is a page',
    'allowed_origins = ["https://a.example/page"]',
    '1: allowed_origins[0] must be an origin such as https://app.example:8443',
  ],
  [
    'any origin',
    'allowed_origins = ["*"]',
    '1: allowed_origins[0] must be an origin such as https://app.example:8443',
  ],
  [
    'a provider that is near a preset',
    '[providers.openia]\nbase_url = "http://x"',
    '1: providers.openia needs a type (openai-compatible, …): it is not the name of a preset; did you mean openai?',
  ],
  ['a provider without address', '[providers.x]\ntype = "gemini"', '1: providers.x needs a base_url'],
  [
    'a provider with a slash in its name',
    '[providers."a/b"]\ntype = "test"',
    '1: providers."a/b" is not a name for a provider: letters, digits, ".", "_" and "-" only, and not "auto"',
  ],
  [
    'a provider called auto',
    '[providers.auto]\ntype = "test"',
    '1: providers.auto is not a name for a provider: letters, digits, ".", "_" and "-" only, and not "auto"',
  ],
  [
    'an address that is none',
    '[providers.kimi]\nbase_url = "api.kimi.com"',
    '2: providers.kimi.base_url must be an http or https address',
  ],
  [
    'an address with a password',
    '[providers.kimi]\nbase_url = "https://me:pw@api.kimi.com/v1"',
    '2: providers.kimi.base_url must not hold a user name or password: use headers',
  ],
  [
    'an address with a query',
    '[providers.kimi]\nbase_url = "https://api.kimi.com/v1?key=1"',
    '2: providers.kimi.base_url must have no query and no fragment',
  ],
  [
    'a header that is none',
    '[providers.kimi.headers]\n"a b" = "x"',
    '2: providers.kimi.headers."a b" is not a header name',
  ],
  [
    'a header that ends the line',
    '[providers.kimi.headers]\nx = "a\\r\\nb: c"',
    '2: providers.kimi.headers.x has characters that a header cannot carry',
  ],
  [
    'a header of the connection',
    '[providers.kimi.headers]\nHost = "x"',
    '2: providers.kimi.headers.Host is set by the connection itself',
  ],
  [
    'too many retries',
    '[providers.kimi]\nretries = 11',
    '2: providers.kimi.retries must be a whole number from 0 to 10',
  ],
  [
    'a time-out of nothing',
    '[providers.kimi.timeouts]\nidle_s = 0',
    '2: providers.kimi.timeouts.idle_s must be a number from 0.001 to 86400',
  ],
  [
    'a model without provider',
    '[models.fast]\nmodel = "x"',
    "1: models.fast.provider is missing: it must be a provider's name",
  ],
  [
    'a model of a provider that is not there',
    '[models.fast]\nprovider = "kimmi"',
    '2: models.fast.provider names a provider that is not there: "kimmi"; did you mean kimi?',
  ],
  ['a model without name', '[models.""]\nprovider = "kimi"', '1: models."" is empty: name an id or a glob'],
  [
    'a model called auto',
    '[models.auto]\nprovider = "kimi"',
    '1: models.auto cannot be an id: auto means the pinned model, or default_model',
  ],
  [
    'a fallback on itself',
    '[models.a]\nprovider = "kimi"\nfallbacks = ["a"]',
    '3: models.a.fallbacks[0] is the entry itself',
  ],
  [
    'a fallback that nobody knows',
    '[models.fast]\nprovider = "kimi"\n[models.slow]\nprovider = "kimi"\nfallbacks = ["fats"]',
    '5: models.slow.fallbacks[0] is neither provider/model nor an id of [models]; did you mean fast?',
  ],
  [
    'a fallback on a provider that is not there',
    '[models.a]\nprovider = "kimi"\nfallbacks = [\n  "kimi/x",\n  "kimy/kimi-for-coding"]',
    '5: models.a.fallbacks[1] names a provider that is not there: "kimy"; did you mean kimi/kimi-for-coding?',
  ],
  [
    'a default model of a provider that is not there',
    'default_model = "nvidai/x/y"',
    '1: default_model names a provider that is not there: "nvidai"; did you mean nvidia/x/y?',
  ],
  [
    'a default model without model',
    'default_model = "kimi/"',
    '1: default_model names a provider and no model',
  ],
  [
    'a default model that is auto',
    'default_model = "auto"',
    '1: default_model cannot be auto, which stands for it',
  ],
  [
    'an MCP server whose name cannot be part of a tool name',
    '[mcp.servers."a b"]\nurl = "http://b"',
    '1: mcp.servers."a b" must be named with letters, digits, - and single _ within (at most 32): it becomes part of tool names',
  ],
  [
    'an MCP server whose name runs into the joint of tool names',
    '[mcp.servers.a_]\nurl = "http://b"',
    '1: mcp.servers.a_ must be named with letters, digits, - and single _ within (at most 32): it becomes part of tool names',
  ],
  [
    'an MCP server named as ours',
    '[mcp.servers.kimi-proxy]\nurl = "http://b"',
    "1: mcp.servers.kimi-proxy is the name of this program's own server: choose another",
  ],
  [
    'an MCP server to start that nobody knows how to',
    '[mcp.servers.json_query]\nstart = true',
    '2: mcp.servers.json_query.start is for task_master, sequential_thinking, fast_filesystem: leave it out',
  ],
  [
    "an MCP server of one's own to start",
    '[mcp.servers.x]\nstart = true',
    '2: mcp.servers.x.start is for task_master, sequential_thinking, fast_filesystem: leave it out, and give the server a command',
  ],
  [
    'an MCP server that is started and is somewhere',
    '[mcp.servers.task_master]\nstart = true\nurl = "http://b"',
    '3: mcp.servers.task_master.url cannot stand beside start: keep one of the two',
  ],
  [
    'an MCP server that is started in two ways',
    '[mcp.servers.task_master]\nstart = true\ncommand = "a"',
    '3: mcp.servers.task_master.command cannot stand beside start: keep one of the two',
  ],
  [
    'a folder to start in without command',
    '[mcp.servers.x]\nurl = "http://b"\ncwd = "."',
    '3: mcp.servers.x.cwd needs a command: add one, or leave this out',
  ],
  [
    'headers for a command',
    '[mcp.servers.x]\ncommand = "a"\nheaders = { A = "b" }',
    '3: mcp.servers.x.headers needs a url: add one, or leave this out',
  ],
  [
    'an empty list of folders',
    '[mcp.servers.x]\nurl = "http://b"\nallowed_directories = []',
    '3: mcp.servers.x.allowed_directories must name at least one folder; leave it out to allow all',
  ],
  ['an MCP server of nothing', '[mcp.servers.x]\n', '1: mcp.servers.x needs a command or a url'],
  [
    'an MCP server of both kinds',
    '[mcp.servers.x]\ncommand = "a"\nurl = "http://b"',
    '3: mcp.servers.x.url cannot stand beside command: keep one of the two',
  ],
  [
    'arguments without command',
    '[mcp.servers.x]\nurl = "http://b"\nargs = []',
    '3: mcp.servers.x.args needs a command: add one, or leave this out',
  ],
  [
    'an environment without command',
    '[mcp.servers.x]\nurl = "http://b"\n[mcp.servers.x.env]\nA = "b"',
    '3: mcp.servers.x.env needs a command: add one, or leave this out',
  ],
  [
    'a prototype for a model',
    '[models.__proto__]\nprovider = "kimi"',
    '1: models.__proto__ is not allowed as a name',
  ],
];

describe('a mistake is refused with its line and the remedy', () => {
  it.each(SENTENCES)('%s', (_, toml, sentence) => {
    expect(problemsOf(toml)).toEqual([`config.toml:${sentence}`]);
  });

  it('lists all mistakes of every kind, in the order of the file', () => {
    const found = problemsOf(
      `port = "x"\nprot = 1\nhost = "0.0.0.0"\ndata_dir = "\${NOPE}"\n[models.a]\nprovider = "kimmi"\nfallbacks = ["zz"]\n`,
    );
    expect(found.map((text) => /^config\.toml:(\d+): ([\w.[\]]+)/.exec(text)?.slice(1).join(' '))).toEqual([
      '1 port',
      '2 prot',
      '3 host',
      '4 data_dir',
      '6 models.a.provider',
      '7 models.a.fallbacks[0]',
    ]);
  });

  it('says file, line and key beside the sentence', () => {
    const place = folder({ 'work/config.toml': '# first\n[providers.kimi]\nbase_ur = "x"\n' });
    const error = place.fail();
    expect(error).toMatchObject({
      name: 'ConfigError',
      code: 'INVALID',
      file: `${place.cwd}/config.toml`,
      line: 3,
      key: 'providers.kimi.base_ur',
    });
    expect(error.problems).toHaveLength(1);
  });

  it('shows a file elsewhere with its whole path', () => {
    const place = folder({ 'etc/config.toml': 'x = 1' });
    expect(place.fail({ flags: { config: '../etc/config.toml' } }).message).toBe(
      `${place.cwd.replace(/work$/, 'etc')}/config.toml:1: x is not a known key`,
    );
  });

  it('never repeats a secret', () => {
    const secret = 'sk-very-secret-0123456789';
    const env = { SECRET: secret };
    const bad = [
      `default_model = "\${SECRET}/x"`,
      `capture = "\${SECRET}"`,
      `host = "\${SECRET} x"`,
      `allowed_hosts = ["http://\${SECRET}"]`,
      `auth_token = "\${SECRET} ü"`,
      `[models.a]\nprovider = "\${SECRET}"\nfallbacks = ["x\${SECRET}", "\${SECRET}/y"]`,
      `[providers.kimi]\napi_key = "\${SECRET}"\nbase_url = "\${SECRET}"`,
      `[providers.kimi]\nheaders = { x = "\${SECRET}\\n" }`,
      `[providers.kimi]\napi_key = ["${secret}"]`,
      `auth_token = [\n"${secret}"\n]`,
    ];
    for (const toml of bad) expect(problemsOf(toml, env).join('\n')).not.toContain(secret);
  });
});

describe('a host that others can reach', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5', 'my-laptop', '[::]'])('needs a token: %s', (host) => {
    expect(folder().fail({ flags: { host } }).message).toBe(
      `flag --host is ${host.replace(/[[\]]/g, '')}, which other machines can reach: set auth_token, or use 127.0.0.1`,
    );
    expect(loadText(`host = "${host}"\nauth_token = "0123456789abcdef"`).server.authToken).toBe(
      '0123456789abcdef',
    );
  });

  it("does not start open where the token's variable is missing", () => {
    expect(problemsOf(`host = "0.0.0.0"\nauth_token = "\${TOKEN}"`).join('\n')).toContain(`names \${TOKEN}`);
  });
});
