import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Config,
  ConfigError,
  type LoadOptions,
  loadConfig,
  watchConfig,
} from '../../../src/config/index.ts';
import { folder } from './support.ts';

/** Watches, and hands over what is heard, one at a time and in order. */
function watching(options: LoadOptions, config: Config = loadConfig(options)) {
  const heard: (Config | ConfigError)[] = [];
  let wake: (() => void) | null = null;
  const hear = (change: Config | ConfigError) => {
    heard.push(change);
    wake?.();
  };
  const watch = watchConfig(
    config,
    { ...options, settleMs: 10, pollMs: 10 },
    { onConfig: hear, onError: hear },
  );
  // The watch does not keep a process alive; the test waits for it.
  const alive = setInterval(() => {}, 1000);
  onTestFinished(() => {
    clearInterval(alive);
    watch.close();
  });
  const next = async (): Promise<Config | ConfigError> => {
    while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const [first] = heard.splice(0, 1);
    if (first === undefined) throw new Error('nothing was heard');
    return first;
  };
  const port = async () => {
    const change = await next();
    return change instanceof ConfigError ? change.message : change.server.port;
  };
  return { next, port, heard, watch };
}

function setUp(files: Record<string, string>) {
  const place = folder(files);
  const options: LoadOptions = { env: {}, cwd: place.cwd, home: place.home };
  return { ...place, options, file: join(place.cwd, 'config.toml') };
}

describe('a configuration that changes while the program runs', () => {
  it('is picked up when the file is written', async () => {
    const { options, file } = setUp({ 'work/config.toml': 'port = 1' });
    const { port } = watching(options);
    writeFileSync(file, 'port = 2');
    expect(await port()).toBe(2);
    writeFileSync(file, 'port = 3');
    expect(await port()).toBe(3);
  });

  it('is picked up when the file is replaced, as editors do', async () => {
    const { options, file } = setUp({ 'work/config.toml': 'port = 1' });
    const { port } = watching(options);
    for (const value of [2, 3]) {
      writeFileSync(`${file}.new`, `port = ${value}`);
      renameSync(`${file}.new`, file);
      expect(await port()).toBe(value);
    }
  });

  it('is picked up when a link behind the file moves, as in a container', async () => {
    const { options, cwd, write } = setUp({});
    write('one/config.toml', 'port = 1');
    write('two/config.toml', 'port = 2');
    symlinkSync('../one', join(cwd, 'data'));
    symlinkSync('data/config.toml', join(cwd, 'config.toml'));
    const { port } = watching(options);
    symlinkSync('../two', join(cwd, 'data.new'));
    renameSync(join(cwd, 'data.new'), join(cwd, 'data'));
    expect(await port()).toBe(2);
  });

  it('is picked up when what a link points at is written', async () => {
    const { options, cwd, write } = setUp({});
    const real = write('elsewhere/real.toml', 'port = 1');
    symlinkSync(real, join(cwd, 'config.toml'));
    const { port } = watching(options);
    writeFileSync(real, 'port = 2');
    expect(await port()).toBe(2);
  });

  it('is picked up when a .env changes, appears or goes', async () => {
    const { options, cwd } = setUp({ 'work/config.toml': 'port = 1' });
    const { port } = watching(options);
    const file = join(cwd, '.env');
    writeFileSync(file, 'KIMI_PROXY_PORT=2');
    expect(await port()).toBe(2);
    writeFileSync(file, 'KIMI_PROXY_PORT=3');
    expect(await port()).toBe(3);
    unlinkSync(file);
    expect(await port()).toBe(1);
  });

  it('is picked up when a first file appears, and when the file goes for good', async () => {
    const { options, file } = setUp({});
    const { port } = watching(options);
    writeFileSync(file, 'port = 2');
    expect(await port()).toBe(2);
    rmSync(file);
    expect(await port()).toBe(8000);
  });

  it('is picked up when a file in the user folder appears', async () => {
    const { options, home } = setUp({});
    mkdirSync(join(home, '.config/kimi-proxy'), { recursive: true });
    const { port } = watching(options);
    writeFileSync(join(home, '.config/kimi-proxy/config.toml'), 'port = 2');
    expect(await port()).toBe(2);
  });

  it('is picked up when the user folder itself appears later', async () => {
    const { options, write } = setUp({});
    const { port } = watching(options);
    write('home/.config/kimi-proxy/config.toml', 'port = 2');
    expect(await port()).toBe(2);
    write('home/.config/kimi-proxy/config.toml', 'port = 3');
    expect(await port()).toBe(3);
  });

  it('is taken from the working directory as soon as there is one', async () => {
    const { options, write } = setUp({ 'home/.config/kimi-proxy/config.toml': 'port = 1' });
    const { port } = watching(options);
    const file = write('work/config.toml', 'port = 2');
    expect(await port()).toBe(2);
    unlinkSync(file);
    expect(await port()).toBe(1);
  });

  it('is kept where a .env cannot be read any more', async () => {
    const { options, cwd } = setUp({ 'work/config.toml': 'port = 1' });
    const { port } = watching(options);
    const link = join(cwd, '.env');
    symlinkSync(link, link);
    writeFileSync(join(cwd, 'config.toml'), 'port = 2');
    expect(await port()).toMatch(/^a \.env file cannot be read: ELOOP/);
    unlinkSync(link);
    expect(await port()).toBe(2);
  });

  it('is told with the whole of what it says, frozen', async () => {
    const { options, file } = setUp({ 'work/config.toml': '' });
    const { next } = watching(options);
    writeFileSync(file, '[models.fast]\nprovider = "groq"\n');
    const change = await next();
    expect(change).toMatchObject({ file, models: [{ pattern: 'fast', provider: 'groq' }] });
    expect(Object.isFrozen(change)).toBe(true);
  });

  it('follows a file that is named elsewhere from now on', async () => {
    const { options, write } = setUp({ 'work/.env': 'KIMI_PROXY_CONFIG=../a/a.toml' });
    write('a/a.toml', 'port = 1');
    const other = write('b/b.toml', 'port = 2');
    const { port } = watching(options);
    write('work/.env', 'KIMI_PROXY_CONFIG=../b/b.toml');
    expect(await port()).toBe(2);
    writeFileSync(other, 'port = 3');
    expect(await port()).toBe(3);
  });

  it('is kept where the new one cannot be used, and the repair is heard of', async () => {
    const { options, file } = setUp({ 'work/config.toml': 'port = 1' });
    const { port } = watching(options);
    writeFileSync(file, 'prot = 2');
    expect(await port()).toBe('config.toml:1: prot is not a known key; did you mean port?');
    writeFileSync(file, 'port = ');
    expect(await port()).toMatch(/^config\.toml:1: not valid TOML/);
    writeFileSync(file, 'port = 1');
    expect(await port()).toBe(1);
  });

  it('is kept where a named file goes', async () => {
    const { options, file } = setUp({ 'work/config.toml': 'port = 1' });
    const { next, port } = watching({ ...options, flags: { config: 'config.toml' } });
    rmSync(file);
    expect(await next()).toMatchObject({ code: 'ENOENT' });
    writeFileSync(file, 'port = 1');
    expect(await port()).toBe(1);
  });

  it('is waited for while it is empty', async () => {
    const { options, file } = setUp({ 'work/config.toml': 'port = 1' });
    const { port } = watching(options);
    writeFileSync(file, '');
    // A slow writer: the watch looks every 10 ms, and gives up after six looks at the earliest.
    setTimeout(() => writeFileSync(file, 'port = 2'), 25);
    expect(await port()).toBe(2);
  });

  it('is not announced where only a comment or another file changed', async () => {
    const { options, file, cwd } = setUp({ 'work/config.toml': 'port = 1' });
    const { port, heard } = watching(options);
    writeFileSync(join(cwd, 'other'), 'x');
    writeFileSync(file, '# a comment\nport = 1');
    writeFileSync(join(cwd, '.env'), 'KIMI_PROXY_PORT=2');
    expect(await port()).toBe(2);
    expect(heard).toEqual([]);
  });

  it('that changed before the watch began is announced at once', async () => {
    const { options, file } = setUp({ 'work/config.toml': 'port = 1' });
    const config = loadConfig(options);
    writeFileSync(file, 'port = 2');
    const { port } = watching(options, config);
    expect(await port()).toBe(2);
  });

  it("is not announced for a log level that was set over the file's", async () => {
    const { options, file } = setUp({ 'work/config.toml': 'port = 1' });
    const { port, heard } = watching(options, { ...loadConfig(options), logLevel: 'debug' });
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(heard).toEqual([]);
    writeFileSync(file, 'port = 2');
    expect(await port()).toBe(2);
  });

  it('is not heard of after the watch was closed', async () => {
    const { options, file } = setUp({ 'work/config.toml': 'port = 1' });
    const closed = watching(options);
    const open = watching(options);
    closed.watch.close();
    writeFileSync(file, 'port = 2');
    expect(await open.port()).toBe(2);
    expect(closed.heard).toEqual([]);
  });
});
