import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, runToEnd, startProgram, temporaryFolder } from '../support/program.ts';

async function chat(url: string): Promise<void> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'test-model', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(response.status).toBe(200);
  await response.text();
}

const commandsFor = (dataDir: string) => (options: { args: string[]; env?: Record<string, string> }) =>
  runToEnd({ ...options, dataDir });

describe('a program in the background', () => {
  it('starts, is seen, shows its log, is exported from, and stops', async () => {
    const dataDir = path.join(temporaryFolder(), 'data');
    const command = commandsFor(dataDir);
    const start = await command({ args: ['start', '--detach', '--port', '0'] });
    expect(start).toMatchObject({ code: 0, stderr: '' });
    const url = /listens on (\S+)/.exec(start.stdout)?.[1] ?? '';
    const pid = Number(/with pid (\d+)/.exec(start.stdout)?.[1]);
    try {
      expect((await fetch(`${url}/health`)).status).toBe(200);
      const log = path.join(dataDir, 'kimi-proxy.log');
      expect(start.stdout).toContain(log);
      expect(statSync(log).mode & 0o777).toBe(0o600);

      const status = await command({ args: ['status'] });
      expect(status).toMatchObject({ code: 0, stderr: '' });
      expect(status.stdout).toContain(`Running on ${url} with pid ${pid}.`);

      const second = await command({ args: ['start', '--detach', '--port', '0'] });
      expect(second).toMatchObject({ code: 1, stdout: '' });
      expect(second.stderr).toContain(`pid ${pid}`);

      await chat(url);
      const csv = await command({ args: ['export', 'csv'] });
      expect(csv).toMatchObject({ code: 0, stderr: '' });
      expect(csv.stdout.split('\r\n')[1]).toContain('test-model');

      expect((await command({ args: ['logs'] })).stdout).toContain('listens on');
      const following = run({ args: ['logs', '--follow', '-n', '1'], dataDir });
      // Shown lines say that it follows from here on: what `stop` makes the program log comes after them.
      await following.sees(/\S/);
      const stop = await command({ args: ['stop'] });
      expect(stop).toMatchObject({ code: 0, stderr: '' });
      expect(stop.stdout).toContain('Stopped.');
      await following.sees(/everything is recorded/);
      following.signal('SIGINT');
      expect((await following.exited).code).toBe(0);

      const offline = await command({ args: ['export', 'csv'] });
      expect(offline.stdout).toBe(csv.stdout);
      expect((await command({ args: ['status'] })).code).toBe(3);
    } finally {
      await ensureEnded(pid);
    }
  });

  it('says why it did not start', async () => {
    const first = await startProgram();
    const port = new URL(first.url).port;
    const second = await runToEnd({ args: ['start', '--detach', '--port', port] });
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/^Port \d+ on 127\.0\.0\.1 is taken by another program/);
    await first.stop();
  });
});

async function ensureEnded(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    expect(error).toMatchObject({ code: 'ESRCH' });
  }
}

describe('export', () => {
  it('gives the same JSON from the running program and from the database it leaves', async () => {
    const program = await startProgram();
    await chat(program.url);
    const command = commandsFor(program.dataDir);
    const online = await command({ args: ['export', 'json'] });
    program.signal('SIGTERM');
    await program.exited;
    const offline = await command({ args: ['export', 'json'] });
    const exchanges = (text: string): unknown => (JSON.parse(text) as { exchanges: unknown[] }).exchanges;
    expect(exchanges(offline.stdout)).toEqual(exchanges(online.stdout));
    expect(exchanges(online.stdout)).toHaveLength(1);

    const folder = temporaryFolder();
    const file = path.join(folder, 'out.json');
    expect(await command({ args: ['export', 'json', '--output', file] })).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(readdirSync(folder)).toEqual(['out.json']);
    await program.stop();
  });

  it('says that nothing was recorded yet', async () => {
    const { code, stdout, stderr } = await runToEnd({ args: ['export', 'csv'] });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('nothing was recorded yet');
  });
});

describe('check', () => {
  it('says where each value came from', async () => {
    const { code, stdout } = await runToEnd({
      args: ['check', '--port', '4000'],
      config: 'capture = "none"\n',
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/capture +none +config\.toml:1/);
    expect(stdout).toMatch(/port +4000 +flag --port/);
    expect(stdout).toMatch(/host +127\.0\.0\.1 +default/);
  });

  it('lists every problem and exits with 1', async () => {
    const { code, stderr } = await runToEnd({ args: ['check'], config: 'capture = "all"\nprot = 1\n' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/2 problems:\n {2}config\.toml:1: capture.*\n {2}config\.toml:2: prot/);
  });
});

it('lists the vocabularies without a data folder, with the size of each that came along', async () => {
  const dataDir = path.join(temporaryFolder(), 'data');
  const list = await commandsFor(dataDir)({ args: ['vocab', 'list'] });
  expect(list).toMatchObject({ code: 0, stderr: '' });
  for (const name of ['o200k_base', 'qwen3', 'mistral_v3'])
    expect(list.stdout).toMatch(new RegExp(`^ {2}${name} .*\\n +[1-9]\\d*\\.\\d MB · https:`, 'm'));
  expect(list.stdout).toMatch(/^ {2}kimi_k2 .*\n +not there: 2\.8 MB to fetch/m);
  expect(existsSync(dataDir)).toBe(false);
});

it('answers --version and --help without a data folder', async () => {
  const version = await runToEnd({ args: ['--version'] });
  expect(version).toMatchObject({ code: 0, stderr: '' });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const help = await runToEnd({ args: ['--help'], env: { LC_ALL: 'fr_FR.UTF-8' } });
  expect(help.stdout).toContain('Commandes :');
});
