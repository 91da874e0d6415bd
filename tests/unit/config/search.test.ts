import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../../src/config/index.ts';
import { folder, provider } from './support.ts';

describe('the product specification', () => {
  it('loads a valid configuration with its key from the environment', () => {
    const file = folder().write(
      'spec.toml',
      `
[models."test-model"]
provider = "test-provider"
model = "test-model"

[providers."test-provider"]
type = "openai-compatible"
base_url = "https://api.test.com/v1"
api_key = "\${TEST_API_KEY}"
`,
    );
    const config = loadConfig({
      flags: { config: file },
      env: { TEST_API_KEY: 'test-key-123' },
      cwd: '/',
      home: '/',
    });
    const rule = config.models.find((model) => model.pattern === 'test-model');
    expect(rule?.provider).toBe('test-provider');
    expect(provider(config, 'test-provider')).toMatchObject({
      apiKey: 'test-key-123',
      on: true,
      auth: 'key',
    });
  });

  it('refuses a configuration file that is named and not there', () => {
    const error = folder().fail({ flags: { config: '/nonexistent/config.toml' } });
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.code).toBe('ENOENT');
    expect(error.message).toBe('there is no file /nonexistent/config.toml (flag --config)');
    expect(error.file).toBe('/nonexistent/config.toml');
  });

  it('refuses what is not TOML with its line', () => {
    const error = folder({ 'work/config.toml': '\n[invalid-section\nmissing = "quote"\n' }).fail();
    expect(error.code).toBe('SYNTAX');
    expect(error.line).toBe(2);
    expect(error.message).toMatch(/^config\.toml:2: not valid TOML \(column \d+\): /);
    expect(error.message).not.toContain('\n');
  });
});

describe('where the file is looked for', () => {
  const everywhere = () =>
    folder({
      'flag.toml': 'port = 1',
      'variable.toml': 'port = 2',
      'work/config.toml': 'port = 3',
      'xdg/kimi-proxy/config.toml': 'port = 4',
      'home/.config/kimi-proxy/config.toml': 'port = 5',
    });

  it('takes the flag before the variable, the working directory and the user folder', () => {
    const place = everywhere();
    const root = join(place.cwd, '..');
    const xdg = { XDG_CONFIG_HOME: join(root, 'xdg') };
    const named = { ...xdg, KIMI_PROXY_CONFIG: join(root, 'variable.toml') };
    expect(place.load({ env: named, flags: { config: '../flag.toml' } }).server.port).toBe(1);
    expect(place.load({ env: named }).server.port).toBe(2);
    expect(place.load({ env: xdg }).server.port).toBe(3);
    expect(place.load({ env: xdg, cwd: root }).server.port).toBe(4);
    expect(place.load({ cwd: root }).server.port).toBe(5);
  });

  it('ignores an XDG folder that is not absolute', () => {
    const place = everywhere();
    expect(place.load({ env: { XDG_CONFIG_HOME: 'xdg' }, cwd: join(place.cwd, '..') }).server.port).toBe(5);
  });

  it('works without any file', () => {
    const config = folder().load();
    expect(config.file).toBeNull();
    expect(config.server).toEqual({
      host: '127.0.0.1',
      port: 8000,
      authToken: null,
      allowedHosts: [],
      allowedOrigins: [],
      bodyLimit: 64 * 1024 * 1024,
    });
    expect(config).toMatchObject({
      defaultModel: null,
      models: [],
      capture: 'full',
      retention: { maxAgeMs: 30 * 86_400_000, maxBytes: 5e9 },
      thresholds: [0.7, 0.85, 0.95],
      logLevel: 'info',
      warnings: [],
    });
    expect(config.providers.filter((one) => one.on).map((one) => one.name)).toEqual(['test']);
  });

  it('names the variable whose file is missing', () => {
    expect(folder().fail({ env: { KIMI_PROXY_CONFIG: 'gone.toml' } }).message).toContain(
      '(environment KIMI_PROXY_CONFIG)',
    );
  });

  it('reads a file that an editor has given a byte order mark', () => {
    expect(folder({ 'work/config.toml': '\uFEFFport = 7' }).load().server.port).toBe(7);
  });

  it('refuses a folder and a file of 10 MB', () => {
    const place = folder({ 'work/config.toml': `# ${'x'.repeat(10 * 1024 * 1024)}` });
    expect(place.fail().message).toBe('config.toml is larger than 1 MB: this is not a configuration file');
    expect(place.fail({ flags: { config: '..' } }).message).toMatch(/ is not a file$/);
  });
});

describe('host, port and data folder', () => {
  const file = 'host = "localhost"\nport = 1\ndata_dir = "below"\n';
  const variables = { KIMI_PROXY_HOST: '127.0.0.2', KIMI_PROXY_PORT: '2', KIMI_PROXY_DATA_DIR: 'variable' };

  it('come from flags before variables before the file', () => {
    const place = folder({ 'work/config.toml': file });
    const flags = { host: '::1', port: '0', dataDir: 'flag' };
    const at = (config: ReturnType<typeof place.load>) => [
      config.server.host,
      config.server.port,
      config.dataDir.replace(place.cwd, '.'),
    ];
    expect(at(place.load({ env: variables, flags }))).toEqual(['::1', 0, './flag']);
    expect(at(place.load({ env: variables }))).toEqual(['127.0.0.2', 2, './variable']);
    expect(at(place.load())).toEqual(['localhost', 1, './below']);
  });

  it('take relative folders of the file from the file, and ~ from the home folder', () => {
    const place = folder({
      'elsewhere/config.toml': 'data_dir = "data"',
      'home.toml': 'data_dir = "~/data"',
    });
    const root = join(place.cwd, '..');
    const load = (config: string) => place.load({ flags: { config } }).dataDir;
    expect(load('../elsewhere/config.toml')).toBe(join(root, 'elsewhere', 'data'));
    expect(load('../home.toml')).toBe(join(place.home, 'data'));
    expect(place.load({ flags: { dataDir: '~' } }).dataDir).toBe(place.home);
  });

  it('put the data folder where the XDG specification has it', () => {
    const place = folder();
    expect(place.load().dataDir).toBe(join(place.home, '.local/share/kimi-proxy'));
    expect(place.load({ env: { XDG_DATA_HOME: '/xdg' } }).dataDir).toBe('/xdg/kimi-proxy');
    expect(place.load({ env: { XDG_DATA_HOME: 'xdg' } }).dataDir).toBe(
      join(place.home, '.local/share/kimi-proxy'),
    );
  });

  it.each(['80.5', '-1', '65536', 'http', '1e3', ' 80'])('refuse the port %j', (port) => {
    expect(folder().fail({ flags: { port } }).message).toBe(
      'flag --port must be a whole number from 0 to 65535',
    );
    expect(folder().fail({ env: { KIMI_PROXY_PORT: port } }).message).toBe(
      'environment KIMI_PROXY_PORT must be a whole number from 0 to 65535',
    );
  });

  it.each(['http://x', 'a b', '1.2.3', '300.1.1.1', 'host:80', '', '-x'])('refuse the host %j', (host) => {
    expect(folder().fail({ flags: { host } }).message).toBe(
      'flag --host must be a host name or an IP address, without scheme and port',
    );
  });
});

describe('.env', () => {
  it('beside the file goes before the one in the working directory, the environment before both', () => {
    const place = folder({
      'etc/config.toml': '',
      'etc/.env': 'KIMI_PROXY_PORT=1\nGROQ_API_KEY="beside"\n',
      'work/.env': 'KIMI_PROXY_PORT=2\nMISTRAL_API_KEY=here # a comment\n',
    });
    const flags = { config: '../etc/config.toml' };
    const config = place.load({ flags });
    expect(config.server.port).toBe(1);
    expect(provider(config, 'groq').apiKey).toBe('beside');
    expect(provider(config, 'mistral').apiKey).toBe('here');
    expect(place.load({ flags, env: { KIMI_PROXY_PORT: '3' } }).server.port).toBe(3);
    expect(place.load({ flags, env: { KIMI_PROXY_PORT: '' } }).server.port).toBe(1);
  });

  it('in the working directory can name the configuration file', () => {
    const place = folder({ 'work/.env': 'KIMI_PROXY_CONFIG=other.toml', 'work/other.toml': 'port = 9' });
    expect(place.load().server.port).toBe(9);
  });

  it('takes quotes, comments, export and values over several lines', () => {
    const place = folder({
      'work/.env': `# keys
export GROQ_API_KEY='single # kept'
MISTRAL_API_KEY="double"   # dropped
DEEPSEEK_API_KEY = spaced
OPENROUTER_API_KEY="two
lines"
not a line
=nothing
NVIDIA_API_KEY=
`,
    });
    const config = place.load();
    const keys = ['groq', 'mistral', 'deepseek', 'openrouter', 'nvidia'].map(
      (name) => provider(config, name).apiKey,
    );
    expect(keys).toEqual(['single # kept', 'double', 'spaced', 'two\nlines', null]);
  });

  it('is read with the line ends and the mark of Windows', () => {
    const config = folder({ 'work/.env': '\uFEFFKIMI_PROXY_PORT=7\r\nGROQ_API_KEY=k\r\n' }).load();
    expect(config.server.port).toBe(7);
    expect(provider(config, 'groq').apiKey).toBe('k');
  });

  it('fills in variables of the file', () => {
    const place = folder({
      'work/.env': 'NAME=a',
      'work/config.toml': `allowed_hosts = ["\${NAME}.example"]`,
    });
    expect(place.load().server.allowedHosts).toEqual(['a.example']);
    expect(place.load({ env: { NAME: 'b' } }).server.allowedHosts).toEqual(['b.example']);
  });

  it('that cannot be read is refused', () => {
    const place = folder();
    symlinkSync(join(place.cwd, '.env'), join(place.cwd, '.env'));
    expect(place.fail().message).toMatch(/^a \.env file cannot be read: ELOOP/);
  });

  it('that is huge is passed over', () => {
    const place = folder({ 'work/.env': `KIMI_PROXY_PORT=2\n#${'x'.repeat(2 * 1024 * 1024)}` });
    expect(place.load().server.port).toBe(8000);
  });

  it('that is a folder is passed over', () => {
    expect(folder({ 'work/.env/x': '' }).load().server.port).toBe(8000);
  });
});
