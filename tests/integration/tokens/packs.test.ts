import { execFileSync } from 'node:child_process';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createTokenCounter,
  loadTokenizer,
  packFrom,
  type TokenCounter,
  type Vocabulary,
} from '../../../src/tokens/index.ts';
import { kimiFile } from '../../support/kimi-file.ts';

/** Holds one that was made well. */
let whole: string;
let folder: string;
let failures: string[];
const open: TokenCounter[] = [];

beforeAll(async () => {
  whole = await mkdtemp(path.join(tmpdir(), 'kimi-proxy-vocabularies-'));
  await loadTokenizer('o200k_base', { folder: whole });
});
afterAll(() => rm(whole, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kimi-proxy-vocabularies-'));
  failures = [];
});
afterEach(async () => {
  for (const counter of open.splice(0)) await counter.close();
  await rm(folder, { recursive: true, force: true });
});

function counter(clock?: { now(): number; monotonic(): number }): TokenCounter {
  const made = createTokenCounter({
    folder,
    onFailure: (reason) => failures.push(reason),
    ...(clock === undefined ? {} : { clock }),
  });
  open.push(made);
  return made;
}

const copy = (): Promise<void> => copyFile(path.join(whole, 'o200k_base.bin'), file());
const file = (): string => path.join(folder, 'o200k_base.bin');
const estimate = [{ tokens: 3, exact: false }];
const exact = [{ tokens: 2, exact: true }];

describe('vocabularies on disk', () => {
  test('run from source, one that is not there is made, the same every time, and read from then on', async () => {
    expect(await counter().count(['Hello world'], 'o200k_base')).toEqual(exact);
    const { mtimeMs, size } = await stat(file());
    expect(size).toBeLessThan(10_000_000);
    expect((await readFile(file())).equals(await readFile(path.join(whole, 'o200k_base.bin')))).toBe(true);
    expect(await counter().count(['Hello world'], 'o200k_base')).toEqual(exact);
    expect((await stat(file())).mtimeMs).toBe(mtimeMs);
  });

  test('several may make it at once, and leave one file', async () => {
    const tokenizers = await Promise.all([1, 2, 3].map(() => loadTokenizer('cl100k_base', { folder })));
    expect(tokenizers.map((tokenizer) => tokenizer.count('Hello, world!'))).toEqual([4, 4, 4]);
    expect(await readdir(folder)).toEqual(['cl100k_base.bin']);
  });

  test('one of another format is made anew', async () => {
    await copy();
    const bytes = await readFile(file());
    bytes.writeInt32LE(bytes.readInt32LE(4) + 1, 4);
    await writeFile(file(), bytes);
    expect(await counter().count(['Hello world'], 'o200k_base')).toEqual(exact);
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['empty', () => Buffer.alloc(0)],
    ['short', (bytes) => bytes.subarray(0, 1_000_000)],
    ['longer than it says', (bytes) => Buffer.concat([bytes, Buffer.alloc(4)])],
    ['something else', (bytes) => Buffer.alloc(bytes.length, 'x')],
    [
      'wrong in one bit',
      (bytes) => {
        const at = bytes.length - 1000;
        bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
        return bytes;
      },
    ],
  ])('one that is %s is noticed: texts are estimated, and that is reported once', async (_, damage) => {
    await copy();
    await writeFile(file(), damage(await readFile(file())));
    const damaged = counter();
    expect(damaged.healthy()).toBe(true);
    expect(await damaged.count(['Hello world'], 'o200k_base')).toEqual(estimate);
    expect(await damaged.count(['Hello world'], 'o200k_base')).toEqual(estimate);
    expect((await damaged.count(['word '.repeat(10_000)], 'o200k_base'))[0]?.exact).toBe(false);
    expect(damaged.healthy()).toBe(false);
    expect(failures).toEqual(['vocabulary']);
  });

  test('one that was repaired is taken up again after a while', async () => {
    await copy();
    const bytes = await readFile(file());
    await writeFile(file(), 'no vocabulary');
    let now = 0;
    const repaired = counter({ now: () => now, monotonic: () => now });
    expect(await repaired.count(['Hello world'], 'o200k_base')).toEqual(estimate);
    await writeFile(file(), bytes);
    expect(await repaired.count(['Hello world'], 'o200k_base')).toEqual(estimate);
    now += 60_000;
    expect(await repaired.count(['Hello world'], 'o200k_base')).toEqual(exact);
    expect(repaired.healthy()).toBe(true);
  });

  test('an unknown vocabulary is estimated, and the others are counted', async () => {
    const some = counter();
    expect(await some.count(['Hello world'], 'p999k_base' as Vocabulary)).toEqual(estimate);
    expect(failures).toEqual(['vocabulary']);
    expect(await some.count(['Hello world'], 'o200k_base')).toEqual(exact);
  });
});

describe('vocabularies that the user adds', () => {
  test('one that is not there is not available, is estimated, and nothing is unhealthy or reported', async () => {
    const some = counter();
    expect(some.available('llama3_1')).toBe(false);
    expect(some.available('o200k_base')).toBe(true);
    expect(some.available('p999k_base' as Vocabulary)).toBe(false);
    expect(await some.count(['Hello world'], 'llama3_1')).toEqual(estimate);
    expect(some.healthy()).toBe(true);
    expect(failures).toEqual([]);
  });

  test('one that is added while the program runs is available after some seconds', async () => {
    let now = 0;
    const some = createTokenCounter({
      folder,
      added: path.join(folder, 'added'),
      clock: { now: () => now, monotonic: () => now },
      onFailure: (reason) => failures.push(reason),
    });
    open.push(some);
    expect(some.available('kimi_k2')).toBe(false);
    await mkdir(path.join(folder, 'added'));
    await writeFile(path.join(folder, 'added', 'kimi_k2.bin'), packFrom('kimi_k2', kimiFile()));
    now += 5000;
    expect(some.available('kimi_k2')).toBe(true);
    expect(await some.count(['Hello world'], 'kimi_k2')).toEqual(exact);
    await rm(path.join(folder, 'added'), { recursive: true });
    now += 5000;
    expect(some.available('kimi_k2')).toBe(false);
    expect(failures).toEqual([]);
  });

  test('one that is damaged is reported and estimated', async () => {
    const some = createTokenCounter({ folder, added: folder, onFailure: (reason) => failures.push(reason) });
    open.push(some);
    await writeFile(path.join(folder, 'kimi_k2.bin'), 'no vocabulary');
    expect(some.available('kimi_k2')).toBe(true);
    expect(await some.count(['Hello world'], 'kimi_k2')).toEqual(estimate);
    expect(failures).toEqual(['vocabulary']);
    // So that another one stands in for it.
    expect(some.available('kimi_k2')).toBe(false);
    expect(some.healthy()).toBe(false);
    await rm(path.join(folder, 'kimi_k2.bin'));
    expect(some.healthy()).toBe(true);
  });

  test('one of another vocabulary is reported and estimated', async () => {
    const some = createTokenCounter({
      folder,
      added: folder,
      onFailure: (_, error) => failures.push(`${error}`),
    });
    open.push(some);
    await copyFile(path.join(whole, 'o200k_base.bin'), path.join(folder, 'kimi_k2.bin'));
    expect(await some.count(['Hello world'], 'kimi_k2')).toEqual(estimate);
    expect(failures).toEqual([expect.stringContaining('is not the vocabulary kimi_k2')]);
  });

  test.each<[string, (file: string) => unknown]>([
    ['a folder', (file) => mkdir(file)],
    ['a named pipe', (file) => execFileSync('mkfifo', [file])],
    ['a link to itself', (file) => symlink(file, file)],
    ['a link to a device', (file) => symlink('/dev/zero', file)],
  ])('%s in its place is none, and keeps nothing waiting', async (_, put) => {
    const some = createTokenCounter({ folder, added: folder });
    open.push(some);
    await put(path.join(folder, 'kimi_k2.bin'));
    expect(some.available('kimi_k2')).toBe(false);
    await expect(loadTokenizer('kimi_k2', { folder, added: folder })).rejects.toThrow();
    expect(await some.count(['Hello world'], 'kimi_k2')).toEqual(estimate);
  });

  test('what is far too large is not read into memory', async () => {
    await writeFile(path.join(folder, 'kimi_k2.bin'), '');
    await truncate(path.join(folder, 'kimi_k2.bin'), 1024 ** 3);
    await expect(loadTokenizer('kimi_k2', { folder, added: folder })).rejects.toThrow(/is not a vocabulary/);
  });
});
