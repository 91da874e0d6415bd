import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as immediate, setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAME_SIGNAL_MS } from '../../../src/cli/signals.ts';
import { StoreError } from '../../../src/storage/index.ts';
import { ProxyAddressError } from '../../../src/upstream/index.ts';
import { Screen, World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.close());

/** Longer than signals that are one may be apart, also on a machine that is busy. */
async function later(): Promise<void> {
  await wait(SAME_SIGNAL_MS + 30);
  await immediate();
  await immediate();
}
const lockOf = ({ dataDir }: World): string => path.join(dataDir, 'kimi-proxy.lock');

async function started(...argv: string[]): Promise<Promise<number>[]> {
  const running = world.run(...argv);
  await Promise.race([world.out.shows(/Ctrl-C/), running]);
  return [running];
}

async function ended([running]: Promise<number>[]): Promise<number | undefined> {
  world.signals.emit('SIGTERM');
  return running;
}

function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${syscall} ${code}: boom`), { code, syscall });
}

describe('start', () => {
  it('is what happens without a command', async () => {
    const running = await started();
    expect(world.out.text).toContain('Kimi Proxy Dashboard 9.8.7 listens on http://127.0.0.1:45678');
    expect(await ended(running)).toBe(0);
  });

  it('takes its options with and without its name', async () => {
    const ports: number[] = [];
    world.startProgram = async (config) => {
      ports.push(config.server.port);
      return world.program;
    };
    expect(await ended(await started('--port', '4001'))).toBe(0);
    world.out = new Screen();
    expect(await ended(await started('start', '--port', '4002'))).toBe(0);
    expect(ports).toEqual([4001, 4002]);
  });

  it('hands the configuration and its version to the program', async () => {
    world.configure('capture = "none"\nlog_level = "warn"');
    const seen: unknown[] = [];
    world.startProgram = async (config, { version }) => {
      seen.push(config.capture, config.logLevel, version);
      return world.program;
    };
    await ended(await started('--log-level', 'debug'));
    expect(seen).toEqual(['none', 'debug', '9.8.7']);
  });

  it('holds the data folder while it runs, says there where it answers, and frees it', async () => {
    const running = await started();
    expect(JSON.parse(readFileSync(lockOf(world), 'utf8'))).toMatchObject({
      pid: process.pid,
      url: world.program.url,
      version: '9.8.7',
    });
    expect(statSync(world.dataDir).mode & 0o777).toBe(0o700);
    await ended(running);
    expect(existsSync(lockOf(world))).toBe(false);
  });

  it('is refused on a data folder that is in use, naming the pid and the address', async () => {
    const running = await started();
    const before = world.program.told.length;
    expect(await world.run()).toBe(1);
    expect(world.err.text).toContain(`pid ${process.pid} on http://127.0.0.1:45678`);
    expect(world.program.told).toHaveLength(before);
    expect(await ended(running)).toBe(0);
  });

  it('drains at the first signal and says what it waits for', async () => {
    world.program.hold();
    world.program.requests = 2;
    const running = await started();
    world.signals.emit('SIGINT');
    await world.out.shows(/2 running requests/);
    expect(existsSync(lockOf(world))).toBe(true);
    world.program.finish();
    expect(await running[0]).toBe(0);
    expect(world.program.told).toEqual(['drain']);
    expect(world.out.text).toContain('everything is recorded');
  });

  it('takes two signals at once for one', async () => {
    world.program.hold();
    const running = await started();
    world.signals.emit('SIGINT');
    world.signals.emit('SIGINT');
    await world.out.shows(/Ending/);
    world.program.finish();
    expect(await running[0]).toBe(0);
    expect(world.program.told).toEqual(['drain']);
  });

  it('ends at once at a second signal', async () => {
    world.program.hold();
    world.program.requests = 1;
    const running = await started();
    world.signals.emit('SIGINT');
    await world.out.shows(/1 running request;/);
    await later();
    world.signals.emit('SIGTERM');
    expect(await running[0]).toBe(0);
    expect(world.program.told).toEqual(['drain', 'abort']);
    expect(world.out.text).toContain('Ending at once');
    expect(existsSync(lockOf(world))).toBe(false);
  });

  it('ends with 1 where not everything could be recorded', async () => {
    world.program.hold();
    const running = await started();
    world.signals.emit('SIGTERM');
    await world.out.shows(/Ending/);
    world.program.finish(new Error('the disk\n is full'));
    expect(await running[0]).toBe(1);
    expect(world.err.text).toBe('Not everything could be recorded: the disk is full\n');
    expect(existsSync(lockOf(world))).toBe(false);
  });

  it('drains right after a start during which the signal came', async () => {
    let up: () => void = () => {};
    world.startProgram = () =>
      new Promise((resolve) => {
        up = () => resolve(world.program);
      });
    const running = world.run();
    await wait(0);
    world.signals.emit('SIGTERM');
    up();
    expect(await running).toBe(0);
    expect(world.program.told).toEqual(['drain']);
  });

  it('gives up a start that hangs at the second signal', async () => {
    world.startProgram = () => new Promise(() => {});
    const running = world.run();
    await expect.poll(() => world.signals.listenerCount('SIGTERM')).toBe(1);
    world.signals.emit('SIGTERM');
    await later();
    world.signals.emit('SIGTERM');
    expect(await running).toBe(1);
    expect(existsSync(lockOf(world))).toBe(false);
  });

  it('records what runs and ends with 1 on an error of its own that nobody caught', async () => {
    world.program.hold();
    const running = await started();
    world.signals.emit('uncaughtException', new RangeError('boom'));
    expect(await running[0]).toBe(1);
    expect(world.program.told).toContain('abort');
    expect(world.err.text).toMatch(/error of its own and ends:\nRangeError: boom\n +at /);
    expect(existsSync(lockOf(world))).toBe(false);
  });

  it('leaves no listener behind', async () => {
    await ended(await started());
    expect(world.signals.eventNames()).toEqual([]);
  });
});

describe('a start that fails', () => {
  it.each([
    [systemError('EADDRINUSE', 'listen'), 'Port 8000 on 127.0.0.1 is taken by another program'],
    [systemError('EACCES', 'listen'), 'Port 8000 needs rights'],
    [systemError('EADDRNOTAVAIL', 'listen'), 'This machine has no address 127.0.0.1'],
    [systemError('EACCES', 'open'), 'cannot be written to (no permission)'],
    [systemError('ENOSPC', 'write'), 'cannot be written to (the disk is full)'],
    [new StoreError('newer', 'schema 9 > 1'), 'was written by a newer version of this program'],
    [new ProxyAddressError('https_proxy'), 'https_proxy is not the address of an HTTP proxy'],
    [new StoreError('corrupt', 'The database\nis broken.'), 'The database is broken.'],
    [
      new Error('It will not go.', { cause: systemError('EADDRINUSE', 'listen') }),
      'is taken by another program',
    ],
  ])('says one sentence and nothing of a stack: %s', async (error, sentence) => {
    world.startProgram = () => Promise.reject(error);
    expect(await world.run()).toBe(1);
    expect(world.err.text).toContain(sentence);
    expect(world.err.text.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(lockOf(world))).toBe(false);
  });

  it.each([[['--log-level', 'debug'], {}] as const, [[], { KIMI_PROXY_DEBUG: '1' }] as const])(
    'shows the stack where it is asked for: %j %j',
    async (argv, env) => {
      world.env = { ...world.env, ...env };
      world.startProgram = () => Promise.reject(systemError('EADDRINUSE', 'listen'));
      expect(await world.run(...argv)).toBe(1);
      expect(world.err.text).toMatch(/taken by another program[\s\S]*\n\s+at /);
    },
  );

  it('says so where the data folder is a file', async () => {
    writeFileSync(world.dataDir, '');
    expect(await world.run()).toBe(1);
    expect(world.err.text).toContain(`${world.dataDir} cannot be written to (it is a file)`);
  });

  it('says so where a part of the path is a file', async () => {
    writeFileSync(path.join(world.home, 'file'), '');
    expect(await world.run('--data-dir', path.join(world.home, 'file', 'data'))).toBe(1);
    expect(world.err.text).toContain('(a part of the path is a file)');
  });

  it('names file, line and every problem of a bad configuration', async () => {
    world.configure('capture = "all"\nprot = 80\n');
    expect(await world.run()).toBe(1);
    expect(world.err.text).toContain('2 problems');
    expect(world.err.text).toMatch(/config\.toml:1.*capture/);
    expect(world.err.text).toMatch(/config\.toml:2.*prot/);
    expect(existsSync(world.dataDir)).toBe(false);
  });

  it('refuses a log level that there is none of', async () => {
    expect(await world.run('--log-level', 'loud')).toBe(2);
    expect(world.err.text).toBe('The log level is one of debug, info, warn, error, silent, not "loud".\n');
  });

  it('does not take a lock that something else has made in its place', async () => {
    mkdirSync(lockOf(world), { recursive: true });
    expect(await world.run()).toBe(1);
    expect(world.err.text).not.toBe('');
  });
});

describe('the configuration of a running program', () => {
  it('is renewed when its file changes', async () => {
    world.configure('capture = "none"');
    const running = await started();
    world.configure('capture = "preview"');
    await world.out.shows(/new configuration is in use/);
    expect(world.program.configs.at(-1)?.capture).toBe('preview');
    await ended(running);
  });

  it('stays where the changed file is bad, and the program hears why', async () => {
    world.configure('capture = "none"');
    const running = await started();
    world.configure('capture = "everything"');
    await world.err.shows(/refused, the old one stays: .*config\.toml:1/);
    expect(world.program.configs).toEqual([]);
    expect(world.program.told[0]).toMatch(/^refused: .*capture/);
    await ended(running);
  });

  it('is read again on SIGHUP', async () => {
    world.configure('capture = "none"');
    const running = await started('--log-level', 'error');
    world.signals.emit('SIGHUP');
    expect(world.program.configs.at(-1)).toMatchObject({ capture: 'none', logLevel: 'error' });
    await ended(running);
  });

  it('is refused on SIGHUP where it is bad', async () => {
    const running = await started();
    world.configure('nonsense');
    world.signals.emit('SIGHUP');
    expect(world.err.text).toMatch(/refused, the old one stays/);
    expect(world.program.told).toHaveLength(1);
    await ended(running);
  });

  it('says what only a restart changes', async () => {
    world.configure('port = 4100');
    const running = await started();
    world.configure('port = 4200');
    world.signals.emit('SIGHUP');
    expect(world.out.text).toContain('port will only change with a restart');
    await ended(running);
  });
});
