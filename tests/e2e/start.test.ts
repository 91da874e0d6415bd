import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, it } from 'vitest';
import { type Running, runToEnd, startProgram, temporaryFolder } from '../support/program.ts';

/** Longer than signals that are one may be apart. */
const LATER_MS = 400;
const KEY = 'sk-very-secret-0123456789';

/** Asks for a stream of so many words with a pause before each; hands over the first bytes as soon as they are there. */
async function slowStream(url: string, words: number, pauseMs: number) {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'test-model',
      stream: true,
      messages: [{ role: 'user', content: `/long ${words} /slow ${pauseMs}ms` }],
    }),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('no body');
  const first = await reader.read();
  const rest = async (): Promise<string> => {
    let text = first.value ?? '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += value;
    }
  };
  return { status: response.status, rest };
}

async function runsStill(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The process ids below a process, on Linux. */
function descendants(pid: number): number[] {
  if (!existsSync(`/proc/${pid}/task`)) return [];
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** One sentence on standard error, nothing of a stack. */
function expectOneSentence(stderr: string): void {
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at /m);
}

describe('a start without any configuration', () => {
  it('says in one block where it listens, where it keeps what, and which providers are on and off', async () => {
    const program = await startProgram({ env: { MISTRAL_API_KEY: KEY } });
    const text = program.stdout();
    expect(text).toContain(`listens on ${program.url}`);
    expect(text).toMatch(new RegExp(`^ {2}data +${program.dataDir}$`, 'm'));
    expect(text).toMatch(/^ {2}configuration +none: defaults$/m);
    expect(text).toMatch(/^ {2}capture +full/m);
    expect(text).toMatch(/^ {2}mistral +key from environment MISTRAL_API_KEY$/m);
    expect(text).toMatch(/^ {2}test +answers offline/m);
    expect(text).toMatch(/^ {2}kimi +\S/m);
    expect(text).toMatch(/^ {2}groq +set GROQ_API_KEY to turn it on$/m);
    expect(text).toContain(`OPENAI_BASE_URL=${program.url}/v1`);
    expect(text).not.toContain(KEY);
    expect((await fetch(`${program.url}/health`)).status).toBe(200);
    expect(await program.stop()).toEqual({ code: 0, signal: null });
  });

  it('speaks French to a person who does', async () => {
    const program = await startProgram({ env: { LANG: 'fr_FR.UTF-8' } });
    expect(program.stdout()).toContain('Fournisseurs actifs');
    expect(program.stdout()).toContain("définir GROQ_API_KEY pour l'activer");
    expect(program.stdout()).not.toContain('Providers');
    await program.stop();
    expect(program.stdout()).toContain('tout est enregistré');
  });
});

describe('a start that cannot be', () => {
  it('says that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await runToEnd({ args: ['--port', String(port)] });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toBe(`Port ${port} on 127.0.0.1 is taken by another program; choose one with --port.\n`);
    expect(stdout).not.toContain('listens on');
  });

  it('says that the proxy of the environment is none, and nothing of what stands there', async () => {
    const { code, stderr } = await runToEnd({ env: { https_proxy: 'socks5://name:secret@127.0.0.1:1080' } });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'https_proxy is not the address of an HTTP proxy; it looks like http://host:port (SOCKS cannot be used), or unset it.\n',
    );
  });

  it('says that the data folder is none', async () => {
    const file = path.join(temporaryFolder(), 'data');
    writeFileSync(file, '');
    const { code, stderr } = await runToEnd({ args: ['--port', '0'], dataDir: file });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `The data folder ${file} cannot be written to (it is a file); choose one with --data-dir.\n`,
    );
  });

  it('names file and line of a bad configuration', async () => {
    const { code, stderr } = await runToEnd({ config: '\ncapture = "all"\n' });
    expect(code).toBe(1);
    expectOneSentence(stderr);
    expect(stderr).toMatch(/config\.toml:2: capture/);
  });

  it('refuses a database that a newer version wrote', async () => {
    const first = await startProgram();
    const { dataDir } = first;
    first.signal('SIGTERM');
    await first.exited;
    const db = new DatabaseSync(path.join(dataDir, 'kimi-proxy.db'));
    db.exec("insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030-01-01')");
    db.close();
    const { code, stderr } = await runToEnd({ dataDir, args: ['--port', '0'] });
    expect(code).toBe(1);
    expectOneSentence(stderr);
    expect(stderr).toContain('newer version');
    await first.stop();
  });
});

describe('a data folder', () => {
  it('has one program at a time: the second is refused and names the first', async () => {
    const first = await startProgram();
    const { code, stderr } = await runToEnd({ dataDir: first.dataDir, args: ['--port', '0'] });
    expect(code).toBe(1);
    expectOneSentence(stderr);
    expect(stderr).toContain(`pid ${first.pid}`);
    expect(stderr).toContain(first.url);
    expect((await fetch(`${first.url}/health`)).status).toBe(200);
    await first.stop();
  });

  it('is free again after a kill', async () => {
    const first = await startProgram();
    first.signal('SIGKILL');
    await first.exited;
    const second = await startProgram({ dataDir: first.dataDir });
    expect((await fetch(`${second.url}/health`)).status).toBe(200);
    await second.stop();
    await first.stop();
  });
});

describe('a signal', () => {
  const askedToEnd = (program: Running) => program.sees(/Ending[.:]/);

  it('lets a running stream end while new requests are refused, records it and exits with 0', async () => {
    const program = await startProgram();
    const stream = await slowStream(program.url, 25, 100);
    program.signal('SIGTERM');
    await askedToEnd(program);
    const refused = await fetch(`${program.url}/v1/models`).then(
      (response) => response.status,
      () => 'no connection',
    );
    expect([503, 'no connection']).toContain(refused);
    expect(await stream.rest()).toMatch(/data: \[DONE\]\s*$/);
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stdout()).toContain('1 running request');

    const exported = await runToEnd({ dataDir: program.dataDir, args: ['export', 'json'] });
    expect(JSON.parse(exported.stdout)).toMatchObject({ exchanges: [{ status: 'ok', model: 'test-model' }] });
    await program.stop();
  });

  it('that comes twice within a millisecond is one', async () => {
    const program = await startProgram();
    const stream = await slowStream(program.url, 15, 100);
    program.signal('SIGINT');
    program.signal('SIGINT');
    expect(await stream.rest()).toMatch(/data: \[DONE\]\s*$/);
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stdout()).not.toContain('Ending at once');
    await program.stop();
  });

  it('that comes again later ends at once, and what ran is recorded as interrupted', async () => {
    const program = await startProgram();
    const stream = await slowStream(program.url, 600, 100);
    const rest = stream.rest().catch(String);
    program.signal('SIGINT');
    await askedToEnd(program);
    await wait(LATER_MS);
    program.signal('SIGINT');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(await rest).not.toMatch(/data: \[DONE\]/);
    expect(program.stdout()).toContain('Ending at once');
    const exported = await runToEnd({ dataDir: program.dataDir, args: ['export', 'json'] });
    const { exchanges } = JSON.parse(exported.stdout) as { exchanges: { status: string }[] };
    expect(exchanges.map(({ status }) => status)).toEqual([
      expect.stringMatching(/^(interrupted|cut|error)$/),
    ]);
    await program.stop();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s to npm start ends the program, which leaves nothing behind',
    async (signal) => {
      const program = await startProgram({ npm: true });
      const pids = descendants(program.pid);
      program.signal(signal);
      expect(await program.exited).toEqual({ code: 0, signal: null });
      expect(program.stdout()).toContain('everything is recorded');
      for (const pid of pids) await expect.poll(() => runsStill(pid)).toBe(false);
      await program.stop();
    },
  );
});

describe('the configuration of a running program', () => {
  it('is renewed without a restart, and a bad one is refused', async () => {
    const program = await startProgram({
      config: '[models.mine]\nprovider = "test"\nmodel = "test-model"\n',
    });
    const models = async (): Promise<string> => (await fetch(`${program.url}/v1/models`)).text();
    expect(await models()).toContain('"mine"');
    const file = path.join(program.cwd, 'config.toml');
    writeFileSync(file, '[models.yours]\nprovider = "test"\nmodel = "test-model"\n');
    await program.sees(/new configuration is in use/);
    expect(await models()).toContain('"yours"');
    writeFileSync(file, '[models.yours]\nprovider = "nobody"\n');
    await program.sees(/refused, the old one stays: .*config\.toml:2/);
    expect(await models()).toContain('"yours"');
    await program.stop();
  });

  it('is read again on SIGHUP', async () => {
    const program = await startProgram();
    program.signal('SIGHUP');
    await program.sees(/new configuration is in use/);
    expect((await fetch(`${program.url}/health`)).status).toBe(200);
    await program.stop();
  });
});

it('goes on serving when nobody reads its output any more', async () => {
  const program = await startProgram();
  program.closeOutput();
  program.signal('SIGHUP');
  expect((await fetch(`${program.url}/health`)).status).toBe(200);
  program.signal('SIGTERM');
  expect((await program.exited).code).toBe(0);
  await program.stop();
});
