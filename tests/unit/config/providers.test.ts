import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../src/config/index.ts';
import { folder, LOCAL, loadText, provider } from './support.ts';

const hosted = PRESETS.filter((preset) => preset.keyVariables.length > 0);

describe('presets', () => {
  it('are those that the product knows', () => {
    expect(PRESETS.map((preset) => preset.name)).toEqual([
      'kimi',
      'moonshot',
      'nvidia',
      'mistral',
      'openrouter',
      'siliconflow',
      'groq',
      'cerebras',
      'gemini',
      'openai',
      'chatgpt',
      'anthropic',
      'deepseek',
      'ollama',
      'lmstudio',
      'test',
    ]);
  });

  it('hold an address without a slash at its end, https where a key goes up', () => {
    for (const { name, baseUrl, keyVariables, clientShape, type } of PRESETS) {
      if (type === 'test') continue;
      expect(new URL(baseUrl).href, name).toBe(baseUrl);
      expect(baseUrl.startsWith('https://'), name).toBe(keyVariables.length > 0 || clientShape !== null);
    }
  });

  it('share no variable', () => {
    const names = PRESETS.flatMap((preset) => [...preset.keyVariables, preset.host?.variable ?? []].flat());
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(hosted.flatMap((preset) => preset.keyVariables.map((variable) => [preset.name, variable])))(
    '%s is turned on by %s and by nothing else',
    (name, variable) => {
      const config = folder().load({ env: { [variable]: 'the-key' } });
      expect(config.providers.filter((one) => one.on).map((one) => one.name)).toEqual([name, 'test']);
      const { why, ...one } = provider(config, name);
      expect(one).toMatchObject({ auth: 'key', apiKey: 'the-key', keyVariable: variable, preset: name });
      expect(why).toMatch(new RegExp(`^${variable} is set`));
    },
  );

  it.each(hosted.filter((preset) => preset.clientShape === null).map((preset) => preset.name))(
    '%s is off without its key and names the variable',
    (name) => {
      const { on, auth, apiKey, why, keyVariable } = provider(folder().load(), name);
      expect({ on, auth, apiKey, why }).toEqual({
        on: false,
        auth: 'key',
        apiKey: null,
        why: `${keyVariable} is not set`,
      });
    },
  );

  it('Mistral is not asked for usage, which it refuses', () => {
    expect(provider(folder().load(), 'mistral').includeUsage).toBe(false);
    expect(provider(folder().load(), 'kimi').includeUsage).toBe(true);
  });

  it('can be changed one key at a time', () => {
    const config = loadText(
      '[providers.mistral]\ninclude_usage = true\nlists_models = false\nretries = 0\nbase_url = "https://gateway.example/mistral/v1/"\ntimeouts = { idle_s = 0.5 }\nmodels = [{ id = "codestral-latest" }, { id = "mine", max_context_size = 9 }]\n',
      { MISTRAL_API_KEY: 'k' },
    );
    const mistral = provider(config, 'mistral');
    expect(mistral).toMatchObject({
      on: true,
      apiKey: 'k',
      baseUrl: 'https://gateway.example/mistral/v1',
      includeUsage: true,
      listsModels: false,
      retries: 0,
      timeouts: { connectMs: 10_000, firstByteMs: 300_000, idleMs: 500, totalMs: 900_000 },
    });
    expect(mistral.models.slice(0, 2)).toEqual([
      { id: 'codestral-latest', window: 256_000, usual: true },
      { id: 'mine', window: 9 },
    ]);
    expect(mistral.models.filter((model) => model.id === 'codestral-latest')).toHaveLength(1);
  });

  it('can be turned off whatever keys there are', () => {
    const openai = provider(
      loadText('[providers.openai]\nenabled = false', { OPENAI_API_KEY: 'k' }),
      'openai',
    );
    expect(openai).toMatchObject({ on: false, why: 'enabled = false in the configuration' });
  });
});

describe('the order of providers', () => {
  it('is that of the file, then that of the presets', () => {
    const names = loadText(`${LOCAL}[providers.groq]\n`).providers.map((one) => one.name);
    expect(names.slice(0, 3)).toEqual(['local', 'groq', 'kimi']);
    expect(names).toHaveLength(PRESETS.length + 1);
  });
});

describe('the provider test', () => {
  it('is on without anything, has test-model and needs nothing', () => {
    expect(provider(folder().load(), 'test')).toMatchObject({
      type: 'test',
      on: true,
      auth: 'none',
      apiKey: null,
      baseUrl: '',
      listsModels: false,
      models: [{ id: 'test-model', window: 128_000 }],
    });
  });

  it('can stand under other names, too', () => {
    const config = loadText('[providers.fake]\ntype = "test"\n');
    expect(provider(config, 'fake')).toMatchObject({ type: 'test', on: true, auth: 'none', baseUrl: '' });
  });
});

describe('keys', () => {
  it("of the file go before the preset's variable", () => {
    const config = loadText(`[providers.kimi]\napi_key = "\${MINE}"`, {
      MINE: 'mine',
      KIMI_API_KEY: 'other',
    });
    expect(provider(config, 'kimi')).toMatchObject({
      apiKey: 'mine',
      on: true,
      why: 'api_key is set in the configuration',
    });
  });

  it('whose variable is missing turn a provider off, and nothing else', () => {
    const config = loadText(`port = 1\n${LOCAL}api_key = "\${LOCAL_KEY}"\n`);
    expect(provider(config, 'local')).toMatchObject({
      on: false,
      auth: 'key',
      apiKey: null,
      keyVariable: 'LOCAL_KEY',
      why: 'LOCAL_KEY is not set',
    });
    expect(config.server.port).toBe(1);
  });

  it('that the file names are not replaced by another variable', () => {
    const config = loadText(`[providers.groq]\napi_key = "\${WORK_GROQ_KEY}"`, { GROQ_API_KEY: 'private' });
    expect(provider(config, 'groq')).toMatchObject({
      on: false,
      apiKey: null,
      why: 'WORK_GROQ_KEY is not set',
    });
  });

  it('that come out empty count as none', () => {
    expect(provider(loadText(`[providers.groq]\napi_key = "\${NOPE:-}"`), 'groq')).toMatchObject({
      on: false,
      apiKey: null,
    });
  });

  it("that auth asks for and nobody gives turn a provider of one's own off", () => {
    expect(provider(loadText(`${LOCAL}auth = "key"`), 'local')).toMatchObject({
      on: false,
      why: 'it has no api_key',
    });
  });

  it("are not asked of a server of one's own", () => {
    expect(provider(loadText(LOCAL), 'local')).toMatchObject({
      on: true,
      auth: 'none',
      apiKey: null,
      preset: null,
    });
  });

  it('are kept back, with a warning, where auth is not key', () => {
    const config = loadText(`${LOCAL}auth = "none"\napi_key = "\${K}"`, { K: 'k' });
    expect(provider(config, 'local')).toMatchObject({ on: true, auth: 'none', apiKey: null });
    expect(config.warnings).toEqual(['providers.local.api_key is not used: auth is "none"']);
  });
});

describe("servers on one's own machine", () => {
  it.each([
    ['ollama', 'OLLAMA_HOST', 11_434],
    ['lmstudio', 'LMSTUDIO_HOST', 1234],
  ])('%s is off unless something names it', (name, variable, port) => {
    const usual = `http://127.0.0.1:${port}/v1`;
    expect(provider(folder().load(), name)).toMatchObject({
      on: false,
      auth: 'none',
      baseUrl: usual,
      why: `neither ${variable} nor the configuration names it`,
    });
    expect(provider(loadText(`[providers.${name}]`), name)).toMatchObject({ on: true, baseUrl: usual });
    const set = provider(folder().load({ env: { [variable]: '10.0.0.7' } }), name);
    expect(set).toMatchObject({ on: true, baseUrl: `http://10.0.0.7:${port}/v1`, why: `${variable} is set` });
  });

  it.each([
    ['127.0.0.1:9', 'http://127.0.0.1:9/v1'],
    [':9', 'http://127.0.0.1:9/v1'],
    ['0.0.0.0', 'http://127.0.0.1:11434/v1'],
    ['0.0.0.0:80', 'http://127.0.0.1/v1'],
    ['::1', 'http://[::1]:11434/v1'],
    ['[::]:9', 'http://127.0.0.1:9/v1'],
    ['gpu.example', 'http://gpu.example:11434/v1'],
    ['https://gpu.example', 'https://gpu.example/v1'],
    ['http://gpu.example:9/', 'http://gpu.example:9/v1'],
    ['https://gpu.example/ollama/v1/', 'https://gpu.example/ollama/v1'],
  ])('OLLAMA_HOST=%s leads to %s', (value, url) => {
    expect(provider(folder().load({ env: { OLLAMA_HOST: value } }), 'ollama').baseUrl).toBe(url);
  });

  it.each(['http://me:pw@host', 'a b', 'host?x', ' '])(
    'OLLAMA_HOST=%s is ignored with a warning',
    (value) => {
      const config = folder().load({ env: { OLLAMA_HOST: value } });
      expect(provider(config, 'ollama')).toMatchObject({ on: false, baseUrl: 'http://127.0.0.1:11434/v1' });
      expect(config.warnings).toEqual(['OLLAMA_HOST is not an address: ignored']);
    },
  );

  it('go by the file where it gives an address', () => {
    const config = loadText('[providers.ollama]\nbase_url = "http://a/v1"', { OLLAMA_HOST: 'b' });
    expect(provider(config, 'ollama').baseUrl).toBe('http://a/v1');
  });
});

describe("a client's own credential", () => {
  const jwt = (payload: object) =>
    ['{"alg":"HS512","typ":"JWT"}', JSON.stringify(payload), 'signature-of-it']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
  const anthropic = 'sk-ant-api03-0123456789abcdef';
  const login = 'sk-ant-oat01-0123456789abcdef';
  const openai = 'sk-proj-0123456789abcdef_ABCDEF-x';
  const oldOpenai = `sk-${'a'.repeat(20)}T3BlbkFJ${'b'.repeat(20)}`;
  const kimi = 'sk-kimi-0123456789abcdef';
  const kimiLogin = jwt({ iss: 'user-center', app_id: 'kimi', sub: 'x' });
  const chatgpt = jwt({ 'https://api.openai.com/auth': { chatgpt_account_id: 'x' }, exp: 1 });
  const others = [
    'sk-or-v1-0123456789abcdef0123456789abcdef',
    `sk-${'0'.repeat(48)}`,
    `sk-${'0123456789abcdef'.repeat(2)}`,
    'gsk_0123456789abcdef',
    'nvapi-0123456789abcdef',
    jwt({ iss: 'https://auth.openai.com', aud: ['https://api.openai.com/v1'] }),
    '',
    'dummy',
    `x ${anthropic}`,
    `${openai}\n`,
  ];
  const taken: Record<string, string[]> = {
    anthropic: [anthropic, login],
    openai: [openai, oldOpenai],
    kimi: [kimi, kimiLogin],
    chatgpt: [chatgpt],
  };

  it.each(Object.keys(taken))('goes to %s only in its own shape', (name) => {
    const { credentialShape: shape } = provider(folder().load(), name);
    const all = [...Object.values(taken).flat(), ...others];
    expect(all.filter((credential) => shape?.test(credential))).toEqual(taken[name]);
  });

  it('in the shape of ChatGPT’s log-in is known wherever the claim stands', () => {
    const { credentialShape: shape } = provider(folder().load(), 'chatgpt');
    for (const before of ['a', 'ab', 'abc'])
      expect(shape?.test(jwt({ [before]: 1, auth: { chatgpt_account_id: 'x' } })), before).toBe(true);
  });

  it("in the shape of Kimi's log-in is known wherever the claim stands", () => {
    const { credentialShape: shape } = provider(folder().load(), 'kimi');
    for (const pad of ['', 'x', 'xx', 'xxx']) {
      expect(shape?.test(jwt({ pad, scope: 'kimi-code' }))).toBe(true);
      expect(shape?.test(jwt({ pad, scope: 'other' }))).toBe(false);
    }
  });

  it.each(Object.keys(taken))('may go to %s, which does not count as on for that', (name) => {
    const { on, auth, why, keyVariable } = provider(folder().load(), name);
    expect({ on, auth }).toEqual({ on: false, auth: 'client' });
    const keyless = keyVariable === null ? '' : `no ${keyVariable}; `;
    expect(why).toMatch(new RegExp(`^${keyless}passes on a client's own \\w+ credential`));
  });

  it('does not go to a preset that has been given another address', () => {
    const config = loadText('[providers.openai]\nbase_url = "https://stranger.example/v1"');
    expect(provider(config, 'openai')).toMatchObject({ on: false, auth: 'key', credentialShape: null });
  });

  it('goes to a preset whose own address is written out', () => {
    const config = loadText('[providers.openai]\nbase_url = "https://api.openai.com/v1/"');
    expect(provider(config, 'openai')).toMatchObject({
      auth: 'client',
      baseUrl: 'https://api.openai.com/v1',
    });
  });

  it.each(['http://api.openai.com/v1', 'https://api.openai.com/v1/x', 'https://api.openai.com.example/v1'])(
    'does not go to %s, which is only near',
    (url) => {
      const config = loadText(`[providers.openai]\nbase_url = "${url}"`);
      expect(provider(config, 'openai')).toMatchObject({ auth: 'key', credentialShape: null });
    },
  );

  it('still goes up where the key that the file names is missing', () => {
    const config = loadText(`[providers.kimi]\napi_key = "\${WORK_KEY}"`);
    expect(provider(config, 'kimi')).toMatchObject({
      on: false,
      auth: 'client',
      keyVariable: 'WORK_KEY',
      why: "no WORK_KEY; passes on a client's own Kimi credential",
    });
  });

  it('goes to a preset in any shape, too, where the configuration says so', () => {
    const config = loadText('[providers.openai]\nauth = "client"');
    expect(provider(config, 'openai')).toMatchObject({ on: true, auth: 'client', credentialShape: null });
  });

  it('goes nowhere where the file says key or none', () => {
    for (const auth of ['key', 'none']) {
      const config = loadText(`[providers.openai]\nauth = "${auth}"`);
      expect(provider(config, 'openai')).toMatchObject({ auth, credentialShape: null, apiKey: null });
    }
  });

  it('does not go up where there is a key', () => {
    expect(provider(folder().load({ env: { OPENAI_API_KEY: 'k' } }), 'openai')).toMatchObject({
      auth: 'key',
      credentialShape: null,
    });
  });

  it('goes in any shape where the configuration says so', () => {
    const config = loadText(`${LOCAL}auth = "client"`);
    expect(provider(config, 'local')).toMatchObject({
      on: true,
      auth: 'client',
      apiKey: null,
      credentialShape: null,
      why: "passes on the client's own credential",
    });
  });
});

describe('headers', () => {
  it('are kept in lower case', () => {
    const config = loadText(`${LOCAL}headers = { "X-Title" = "me", Authorization = "Basic \${B}" }`, {
      B: 'b',
    });
    expect(provider(config, 'local').headers).toEqual({ 'x-title': 'me', authorization: 'Basic b' });
  });
});
