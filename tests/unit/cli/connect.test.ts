import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markProcess } from '../../../src/cli/process-mark.ts';
import { ToolWorld } from './connect-support.ts';

let world: ToolWorld;
beforeEach(() => {
  world = new ToolWorld();
});
afterEach(() => world.close());

/** A program that holds the data folder and answers at an address: this process. */
function run(url: string): void {
  mkdirSync(world.dataDir, { recursive: true });
  const record = { ...markProcess(), token: '0123456789abcdef', url, version: '1', startedAt: '' };
  writeFileSync(path.join(world.dataDir, 'kimi-proxy.lock'), JSON.stringify(record));
}

describe('connect without a tool', () => {
  it('lists every tool, where its configuration is, and whether it is connected', async () => {
    world.put('.claude/settings.json', '{}');
    await world.connect('codex', '--write');
    const { code, out } = await world.connect();
    expect(code).toBe(0);
    for (const tool of ['kimi', 'opencode', 'cline', 'continue', 'gemini', 'qwen', 'aider']) {
      expect(out).toMatch(new RegExp(`^  ${tool} .*\\(not there\\)`, 'm'));
    }
    expect(out).toContain(`${world.at('.claude/settings.json')} (found)`);
    expect(out).toContain(`${world.at('.codex/config.toml')} (connected)`);
    expect(out).toMatch(/^ {2}cursor .*no file of its own$/m);
    expect(out).toMatch(/^ {2}generic /m);
    expect(out).toContain('--write makes it, --undo takes it back, --check sends one request');
  });
});

describe('the command line of connect', () => {
  it.each([
    [['emacs'], 'There is no tool emacs; it is one of kimi, claude, codex, '],
    [['codex', '--write', '--undo'], 'Only one of --write, --undo and --check can be given.'],
    [['codex', '--check', '--undo'], 'Only one of'],
    [['codex', '--url', 'localhost:8000'], '--url must be an address'],
    [['codex', '--url', 'ftp://x'], '--url must be an address'],
    [['codex', '--url', 'http://me:secret@x'], '--url must be an address'],
    [['codex', '--url', 'http://x/?a=1'], '--url must be an address'],
    [['codex', '--session', ''], '--session must be a name'],
    [['codex', '--session', '..'], '--session must be a name'],
    [['codex', '--session', 'é'.repeat(101)], '--session must be a name'],
    [['codex', '--session', '\ud800'], '--session must be a name'],
    [['codex', '--model', ' '], '--model must be the name of a model.'],
    [['codex', '--model', 'a\nb'], '--model must be the name of a model.'],
    [['codex', 'now'], 'There are more arguments'],
  ])('%j is refused with exit code 2', async (argv, sentence) => {
    const { code, out, err } = await world.connect(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(world.everything()).toEqual([]);
  });

  it('speaks French', async () => {
    world.env = { ...world.env, LANG: 'fr_FR' };
    const { out } = await world.connect('codex');
    expect(out).toContain('Codex, à diriger vers http://127.0.0.1:8000');
    expect(out).toContain("Rien n'a été écrit");
    expect((await world.connect('emacs')).err).toContain("L'outil emacs n'existe pas");
    expect((await world.connect()).out).toContain('(absent)');
  });
});

describe('the address', () => {
  const shown = async (...argv: string[]): Promise<string | undefined> =>
    /to be pointed at (\S+)/.exec((await world.connect('codex', ...argv)).out)?.[1];

  it('is the running program’s, else the configured one', async () => {
    expect(await shown()).toBe('http://127.0.0.1:8000');
    world.configure('port = 4567\n');
    expect(await shown()).toBe('http://127.0.0.1:4567');
    run('http://127.0.0.1:45678');
    expect(await shown()).toBe('http://127.0.0.1:45678');
    expect(await shown('--url', 'https://llm.example.com/v1/')).toBe('https://llm.example.com');
    expect(await shown('--url', 'https://x.example/gate', '--session', '7')).toBe(
      'https://x.example/gate/s/7',
    );
  });

  it.each([
    ['0.0.0.0', 'http://127.0.0.1:8000'],
    ['::', 'http://[::1]:8000'],
    ['::1', 'http://[::1]:8000'],
  ])('that stands for all addresses is reached by loopback: %s', async (host, url) => {
    world.configure(`host = "${host}"\nauth_token = "a-token-of-the-proxy"\n`);
    expect(await shown()).toBe(url);
  });

  it('cannot be known where the port is free to choose', async () => {
    world.configure('port = 0\n');
    expect((await world.connect('codex')).err).toContain('start the program first, or give --url');
    run('http://127.0.0.1:45678');
    expect(await shown()).toBe('http://127.0.0.1:45678');
  });
});

describe('the model', () => {
  const shown = async (...argv: string[]): Promise<string | undefined> =>
    /^ {2}model +(.*)$/m.exec((await world.connect('opencode', ...argv)).out)?.[1];

  it('is the one asked for, the configured one, the only provider’s, the offline one, or auto', async () => {
    expect(await shown()).toBe('test-model (answers offline: no other provider is on)');
    expect(await shown('--model', 'any')).toBe('any (from --model)');
    world.env = { ...world.env, MISTRAL_API_KEY: 'k' };
    expect(await shown()).toBe('mistral/mistral-large-latest (first model of the only provider that is on)');
    world.env = { ...world.env, GROQ_API_KEY: 'k' };
    expect(await shown()).toMatch(/^auto \(decided by the pinned session: set default_model/);
    world.configure('default_model = "kimi/k3"\n');
    expect(await shown()).toBe('kimi/k3 (default_model of the configuration)');
    expect(await shown('--model', 'any')).toBe('any (from --model)');
  });

  it('comes with the window that the configuration knows', async () => {
    const window = async (...argv: string[]) =>
      /max_context_size = (\d+)/.exec((await world.connect('kimi', ...argv)).out)?.[1];
    world.configure(
      'default_model = "kimi/k3"\n[models.fast]\nprovider = "kimi"\nmodel = "k3-256k"\n[models.own]\nprovider = "kimi"\nmax_context_size = 1234\n',
    );
    expect(await window()).toBe('1048576');
    expect(await window('--model', 'auto')).toBe('1048576');
    expect(await window('--model', 'fast')).toBe('262144');
    expect(await window('--model', 'own')).toBe('1234');
    expect(await window('--model', 'unknown')).toBe('262144');
  });
});

describe('the token', () => {
  const TOKEN = 'tok-0123456789-abcdef';

  it.each(['kimi', 'claude', 'codex', 'opencode', 'cline', 'continue', 'gemini', 'qwen', 'aider'])(
    'is written for %s, and never shown whole',
    async (tool) => {
      world.configure(`auth_token = "${TOKEN}"\n`);
      const shown = await world.connect(tool);
      const written = await world.connect(tool, '--write');
      const again = await world.connect(tool);
      const checked = await world.connect(tool, '--check', '--url', 'http://127.0.0.1:9');
      const undone = await world.connect(tool, '--undo');
      for (const { out, err } of [shown, written, again, checked, undone])
        expect(out + err).not.toContain(TOKEN);
      expect(shown.out).toContain('to… (the auth_token of the configuration)');
      expect(written.code).toBe(0);
    },
  );

  it('is what the file then holds', async () => {
    world.configure(`auth_token = "${TOKEN}"\n`);
    await world.connect('codex', '--write');
    expect(world.read('.codex/config.toml')).toContain(`experimental_bearer_token = "${TOKEN}"`);
  });

  it('of someone else in the file is not shown, either', async () => {
    world.put(
      '.aider.conf.yml',
      'openai-api-key: sk-mine-0123456789\nanthropic-api-key: sk-ant-0123456789\n',
    );
    const { out } = await world.connect('aider');
    expect(out).not.toContain('0123456789');
    expect(out).toMatch(/^- openai-api-key: sk…$/m);
    expect(out).toMatch(/^\+ openai-api-key: "kimi-proxy"$/m);
  });

  it('that looks the same once hidden is a change all the same', async () => {
    world.configure('auth_token = "tok-new-9999999"\n');
    world.put(
      '.aider.conf.yml',
      'model: "openai/test-model"\nopenai-api-base: "http://127.0.0.1:8000/v1"\nopenai-api-key: "tok-old-1111111"\n',
    );
    const { out } = await world.connect('aider');
    expect(out).toMatch(/^- openai-api-key: "to…"$/m);
    expect(out).toMatch(/^\+ openai-api-key: "to…"$/m);
  });
});
