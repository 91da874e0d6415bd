import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../../src/config/index.ts';
import { interpolate } from '../../../src/config/interpolate.ts';
import { nearest } from '../../../src/config/suggest.ts';
import { folder, LOCAL, loadText, provider } from './support.ts';

const OPEN = '${';

describe('variables in texts', () => {
  const fill = (text: string, env: Record<string, string> = {}) =>
    interpolate(text, (name) =>
      env[name] ? { value: env[name], from: `environment ${name}`, file: null } : null,
    );

  it.each([
    ['plain', 'plain'],
    [`a${OPEN}X}b`, 'axb'],
    [`${OPEN}X}${OPEN}Y}`, 'xy'],
    [`${OPEN}X:-no}`, 'x'],
    [`${OPEN}NOPE:-a:-b}`, 'a:-b'],
    [`${OPEN}NOPE:-}`, ''],
    [`${OPEN}EMPTY:-full}`, 'full'],
    [`$${OPEN}X}`, `${OPEN}X}`],
    [`$$${OPEN}X}`, `$${OPEN}X}`],
    ['$X {X} $', '$X {X} $'],
    [`${OPEN}LOOP}`, `${OPEN}X}`],
  ])('%s becomes %s', (text, value) => {
    const filled = fill(text, { X: 'x', Y: 'y', EMPTY: '', LOOP: `${OPEN}X}` });
    expect(filled).toMatchObject({ value, missing: [], problem: null });
  });

  it.each([`${OPEN}`, `${OPEN}}`, `${OPEN}1}`, `${OPEN}a b}`, `${OPEN}X`, `${OPEN}X-y}`])(
    '%s is refused',
    (text) => {
      expect(fill(text, { X: 'x' }).problem).not.toBeNull();
    },
  );

  it('leave every text without ${ as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes(OPEN)),
        (text) => fill(text).value === text,
      ),
    );
  });

  it('bring any value through unchanged, and never fill it in again', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (value, around) => {
        const plain = around.replaceAll('$', '');
        expect(fill(`${plain}${OPEN}X}${plain}`, { X: value }).value).toBe(plain + value + plain);
      }),
    );
  });

  it('are filled in anywhere in the file', () => {
    const config = loadText(
      `allowed_hosts = ["\${A}.example"]\n[mcp.servers.x]\ncommand = "\${B}"\nargs = ["--\${A}"]\nenv = { K = "\${C:-c}" }\n`,
      { A: 'a', B: 'b' },
    );
    expect(config.server.allowedHosts).toEqual(['a.example']);
    expect(config.mcp.servers[0]).toMatchObject({ command: 'b', args: ['--a'], env: { K: 'c' } });
  });
});

describe('what the configuration becomes', () => {
  it('is the example of the design, with or without its key', () => {
    const toml = `
default_model = "kimi/kimi-for-coding"
[providers.kimi]
api_key = "\${KIMI_API_KEY}"
[providers.local]
type = "openai-compatible"
base_url = "http://127.0.0.1:11434/v1"
timeouts = { connect_s = 10, first_byte_s = 300, idle_s = 300, total_s = 900 }
headers = { "X-Title" = "me" }
[models."claude-haiku-*"]
provider = "kimi"
model = "kimi-for-coding"
[models."fast"]
provider = "local"
model = "qwen3:32b"
max_context_size = 131072
fallbacks = ["kimi/kimi-for-coding"]
[mcp.servers.fast_filesystem]
command = "npx"
args = ["-y", "fast-filesystem-mcp"]
allowed_directories = ["."]
`;
    expect(provider(loadText(toml), 'kimi').on).toBe(false);
    const config = loadText(toml, { KIMI_API_KEY: 'k' });
    expect(provider(config, 'kimi').on).toBe(true);
    expect(config.models).toEqual([
      {
        pattern: 'claude-haiku-*',
        isGlob: true,
        provider: 'kimi',
        model: 'kimi-for-coding',
        window: null,
        price: null,
        fallbacks: [],
      },
      {
        pattern: 'fast',
        isGlob: false,
        provider: 'local',
        model: 'qwen3:32b',
        window: 131_072,
        price: null,
        fallbacks: ['kimi/kimi-for-coding'],
      },
    ]);
    expect(config.warnings).toEqual([]);
  });

  it('is frozen to the last value', () => {
    const config = loadText(`${LOCAL}headers = { a = "b" }\n[models.x]\nprovider = "local"\n`);
    const seen: unknown[] = [config];
    for (const value of seen) {
      expect(Object.isFrozen(value)).toBe(true);
      if (typeof value === 'object' && value !== null) {
        seen.push(...Object.values(value).filter((inner) => typeof inner === 'object' && inner !== null));
      }
    }
    expect(seen.length).toBeGreaterThan(50);
  });

  it('has its settings in the units that the program counts in', () => {
    const config = loadText(
      'body_limit_mb = 0.5\nthresholds = [0.9, 0.5, 0.9]\nallowed_hosts = ["A.Example"]\nallowed_origins = ["HTTPS://A.Example:8443/", "vscode-webview://id"]\ncapture = "none"\nlog_level = "debug"\nretention = { days = 0.5, gb = 0 }\n',
    );
    expect(config.server).toMatchObject({
      bodyLimit: 524_288,
      allowedHosts: ['a.example'],
      allowedOrigins: ['https://a.example:8443', 'vscode-webview://id'],
    });
    expect(config).toMatchObject({
      thresholds: [0.5, 0.9],
      capture: 'none',
      logLevel: 'debug',
      retention: { maxAgeMs: 43_200_000, maxBytes: null },
    });
  });

  it('has the folders of MCP servers beside the file', () => {
    const place = folder({
      'etc/config.toml':
        '[mcp.servers.x]\ncommand = "a"\nallowed_directories = [".", "~/b", "/c"]\n[mcp.servers.y]\nurl = "http://h/mcp"',
    });
    const { servers } = place.load({ flags: { config: '../etc/config.toml' } }).mcp;
    expect(servers[0]?.allowedDirectories).toEqual([join(place.cwd, '../etc'), join(place.home, 'b'), '/c']);
    expect(servers[1]).toEqual({
      name: 'y',
      source: 'config',
      enabled: true,
      command: null,
      args: [],
      env: {},
      cwd: join(place.cwd, '../etc'),
      url: 'http://h/mcp',
      headers: {},
      builtIn: false,
      allowedDirectories: null,
      allowTools: null,
      denyTools: [],
      readOnly: false,
      readTools: [],
      confirm: [],
      maxResultBytes: 10 * 1024 * 1024,
      callsPerMinute: null,
      connectMs: 60_000,
      callMs: 300_000,
      shared: false,
    });
  });

  it("takes a default model by provider, by id of [models], or by a model's id alone", () => {
    const rule = '[models."a/b"]\nprovider = "kimi"\n';
    for (const model of ['nvidia/moonshotai/kimi-k2.5', 'a/b', 'gpt-4o']) {
      expect(loadText(`default_model = "${model}"\n${rule}`).defaultModel).toBe(model);
    }
  });

  it('takes models that fall back on one another', () => {
    const config = loadText(
      '[models.a]\nprovider = "kimi"\nfallbacks = ["b"]\n[models.b]\nprovider = "kimi"\nfallbacks = ["a"]\n',
    );
    expect(config.models.map((rule) => rule.fallbacks)).toEqual([['b'], ['a']]);
  });

  it('takes globs as they are written', () => {
    const patterns = ['*', '**', '?', 'a*b?c', '[x]', '(', 'a|b', '.*+', 'ü*', 'a\\d'];
    const toml = patterns.map((pattern) => `[models.'${pattern}']\nprovider = "kimi"\n`).join('');
    expect(loadText(toml).models.map((rule) => [rule.pattern, rule.isGlob])).toEqual(
      patterns.map((pattern) => [pattern, /[*?]/.test(pattern)]),
    );
  });
});

describe('loopback', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    'a.localhost',
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
  ])('is %s', (host) => expect(isLoopback(host)).toBe(true));
  it.each([
    '0.0.0.0',
    '::',
    '128.0.0.1',
    '1::1',
    '::2',
    '127.0.0.1.example',
    'localhost.example',
    '',
    '::ffff:10.0.0.1',
    '127.1',
  ])('is not %j', (host) => expect(isLoopback(host)).toBe(false));
});

describe('the nearest name', () => {
  const names = ['base_url', 'api_key', 'auth', 'headers', 'retries', 'models'];

  it.each([
    ['base_ur', 'base_url'],
    ['baseUrl', 'base_url'],
    ['BASE-URL', 'base_url'],
    ['apikey', 'api_key'],
    ['atuh', 'auth'],
    ['header', 'headers'],
    ['retrys', 'retries'],
    ['mod', 'models'],
    ['zzz', null],
    ['x', null],
    ['', null],
    ['m'.repeat(100_000), null],
  ])('to %s is %s', (word, name) => expect(nearest(word, names)).toBe(name));

  it('is found for any one slip of the hand', () => {
    const slip = fc
      .tuple(
        fc.constantFrom('base_url', 'api_key', 'headers', 'retries'),
        fc.nat(6),
        fc.constantFrom('x', ''),
      )
      .map(([name, at, put]) => [name, name.slice(0, at) + put + name.slice(at + 1)] as const);
    fc.assert(fc.property(slip, ([name, typed]) => nearest(typed, names) === name));
  });
});

describe('MCP servers', () => {
  it('are the four of the presets where nothing is said', () => {
    const { servers } = loadText('').mcp;
    expect(servers.map(({ name, url, source }) => [name, url, source])).toEqual([
      ['task_master', 'http://127.0.0.1:8002', 'preset'],
      ['sequential_thinking', 'http://127.0.0.1:8003', 'preset'],
      ['fast_filesystem', 'http://127.0.0.1:8004', 'preset'],
      ['json_query', 'http://127.0.0.1:8005', 'built-in'],
    ]);
    expect(servers.map((server) => server.builtIn)).toEqual([false, false, false, true]);
  });

  it('of a preset take rules without saying how they are reached', () => {
    const { servers } = loadText(
      '[mcp.servers.fast_filesystem]\nallowed_directories = ["/a"]\nconfirm = true\n',
    ).mcp;
    expect(servers[0]).toMatchObject({
      name: 'fast_filesystem',
      url: 'http://127.0.0.1:8004',
      allowedDirectories: ['/a'],
      confirm: ['*'],
    });
    expect(servers).toHaveLength(4);
  });

  it('of a preset may be commands, and are then not looked for on its port', () => {
    const { servers } = loadText('[mcp.servers.json_query]\ncommand = "a"\n').mcp;
    expect(servers[0]).toMatchObject({ url: null, builtIn: false, allowedDirectories: null });
  });

  it('of a preset are started from npm where the file says so', () => {
    const { servers } = loadText('[mcp.servers.task_master]\nstart = true\nenv = { A = "b" }\n').mcp;
    expect(servers[0]).toMatchObject({
      command: 'npx',
      args: ['-y', 'task-master-ai@0.43.1'],
      env: { TASK_MASTER_TOOLS: 'all', A: 'b' },
      url: null,
    });
  });

  it('of a preset are started in the versions that the tests run', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const [name, of] of [
      ['sequential_thinking', 'mcp-sequentialthinking-tools'],
      ['fast_filesystem', 'fast-filesystem-mcp'],
    ] as const) {
      const [server] = loadText(`[mcp.servers.${name}]\nstart = true\n`).mcp.servers;
      expect(server?.args).toEqual(['-y', `${of}@${devDependencies[of]}`]);
    }
  });

  it('have the tools that only read from the file where it names them, else from the preset', () => {
    const named = (more: string) => loadText(`[mcp.servers.task_master]\n${more}`).mcp.servers[0]?.readTools;
    expect(named('')).toEqual(['get_*', 'next_task']);
    expect(named('read_tools = ["a"]\n')).toEqual(['a']);
    expect(named('read_tools = []\n')).toEqual([]);
  });

  it('keep their times and sizes in ms and bytes', () => {
    const { servers, confirmMs } = loadText(
      '[mcp]\nconfirm_s = 5\n[mcp.servers.x]\nurl = "http://h"\nmax_result_kb = 2\ncalls_per_minute = 3\ntimeouts = { connect_s = 0.5, call_s = 7 }\n',
    ).mcp;
    expect(confirmMs).toBe(5000);
    expect(servers[0]).toMatchObject({
      maxResultBytes: 2048,
      callsPerMinute: 3,
      connectMs: 500,
      callMs: 7000,
    });
  });
});
