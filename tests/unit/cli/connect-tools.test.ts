import { parse as parseToml } from 'smol-toml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BASE, CASES } from './connect-cases.ts';
import { ToolWorld } from './connect-support.ts';

let world: ToolWorld;
beforeEach(() => {
  world = new ToolWorld();
});
afterEach(() => world.close());

describe.each(CASES)('$tool', ({ tool, file, parse, fresh, mine, kept, says, later, after }) => {
  const write = () => world.connect(tool, '--model', 'm/x', '--write');

  it('shows what it would write, and writes nothing', async () => {
    world.put(file, mine);
    const before = world.everything();
    const { code, out, err } = await world.connect(tool, '--model', 'm/x');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(world.at(file));
    expect(out).toMatch(/^\+ .*127\.0\.0\.1:8000/m);
    expect(out).toContain('Nothing was written; --write makes the change.');
    expect(world.read(file)).toBe(mine);
    expect(world.everything()).toEqual(before);
  });

  it('makes the file where there is none, and deletes it again with all that was made for it', async () => {
    const before = world.everything();
    expect(await write()).toMatchObject({ code: 0, err: '' });
    expect(parse(world.read(file))).toEqual(fresh);
    expect(world.mode(file)).toBe(0o600);
    const { code, out } = await world.connect(tool, '--undo');
    expect(code).toBe(0);
    expect(out).toContain('is deleted: it was not there before');
    expect(world.everything()).toEqual(before);
  });

  it('keeps comments, order and settings of a file that is there, with a copy of it', async () => {
    world.put(file, mine, 0o640);
    expect(await write()).toMatchObject({ code: 0, err: '' });
    const text = world.read(file);
    for (const piece of kept) expect(text).toContain(piece);
    expect(parse(text)).toMatchObject(says);
    expect(text).toContain(`${BASE}`);
    expect(world.mode(file)).toBe(0o640);
    expect(world.read(`${file}.kimi-proxy-backup`)).toBe(mine);
    expect(world.mode(`${file}.kimi-proxy-backup`)).toBe(0o640);
  });

  it('gives the file back byte for byte, and leaves nothing', async () => {
    world.put(file, mine, 0o640);
    const before = world.everything();
    await write();
    const { code, out } = await world.connect(tool, '--undo');
    expect(code).toBe(0);
    expect(out).toContain(`${world.at(file)} is what it was before.`);
    expect(world.read(file)).toBe(mine);
    expect(world.mode(file)).toBe(0o640);
    expect(world.everything()).toEqual(before);
  });

  it('writes nothing where it is connected already', async () => {
    world.put(file, mine);
    await write();
    const [text, before] = [world.read(file), world.everything()];
    const { code, out } = await write();
    expect(code).toBe(0);
    expect(out).toContain(`${world.at(file)} says so already.`);
    expect(out).not.toContain('Written');
    expect([world.read(file), world.everything()]).toEqual([text, before]);
  });

  it('takes only its own settings out of a file that has changed since', async () => {
    world.put(file, mine);
    await write();
    world.put(file, later(world.read(file)));
    const { code, out } = await world.connect(tool, '--undo');
    expect(code).toBe(0);
    expect(out).toContain('has changed since; only our own settings were taken out');
    expect(out).toContain(`${world.at(file)}.kimi-proxy-backup`);
    expect(world.read(file)).toBe(after(mine));
    expect(world.read(`${file}.kimi-proxy-backup`)).toBe(mine);
  });

  it('goes back to the first state after it was connected twice', async () => {
    world.put(file, mine);
    await write();
    expect((await world.connect(tool, '--model', 'other', '--session', 'one', '--write')).code).toBe(0);
    expect(world.read(file)).toContain(`${BASE}/s/one`);
    expect(world.read(file)).not.toContain('m/x');
    expect((await world.connect(tool, '--undo')).code).toBe(0);
    expect(world.read(file)).toBe(mine);
    expect(world.everything().filter((name) => name.includes('kimi-proxy-'))).toEqual([]);
  });
});

describe('cline', () => {
  const file = '.cline/data/settings/providers.json';
  const entry = (settings: object) => ({
    settings,
    updatedAt: '2026-01-02T03:04:05.000Z',
    tokenSource: 'oauth',
  });
  const ours = { provider: 'openai-compatible', apiKey: 'kimi-proxy', model: 'm/x', baseUrl: `${BASE}/v1` };

  it('makes a provider that the tool accepts', async () => {
    expect((await world.connect('cline', '--model', 'm/x', '--write')).code).toBe(0);
    const made = JSON.parse(world.read(file));
    expect(made).toMatchObject({ version: 1, lastUsedProvider: 'openai-compatible' });
    expect(made.providers['openai-compatible']).toEqual({
      settings: ours,
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      tokenSource: 'manual',
    });
  });

  it('is connected still when asked again later', async () => {
    await world.connect('cline', '--model', 'm/x', '--write');
    const text = world.read(file);
    expect((await world.connect('cline', '--model', 'm/x', '--write')).out).toContain('says so already');
    expect(world.read(file)).toBe(text);
  });

  it('leaves a file that the tool still accepts, after the tool has written to it', async () => {
    await world.connect('cline', '--model', 'm/x', '--write');
    const made = JSON.parse(world.read(file));
    made.modes = {};
    made.providers['openai-compatible'].updatedAt = '2027-01-02T03:04:05.000Z';
    made.providers['openai-compatible'].settings.reasoning = { enabled: true };
    made.providers.anthropic = entry({ provider: 'anthropic', apiKey: 'k' });
    world.put(file, JSON.stringify(made, null, 2));
    const { code, err } = await world.connect('cline', '--undo');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(world.read(file))).toEqual({
      version: 1,
      modes: {},
      providers: { anthropic: made.providers.anthropic },
    });
  });

  it('changes the settings of a provider that is there, and gives them back', async () => {
    const mine = {
      version: 1,
      providers: {
        'openai-compatible': entry({ ...ours, baseUrl: 'https://x.example', headers: { a: 'b' } }),
      },
    };
    const text = JSON.stringify(mine, null, 2);
    world.put(file, text);
    await world.connect('cline', '--model', 'm/x', '--write');
    expect(JSON.parse(world.read(file)).providers['openai-compatible']).toEqual(
      entry({ ...ours, headers: { a: 'b' } }),
    );
    world.put(file, world.read(file).replace('"a": "b"', '"a": "c"'));
    await world.connect('cline', '--undo');
    expect(world.read(file)).toBe(text.replace('"a": "b"', '"a": "c"'));
  });
});

describe('gemini', () => {
  it('says which log-in is used, beside the variables', async () => {
    world.put('.gemini/settings.json', '{"security":{"auth":{"selectedType":"oauth-personal"}},"x":1}');
    await world.connect('gemini', '--write');
    expect(JSON.parse(world.read('.gemini/settings.json'))).toEqual({
      security: { auth: { selectedType: 'gemini-api-key' } },
      x: 1,
    });
    await world.connect('gemini', '--undo');
    expect(world.read('.gemini/settings.json')).toBe(
      '{"security":{"auth":{"selectedType":"oauth-personal"}},"x":1}',
    );
    expect(world.everything()).not.toContain('.gemini/.env');
  });

  it('writes neither file where one of them is not understood', async () => {
    world.put('.gemini/settings.json', '{ oh');
    const { code, out } = await world.connect('gemini', '--write');
    expect(code).toBe(1);
    expect(out).toContain(`${world.at('.gemini/settings.json')} is left alone: it cannot be read (line 1`);
    expect(world.everything()).not.toContain('.gemini/.env');
  });
});

describe('the places that tools name by variables', () => {
  it.each([
    ['kimi', { KIMI_CODE_HOME: 'K' }, 'K/config.toml'],
    ['claude', { CLAUDE_CONFIG_DIR: 'C' }, 'C/settings.json'],
    ['codex', { CODEX_HOME: 'X' }, 'X/config.toml'],
    ['opencode', { XDG_CONFIG_HOME: 'cfg' }, 'cfg/opencode/opencode.json'],
    ['opencode', { OPENCODE_CONFIG: 'oc.jsonc' }, 'oc.jsonc'],
    ['cline', { CLINE_DIR: 'cl' }, 'cl/data/settings/providers.json'],
    ['cline', { CLINE_DATA_DIR: 'cd' }, 'cd/settings/providers.json'],
    ['cline', { CLINE_PROVIDER_SETTINGS_PATH: 'p.json' }, 'p.json'],
    ['continue', { CONTINUE_GLOBAL_DIR: 'con' }, 'con/config.yaml'],
    ['gemini', { GEMINI_CLI_HOME: 'g' }, 'g/.gemini/.env'],
    ['qwen', { QWEN_HOME: 'q' }, 'q/settings.json'],
  ])('%s with %j', async (tool, variables, file) => {
    const env = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, world.at(value)]));
    world.env = { ...world.env, ...env };
    expect((await world.connect(tool, '--write')).code).toBe(0);
    expect(world.everything()).toContain(file);
  });

  it('takes the commented file of OpenCode where there is one', async () => {
    world.put('.config/opencode/opencode.jsonc', '{}\n');
    await world.connect('opencode', '--write');
    expect(world.read('.config/opencode/opencode.jsonc')).toContain('kimi-proxy');
    expect(world.everything()).not.toContain('.config/opencode/opencode.json');
  });

  it('finds the file again that it wrote, though a commented one has come since', async () => {
    await world.connect('opencode', '--write');
    world.put('.config/opencode/opencode.jsonc', '{}\n');
    expect((await world.connect('opencode', '--undo')).out).toContain('opencode.json is deleted');
  });
});

describe('a log-in of the tool', () => {
  const env = () => JSON.parse(world.read('.claude/settings.json')).env;

  it.each(['.claude/.credentials.json', '.claude.json'])('of Claude Code stays (%s)', async (file) => {
    world.put(file, '{"oauthAccount":{}}');
    const { out } = await world.connect('claude', '--write');
    expect(env()).toEqual({ ANTHROPIC_BASE_URL: BASE });
    expect(out).toContain("the tool's own, with its own log-in");
  });

  it('of Claude Code goes beside the proxy’s own token, and beside other headers', async () => {
    world.configure('auth_token = "a-token-of-the-proxy"\n');
    world.put('.claude/.credentials.json', '{}');
    world.put('.claude/settings.json', '{"env":{"ANTHROPIC_CUSTOM_HEADERS":"x-team: me"}}');
    await world.connect('claude', '--write');
    expect(env()).toEqual({
      ANTHROPIC_BASE_URL: BASE,
      ANTHROPIC_CUSTOM_HEADERS: 'x-team: me\nx-kimi-proxy-token: a-token-of-the-proxy',
    });
    expect((await world.connect('claude', '--write')).out).toContain('says so already');
    await world.connect('claude', '--undo');
    expect(env()).toEqual({ ANTHROPIC_CUSTOM_HEADERS: 'x-team: me' });
  });

  it('of Claude Code is not used where a model is asked for, or the proxy has a key of its own', async () => {
    world.put('.claude/.credentials.json', '{}');
    await world.connect('claude', '--write', '--model', 'm/x');
    expect(env().ANTHROPIC_MODEL).toBe('m/x');
    world.env = { ...world.env, ANTHROPIC_API_KEY: 'sk-ant-api03-0123456789' };
    await world.connect('claude', '--write');
    expect(env().ANTHROPIC_AUTH_TOKEN).toBe('kimi-proxy');
  });

  it('of Codex, an API key, stays', async () => {
    world.put('.codex/auth.json', '{"OPENAI_API_KEY":"sk-proj-0123456789abcdef"}');
    world.configure('auth_token = "a-token-of-the-proxy"\n');
    await world.connect('codex', '--write');
    expect(parseToml(world.read('.codex/config.toml'))).toEqual({
      model_provider: 'kimi-proxy',
      model_providers: {
        'kimi-proxy': {
          name: 'Kimi Proxy',
          base_url: `${BASE}/v1`,
          wire_api: 'responses',
          requires_openai_auth: true,
          http_headers: { 'x-kimi-proxy-token': 'a-token-of-the-proxy' },
        },
      },
    });
  });
});

describe('continue', () => {
  it('makes no file beside an old one, which would then be ignored', async () => {
    world.put('.continue/config.json', '{"models":[]}');
    const { code, out } = await world.connect('continue', '--write');
    expect(code).toBe(1);
    expect(out).toContain(`the tool still uses ${world.at('.continue/config.json')}`);
    expect(out).toContain('  - name: "Kimi Proxy"');
    expect(world.everything()).not.toContain('.continue/config.yaml');
  });

  it('leaves an entry of its name alone that it did not write', async () => {
    world.put(
      '.continue/config.yaml',
      'name: a\nversion: "1"\nschema: v1\nmodels:\n  - name: Kimi Proxy\n    provider: ollama\n',
    );
    const { code, out } = await world.connect('continue', '--write');
    expect(code).toBe(1);
    expect(out).toContain('models[name=Kimi Proxy] is there and was not written by this program');
  });
});

describe('tools without a file', () => {
  it.each(['generic', 'cursor'])('%s: says what to set, and that it cannot write', async (tool) => {
    const { code, out } = await world.connect(tool, '--session', 'a b/c');
    expect(code).toBe(0);
    expect(out).toContain(`${BASE}/s/a%20b%2Fc/v1`);
    expect(await world.connect(tool, '--write')).toMatchObject({
      code: 1,
      err: expect.stringContaining('has no file that could be changed'),
    });
    expect(await world.connect(tool, '--undo')).toMatchObject({ code: 1 });
  });

  it('says that Cursor cannot reach this machine', async () => {
    expect((await world.connect('cursor')).out).toMatch(
      /cannot reach an address of this machine.*public https/,
    );
  });
});
