import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { liveHolder } from '../../../src/cli/lock-file.ts';
import { markProcess } from '../../../src/cli/process-mark.ts';
import { Screen, World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.makeEntry();
});
afterEach(async () => {
  const holder = liveHolder(lock());
  if (holder !== null && holder.pid !== process.pid) process.kill(holder.pid, 'SIGKILL');
  world.close();
});

const lock = (): string => path.join(world.dataDir, 'kimi-proxy.lock');
const log = (): string => path.join(world.dataDir, 'kimi-proxy.log');

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  world.out = new Screen();
  world.err = new Screen();
  const code = await world.run(...argv);
  return { code, out: world.out.text, err: world.err.text };
}

describe('a program in the background', () => {
  it('starts, is seen, shows its log and stops', async () => {
    const start = await run('start', '--detach', '--port', '4321');
    expect(start).toMatchObject({ code: 0, err: '' });
    expect(start.out).toMatch(/listens on http:\/\/127\.0\.0\.1:\d+\n/);
    const pid = Number(/background with pid (\d+)/.exec(start.out)?.[1]);
    expect(liveHolder(lock())).toMatchObject({ pid });
    expect(statSync(log()).mode & 0o777).toBe(0o600);

    const status = await run('status');
    expect(status.code).toBe(0);
    expect(status.out).toContain(`with pid ${pid}`);
    expect(status.out).toMatch(/health\s+fine \(all is well\)/);
    expect(status.out).toMatch(/running requests\s+3/);

    const again = await run('start', '--detach');
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toContain(`pid ${pid}`);

    const logs = await run('logs');
    expect(logs.code).toBe(0);
    expect(logs.out).toContain('a line of the log\n');
    expect(logs.out).toContain('listens on');

    const stop = await run('stop');
    expect(stop.code).toBe(0);
    expect(stop.out).toContain(`Told pid ${pid} to end`);
    expect(stop.out).toContain('Stopped.');
    expect(existsSync(lock())).toBe(false);
    expect((await run('logs', '-n', '1')).out).toBe('Ended; everything is recorded.\n');
    expect((await run('status')).code).toBe(3);
  });

  it('tells why it did not start', async () => {
    world.configure(
      'default_model = "fail/now"\n[providers.fail]\ntype="openai-compatible"\nbase_url="http://127.0.0.1:1/v1"',
    );
    expect(await run('start', '--detach')).toEqual({ code: 1, out: '', err: 'It will not go.\n' });
    expect(liveHolder(lock())).toBeNull();
  });

  it('says where the log is when it ends without a word', async () => {
    world.configure(
      'default_model = "crash/now"\n[providers.crash]\ntype="openai-compatible"\nbase_url="http://127.0.0.1:1/v1"',
    );
    const start = await run('start', '--detach');
    expect(start.code).toBe(1);
    expect(start.err).toContain(log());
  });

  it('is not even tried with a bad configuration', async () => {
    world.configure('capture = 1');
    expect((await run('start', '--detach')).code).toBe(1);
    expect(existsSync(log())).toBe(false);
  });

  it('is asked with the token that it wants', async () => {
    world.configure('auth_token = "open-sesame"');
    expect((await run('start', '--detach')).code).toBe(0);
    expect((await run('status')).out).toContain('all is well');
    world.configure('auth_token = "something-else"');
    expect((await run('status')).out).toContain('nothing answers');
    expect((await run('stop')).code).toBe(0);
  });

  it('can be stopped although its configuration has become bad', async () => {
    expect((await run('start', '--detach')).code).toBe(0);
    world.configure('this is no toml');
    expect((await run('stop')).out).toContain('Stopped.');
  });
});

describe('status and stop', () => {
  const leave = (record: object): void => {
    const mark = { ...markProcess(), token: '0123456789abcdef', version: '1', startedAt: 'then' };
    writeFileSync(lock(), JSON.stringify({ ...mark, ...record }));
  };

  it('say that nothing runs', async () => {
    expect(await run('status')).toEqual({ code: 3, out: `Not running on ${world.dataDir}.\n`, err: '' });
    expect(await run('stop')).toEqual({ code: 0, out: `No kimi-proxy runs on ${world.dataDir}.\n`, err: '' });
    expect(existsSync(world.dataDir)).toBe(false);
  });

  it('find the data folder in its usual place, too, where the configuration is bad', async () => {
    world.configure('nonsense');
    world.env = { HOME: world.home };
    const usual = path.join(world.home, '.local', 'share', 'kimi-proxy');
    expect((await run('status')).out).toBe(`Not running on ${usual}.\n`);
    world.env = { HOME: world.home, XDG_DATA_HOME: path.join(world.home, 'shared') };
    expect((await run('status')).out).toBe(`Not running on ${world.home}/shared/kimi-proxy.\n`);
    expect((await run('status', '--data-dir', 'here')).out).toBe(`Not running on ${world.cwd}/here.\n`);
  });

  it('tell a program that is starting from one that does not answer', async () => {
    await run('start', '--detach');
    await run('stop');
    leave({ url: null });
    expect(await run('status')).toMatchObject({ code: 0, out: `Starting with pid ${process.pid}.\n` });
    leave({ url: 'http://127.0.0.1:1' });
    expect((await run('status')).out).toContain(
      `Pid ${process.pid} holds the data folder, but nothing answers`,
    );
  });
});

describe('logs', () => {
  it('says so where there is none', async () => {
    expect(await run('logs')).toMatchObject({ code: 1, out: '', err: expect.stringContaining(log()) });
  });

  it('shows what is written from now on, also after the log was moved aside, until a signal comes', async () => {
    await run('start', '--detach');
    await run('stop');
    writeFileSync(log(), 'one\ntwo\n');
    world.out = new Screen();
    const following = world.run('logs', '-f', '-n', '1');
    await world.out.shows(/^two\n$/);
    writeFileSync(log(), 'three\n', { flag: 'a' });
    await world.out.shows(/three\n/);
    writeFileSync(log(), 'four\n');
    await world.out.shows(/four\n/);
    world.signals.emit('SIGINT');
    expect(await following).toBe(0);
    expect(world.out.text).toBe('two\nthree\nfour\n');
    expect(world.signals.eventNames()).toEqual([]);
    expect(readFileSync(log(), 'utf8')).toBe('four\n');
  });
});
