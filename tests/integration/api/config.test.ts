import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/index.ts';
import { type ConfigValue, type ConfigView, configSchema } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import type { InProcess } from '../../support/in-process.ts';

const { proxyOf } = testBed();

const configOf = async (proxy: InProcess): Promise<ConfigView> =>
  configSchema.parse(await proxy.get('/api/config'));

const valueAt = (view: ConfigView, key: string): ConfigValue | undefined =>
  view.values.find((value) => value.key === key);

describe('the configuration', () => {
  it('is told with the origin of each value', async () => {
    const proxy = await proxyOf('body_limit_mb = 3\n[retention]\ndays = 7\n', {
      env: { KIMI_PROXY_HOST: '127.0.0.1', GROQ_API_KEY: 'gsk-1' },
    });
    const view = await configOf(proxy);
    expect(view).toMatchObject({ state: 'ok', problems: [], rejected_at: null, warnings: [] });
    expect(view.file).toMatch(/config\.toml$/);
    expect(view.searched).toEqual([view.file]);
    expect(Date.parse(view.loaded_at)).toBeGreaterThan(0);
    expect(valueAt(view, 'body_limit_mb')).toEqual({
      key: 'body_limit_mb',
      value: 3,
      secret: false,
      set: true,
      origin: { kind: 'file', where: 'config.toml:2', variables: [] },
      reloads: true,
      description: { en: 'Largest request, in MiB', fr: 'Taille maximale des requêtes, en Mio' },
    });
    const origins = [
      ['host', '127.0.0.1', 'environment', 'KIMI_PROXY_HOST', false],
      ['port', 0, 'flag', '--port', false],
      ['thresholds', [0.7, 0.85, 0.95], 'default', null, true],
      ['capture', 'full', 'default', null, true],
      ['retention.days', 7, 'file', 'config.toml:4', true],
      ['retention.gb', 5, 'default', null, true],
      ['default_model', null, 'default', null, true],
      ['providers.groq.api_key', null, 'environment', 'GROQ_API_KEY', true],
      ['providers.groq.base_url', 'https://api.groq.com/openai/v1', 'preset', 'groq', true],
    ] as const;
    for (const [key, value, kind, where, reloads] of origins) {
      expect(valueAt(view, key)).toMatchObject({ value, origin: { kind, where }, reloads });
    }
    expect(valueAt(view, 'providers.groq.api_key')).toMatchObject({ secret: true, set: true });
    expect(valueAt(view, 'auth_token')).toMatchObject({ secret: true, set: false });
  });

  it('never tells a secret, wherever one stands', async () => {
    const proxy = await proxyOf(
      `
[providers.one]
type = "openai-compatible"
base_url = "http://127.0.0.1:9/v1"
api_key = "literal-sesame"
headers = { "X-Mine" = "header-sesame", "Authorization" = "Bearer \${NAMED}" }
[providers.two]
type = "openai-compatible"
base_url = "http://127.0.0.1:9/v1"
api_key = "\${NOT_THERE:-fallback-sesame}"
[mcp.servers.a]
enabled = false
command = "true"
args = ["--key", "args-sesame", "\${NAMED}"]
env = { KEY = "env-sesame" }
[mcp.servers.b]
enabled = false
url = "\${MCP_URL:-http://127.0.0.1:9/mcp?key=query-sesame#fragment-sesame}"
headers = { Authorization = "mcp-header-sesame" }
[mcp.servers.c]
enabled = false
url = "http://127.0.0.1:9/mcp?key=plain-query-sesame"
`,
      { env: { NAMED: 'variable-sesame', MISTRAL_API_KEY: 'preset-sesame' } },
    );
    const text = JSON.stringify(await proxy.get('/api/config'));
    expect(text).not.toContain('sesame');
    const view = await configOf(proxy);
    expect(valueAt(view, 'mcp.servers.c.url')?.value).toBe('http://127.0.0.1:9/mcp?…');
    expect(valueAt(view, 'mcp.servers.a.args')).toMatchObject({ value: null, secret: true, set: true });
  });

  it('says what is wrong with a changed file until the next good one', async () => {
    const proxy = await proxyOf('');
    const before = await configOf(proxy);
    const problems = [
      {
        message: 'config.toml:2: prot is not a known key; did you mean port?',
        file: '/tmp/config.toml',
        line: 2,
        key: 'prot',
        hint: 'did you mean port?',
      },
    ];
    proxy.program.reloadRefused?.('it cannot be used', problems);
    const rejected = await configOf(proxy);
    expect(rejected).toMatchObject({ state: 'rejected', loaded_at: before.loaded_at });
    expect(rejected.rejected_at).not.toBeNull();
    expect(rejected.problems).toEqual([
      { ...problems[0], message: 'config.toml:2: prot is not a known key' },
    ]);
    proxy.reload('data_dir = "elsewhere"\ncapture = "none"');
    const after = await configOf(proxy);
    expect(after).toMatchObject({ state: 'ok', problems: [], rejected_at: null, needs_restart: [] });
    expect(valueAt(after, 'capture')?.value).toBe('none');
  });

  it('names what applies with the next start alone', async () => {
    const proxy = await proxyOf('');
    const { file } = await configOf(proxy);
    if (file === null) throw new Error('there is a file');
    const place = { cwd: '/', home: '/', env: { KIMI_PROXY_HOST: '127.0.0.2' } };
    proxy.program.reload(loadConfig({ ...place, flags: { config: file, dataDir: proxy.dataDir, port: 1 } }));
    expect((await configOf(proxy)).needs_restart).toEqual(['host', 'port']);
  });
});
