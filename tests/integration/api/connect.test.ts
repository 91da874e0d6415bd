import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commit, prepare, TOOLS } from '../../../src/connect/index.ts';
import { type ConnectEntry, type ConnectView, connectSchema } from '../../../src/contract/index.ts';
import { testBed } from '../../support/bed.ts';
import { send } from '../../support/http.ts';
import type { InProcess } from '../../support/in-process.ts';
import { ROOT } from '../../support/program.ts';
import { tempFolder } from '../../support/store.ts';

const { proxyOf } = testBed();
const run = promisify(execFile);
const TOKEN = 'sesame-sesame-sesame';

async function connectOf(proxy: InProcess, headers: Record<string, string> = {}): Promise<ConnectView> {
  const answer = await send(`${proxy.url}/api/connect`, { method: 'GET', headers });
  return connectSchema.parse(answer.json());
}

function entry(view: ConnectView, id: string): ConnectEntry {
  const found = view.tools.find((tool) => tool.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

describe('how tools are connected', () => {
  it('is told of every tool, and of SDKs', async () => {
    const proxy = await proxyOf('', { env: { HOME: tempFolder() } });
    const view = await connectOf(proxy);
    expect(view).toMatchObject({ base_url: proxy.url, needs_token: false, model: 'test-model' });
    expect(view.tools.map(({ id }) => id)).toEqual([
      // One thing once: what the generic tool says is said by each SDK.
      ...TOOLS.map(({ id }) => id).filter((id) => id !== 'generic'),
      'openai-sdk',
      'anthropic-sdk',
      'gemini-sdk',
      'curl',
    ]);
    expect(entry(view, 'codex')).toMatchObject({
      name: 'Codex',
      how: 'file',
      file: '~/.codex/config.toml',
      found: false,
      connected: false,
      command: 'kimi-proxy connect codex',
      docs: 'docs/connect.md#codex',
    });
    const [toml] = entry(view, 'codex').snippets;
    expect(toml).toMatchObject({ language: 'toml', file: '~/.codex/config.toml' });
    expect(toml?.text).toContain(`base_url = "${proxy.url}/v1"`);
    expect(entry(view, 'gemini').snippets.map(({ language, file }) => [language, file])).toEqual([
      ['dotenv', '~/.gemini/.env'],
      ['json', '~/.gemini/settings.json'],
      ['sh', null],
    ]);
    expect(entry(view, 'cursor')).toMatchObject({ how: 'fields', file: null, found: null, connected: null });
    expect(entry(view, 'anthropic-sdk')).toMatchObject({
      how: 'code',
      command: 'kimi-proxy connect generic',
      docs: 'docs/connect.md#anything-else',
    });
    expect(entry(view, 'anthropic-sdk').snippets.at(-1)).toEqual({
      language: 'sh',
      title: { en: 'For one shell', fr: expect.any(String) },
      file: null,
      text: `export ANTHROPIC_BASE_URL=${proxy.url}\nexport ANTHROPIC_AUTH_TOKEN=kimi-proxy\n`,
    });
    expect(entry(view, 'openai-sdk').snippets.at(-1)?.text).toContain(`OPENAI_BASE_URL=${proxy.url}/v1\n`);
    expect(entry(view, 'gemini-sdk').notes[0]?.en).toContain('variables of its own');
    expect(entry(view, 'curl')).toMatchObject({ how: 'command', command: null });
    for (const { notes } of view.tools)
      for (const { en, fr } of notes) expect([en, fr]).toEqual([expect.any(String), expect.any(String)]);
    expect(view.providers.find(({ name }) => name === 'groq')).toMatchObject({
      on: false,
      key_variable: 'GROQ_API_KEY',
    });
  });

  it('shows in the snippet what would be written, and says once it is', async () => {
    const home = tempFolder();
    const proxy = await proxyOf('default_model = "test/test-model"', { env: { HOME: home } });
    const before = entry(await connectOf(proxy), 'codex');
    const target = {
      base: proxy.url,
      key: 'kimi-proxy',
      isToken: false,
      model: 'test/test-model',
      modelFrom: 'configuration',
      window: 128_000,
      passesOn: [],
    } as const;
    const codex = TOOLS.find(({ id }) => id === 'codex');
    for (const change of codex?.plan(target, { env: {}, home, cwd: home }).changes ?? []) {
      commit(prepare(change), 'codex', false);
    }
    expect(readFileSync(path.join(home, '.codex', 'config.toml'), 'utf8')).toBe(before.snippets[0]?.text);
    expect(entry(await connectOf(proxy), 'codex')).toMatchObject({ found: true, connected: true });
    expect(entry(await connectOf(proxy), 'claude')).toMatchObject({ found: false, connected: false });
  });

  it('offers the model that was chosen in the page', async () => {
    const proxy = await proxyOf('[models.mine]\nprovider = "test"\nmodel = "test-model"\n', {
      env: { HOME: tempFolder() },
    });
    await send(`${proxy.url}/api/settings`, { method: 'PATCH', body: { default_model: 'mine' } });
    const view = await connectOf(proxy);
    expect(view.model).toBe('mine');
    expect(entry(view, 'curl').snippets[0]?.text).toContain('"model":"mine"');
  });

  it('says nothing of files to a browser on another machine', async () => {
    const proxy = await proxyOf('', { env: { HOME: tempFolder() } });
    const view = await connectOf(proxy, { host: 'host.docker.internal:9000' });
    expect(view.base_url).toBe('http://host.docker.internal:9000');
    expect(entry(view, 'codex')).toMatchObject({
      file: '~/.codex/config.toml',
      found: null,
      connected: null,
    });
    expect(JSON.stringify(view)).not.toContain('127.0.0.1');
  });

  it('never tells the token: a variable stands for it', async () => {
    const proxy = await proxyOf(`auth_token = "${TOKEN}"`, { env: { HOME: tempFolder() } });
    const view = await connectOf(proxy, { authorization: `Bearer ${TOKEN}` });
    expect(view.needs_token).toBe(true);
    expect(JSON.stringify(view)).not.toContain(TOKEN);
    for (const { snippets } of view.tools) {
      expect(snippets.map(({ text }) => text).join('')).toContain('KIMI_PROXY_TOKEN');
    }
    const [first] = entry(view, 'codex').notes;
    expect(first?.fr).toContain('$KIMI_PROXY_TOKEN');
    expect(entry(view, 'claude').snippets.at(-1)?.text).toContain('"$KIMI_PROXY_TOKEN"');
  });
});

describe('what is to be copied', () => {
  it.each(['', `auth_token = "${TOKEN}"`])('runs as it is: %s', async (config) => {
    const proxy = await proxyOf(config, { env: { HOME: tempFolder() } });
    const view = await connectOf(proxy, config === '' ? {} : { authorization: `Bearer ${TOKEN}` });
    const options = { cwd: ROOT, env: { PATH: process.env.PATH, KIMI_PROXY_TOKEN: TOKEN } };
    const curl = entry(view, 'curl').snippets[0]?.text ?? '';
    const asked = await run('sh', ['-c', `curl() { command curl -s "$@"; }; ${curl}`], options);
    expect(JSON.parse(asked.stdout)).toMatchObject({ object: 'chat.completion' });
    for (const id of ['openai-sdk', 'anthropic-sdk', 'gemini-sdk']) {
      const code = entry(view, id).snippets.find(({ language }) => language === 'javascript')?.text ?? '';
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], options);
      expect(stdout, id).toContain('Hello');
    }
  });
});
