import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { liveHolder, readLock, takeLock } from '../../../src/cli/lock-file.ts';
import { isSameProcess, markProcess } from '../../../src/cli/process-mark.ts';

const about = { version: '1.2.3', at: '2026-01-02T03:04:05.000Z' };
let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-lock-'));
  lock = path.join(folder, 'kimi-proxy.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function take(mark = markProcess()) {
  const result = takeLock(lock, mark, about);
  if ('holder' in result) throw new Error(`held by ${result.holder.pid}`);
  return result.held;
}

/** A process that has ended: its pid is nobody's. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

function leave(record: object): void {
  writeFileSync(lock, JSON.stringify({ token: '0123456789abcdef', url: null, ...about, ...record }));
}

describe('the lock of a data folder', () => {
  it('says who holds it, where that answers, and nothing else is left in the folder', () => {
    const held = take();
    held.announce('http://127.0.0.1:8000');
    expect(readLock(lock)).toMatchObject({
      pid: process.pid,
      url: 'http://127.0.0.1:8000',
      version: '1.2.3',
      startedAt: '2026-01-02T03:04:05.000Z',
    });
    expect(readdirSync(folder)).toEqual(['kimi-proxy.lock']);
    expect(statSync(lock).mode & 0o777).toBe(0o600);
  });

  it('is refused to a second taker, who learns the pid of the first', () => {
    take();
    expect(takeLock(lock, markProcess(), about)).toMatchObject({ holder: { pid: process.pid } });
  });

  it('is gone when it is given free', () => {
    take().release();
    expect(existsSync(lock)).toBe(false);
    expect(liveHolder(lock)).toBeNull();
  });

  it('is left alone by a release that comes after someone else has taken it', () => {
    const first = take();
    rmSync(lock);
    take();
    first.release();
    expect(existsSync(lock)).toBe(true);
  });

  it('is taken over from a process that is gone', async () => {
    const pid = await endedPid();
    leave({ pid, startTime: null });
    expect(liveHolder(lock)).toBeNull();
    expect(take().record.pid).toBe(process.pid);
    expect(readdirSync(folder)).toEqual(['kimi-proxy.lock']);
  });

  it.runIf(process.platform === 'linux')('is taken over where its pid now belongs to another process', () => {
    leave({ pid: process.ppid, startTime: 'an-earlier-boot:1' });
    expect(liveHolder(lock)).toBeNull();
    expect(take().record.pid).toBe(process.pid);
  });

  it('is kept by a living process that tells no start time', () => {
    leave({ pid: process.ppid, startTime: null });
    expect(takeLock(lock, markProcess(), about)).toMatchObject({ holder: { pid: process.ppid } });
  });

  it.each([
    'not json',
    '[]',
    'null',
    '{"pid":"1"}',
    '{"pid":-1,"token":"0123456789abcdef"}',
    '{"pid":1,"token":"../x"}',
    '',
  ])('is taken over where it holds no record and is not being written: %j', (text) => {
    writeFileSync(lock, text);
    utimesSync(lock, new Date(0), new Date(0));
    expect(take().record.pid).toBe(process.pid);
  });

  it('is not taken over while it may be half written', () => {
    writeFileSync(lock, '');
    expect(takeLock(lock, markProcess(), about)).toHaveProperty('holder');
  });

  it('is taken over although an earlier taking over was killed half way', async () => {
    const pid = await endedPid();
    leave({ pid, startTime: null });
    writeFileSync(
      `${lock}.0123456789abcdef`,
      JSON.stringify({ pid, startTime: null, token: 'fedcba9876543210', url: null, ...about }),
    );
    expect(take().record.pid).toBe(process.pid);
    expect(readdirSync(folder)).toEqual(['kimi-proxy.lock']);
  });

  it('is refused while another process takes it over', async () => {
    const pid = await endedPid();
    leave({ pid, startTime: null });
    writeFileSync(
      `${lock}.0123456789abcdef`,
      JSON.stringify({ pid: process.ppid, startTime: null, token: 'fedcba9876543210', url: null, ...about }),
    );
    expect(takeLock(lock, markProcess(), about)).toMatchObject({ holder: { pid: process.ppid } });
  });

  it('fails with the error of the file system where the folder is a file', () => {
    writeFileSync(lock, '');
    expect(() => takeLock(path.join(lock, 'inner'), markProcess(), about)).toThrow(/ENOTDIR/);
    expect(readLock(path.join(lock, 'inner'))).toBeNull();
  });

  it('goes to one of many processes that find a stale lock at the same moment', async () => {
    const pid = await endedPid();
    leave({ pid, startTime: null });
    const source = new URL('../../../src/cli/', import.meta.url).href;
    const script = `
      import { takeLock } from '${source}lock-file.ts';
      import { markProcess } from '${source}process-mark.ts';
      process.stdout.write('up\\n');
      process.stdin.once('data', () => {
        const result = takeLock(${JSON.stringify(lock)}, markProcess(), ${JSON.stringify(about)});
        process.stdout.write('held' in result ? 'held\\n' : 'refused\\n');
      });
    `;
    const racers = Array.from({ length: 6 }, () => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      const saw = (word: RegExp) =>
        new Promise<string>((resolve, reject) => {
          const look = (): void => {
            const found = word.exec(text);
            if (found !== null) resolve(found[0]);
          };
          child.stdout.on('data', look);
          child.once('exit', () => reject(new Error(`ended: ${text}`)));
          look();
        });
      return { child, saw };
    });
    await Promise.all(racers.map(({ saw }) => saw(/up/)));
    const results = racers.map(({ saw }) => saw(/held|refused/));
    for (const { child } of racers) child.stdin.write('go\n');
    const said = await Promise.all(results);
    for (const { child } of racers) child.kill();
    expect(said.filter((word) => word === 'held')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['kimi-proxy.lock']);
  });
});

describe('a process mark', () => {
  it('is that of a process while it runs', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const mark = markProcess(child.pid);
    expect(isSameProcess(mark)).toBe(true);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(isSameProcess(mark)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('tells boot and start time apart from those of others', () => {
    expect(markProcess().startTime).toMatch(/^[0-9a-f-]{36}:\d+$/);
    expect(markProcess().startTime).not.toBe(markProcess(1).startTime);
    expect(markProcess(999_999_999).startTime).toBeNull();
  });
});
