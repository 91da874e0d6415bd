import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/index.ts';
import { folder, LOCAL, loadText } from './support.ts';

const from = (config: Config, path: string) => config.origins.find((origin) => origin.path === path);

describe('where a value came from', () => {
  it('is said of every setting, also without any configuration', () => {
    const config = folder().load();
    expect(config.origins.slice(0, 14)).toMatchObject([
      { path: 'config', value: 'none: defaults', from: 'default' },
      { path: 'host', value: '127.0.0.1', from: 'default' },
      { path: 'port', value: '8000', from: 'default' },
      { path: 'data_dir', value: config.dataDir, from: 'default' },
      { path: 'auth_token', value: 'not set', from: 'default' },
      { path: 'allowed_hosts', value: '[]', from: 'default' },
      { path: 'allowed_origins', value: '[]', from: 'default' },
      { path: 'body_limit_mb', value: '64', from: 'default' },
      { path: 'default_model', value: 'not set', from: 'default' },
      { path: 'capture', value: 'full', from: 'default' },
      { path: 'retention.days', value: '30', from: 'default' },
      { path: 'retention.gb', value: '5', from: 'default' },
      { path: 'thresholds', value: '[0.7,0.85,0.95]', from: 'default' },
      { path: 'log_level', value: 'info', from: 'default' },
    ]);
    expect(from(config, 'providers.groq.base_url')).toMatchObject({
      path: 'providers.groq.base_url',
      value: 'https://api.groq.com/openai/v1',
      from: 'preset groq',
    });
  });

  it('names flag, variable, .env, and file with line', () => {
    const place = folder({
      'work/config.toml': '\nhost = "localhost"\nport = 1\n[retention]\ndays = 0\n',
      'work/.env': 'KIMI_PROXY_DATA_DIR=data\nGROQ_API_KEY=k',
    });
    const config = place.load({
      flags: { host: '127.0.0.2' },
      env: { KIMI_PROXY_PORT: '2', MISTRAL_API_KEY: 'k' },
    });
    expect(from(config, 'host')).toMatchObject({ value: '127.0.0.2', from: 'flag --host' });
    expect(from(config, 'port')).toMatchObject({ value: '2', from: 'environment KIMI_PROXY_PORT' });
    expect(from(config, 'data_dir')).toMatchObject({ from: '.env KIMI_PROXY_DATA_DIR' });
    expect(from(config, 'retention.days')).toMatchObject({ value: '0', from: 'config.toml:5' });
    expect(from(config, 'providers.groq.api_key')).toMatchObject({ value: 'set', from: '.env GROQ_API_KEY' });
    expect(from(config, 'providers.mistral.api_key')).toMatchObject({ from: 'environment MISTRAL_API_KEY' });
    expect(from(place.load(), 'port')).toMatchObject({ value: '1', from: 'config.toml:3' });
  });

  it('names who named the file', () => {
    const place = folder({ 'work/my.toml': '' });
    expect(from(place.load({ flags: { config: 'my.toml' } }), 'config')).toMatchObject({
      path: 'config',
      value: `${place.cwd}/my.toml`,
      from: 'flag --config',
    });
  });

  it('is said of everything else that the file holds', () => {
    const config = loadText(
      `${LOCAL}api_key = "\${K}"\ntimeouts = { idle_s = 5 }\n[models."a-*"]\nprovider = "local"\nfallbacks = ["kimi/x"]\n[mcp.servers.x]\nurl = "\${U}"\n`,
      { U: 'http://h/?k=1' },
    );
    expect(from(config, 'providers.local.base_url')).toMatchObject({
      value: 'http://127.0.0.1:1/v1',
      from: 'config.toml:3',
    });
    expect(from(config, 'providers.local.api_key')).toMatchObject({
      value: 'not set',
      from: 'config.toml:4, K is not set',
    });
    expect(from(config, 'providers.local.timeouts.idle_s')).toMatchObject({
      value: '5',
      from: 'config.toml:5',
    });
    expect(from(config, 'models."a-*".fallbacks')).toMatchObject({
      value: '["kimi/x"]',
      from: 'config.toml:8',
    });
    expect(from(config, 'mcp.servers.x.url')).toMatchObject({
      value: `\${U}`,
      from: 'config.toml:10, environment U',
    });
  });

  it('is the variable that says where a local server listens', () => {
    const config = folder().load({ env: { OLLAMA_HOST: 'gpu' } });
    expect(config.origins.filter((origin) => origin.path.startsWith('providers.ollama'))).toMatchObject([
      { path: 'providers.ollama.base_url', value: 'http://gpu:11434/v1', from: 'environment OLLAMA_HOST' },
    ]);
  });
});

describe('a model that leads to a provider that is off', () => {
  it('gets a warning that says why it is off', () => {
    const toml = 'default_model = "groq/x"\n[models.fast]\nprovider = "mistral"\n';
    expect(loadText(toml).warnings).toEqual([
      'config.toml:1: default_model leads to groq, which is off: GROQ_API_KEY is not set',
      'config.toml:2: models.fast leads to mistral, which is off: MISTRAL_API_KEY is not set',
    ]);
    expect(loadText(toml, { GROQ_API_KEY: 'k', MISTRAL_API_KEY: 'k' }).warnings).toEqual([]);
  });

  it('gets none where a client can bring its own credential', () => {
    expect(loadText('default_model = "kimi/kimi-for-coding"').warnings).toEqual([]);
  });
});
