import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openAllowed } from '../../../../src/mcp/json-query/allowed-file.ts';

const base = mkdtempSync(path.join(tmpdir(), 'json-query-'));
const folder = path.join(base, 'inside');
const outside = path.join(base, 'outside');
const link = path.join(base, 'link');
for (const made of [folder, outside, path.join(folder, 'deep'), path.join(base, 'inside-too')])
  mkdirSync(made);
writeFileSync(path.join(folder, 'a.json'), '{"a":1}');
writeFileSync(path.join(folder, 'b.JSONL'), '1\n2');
writeFileSync(path.join(folder, '..c.json'), '3');
writeFileSync(path.join(outside, 'secret.json'), '{"secret":1}');
writeFileSync(path.join(base, 'inside-too', 'x.json'), '1');
symlinkSync(folder, link);
symlinkSync(path.join(outside, 'secret.json'), path.join(folder, 'leak.json'));
symlinkSync(outside, path.join(folder, 'leak'));
symlinkSync(path.join(folder, 'a.json'), path.join(folder, 'deep', 'good.json'));
symlinkSync('round.json', path.join(folder, 'round.json'));
afterAll(() => rmSync(base, { recursive: true }));

function read(file: string, folders = [folder], maxBytes = 1000): string {
  const opened = openAllowed(file, folders, maxBytes);
  const text = readFileSync(opened.fd, 'utf8');
  closeSync(opened.fd);
  expect(opened.bytes).toBe(Buffer.byteLength(text));
  return text;
}

describe('a file that may be read', () => {
  it.each([
    ['by its path', path.join(folder, 'a.json'), [folder]],
    ['by a path with ..', path.join(folder, 'deep', '..', 'a.json'), [folder]],
    ['by a link within the folder', path.join(folder, 'deep', 'good.json'), [folder]],
    ['in a folder that is a link', path.join(link, 'a.json'), [link]],
    ['by its real path, where the folder is a link', path.join(folder, 'a.json'), [link]],
    ['by a link to the folder', path.join(link, 'a.json'), [folder]],
    ['by a file address', pathToFileURL(path.join(folder, 'a.json')).href, [folder]],
    ['by a path relative to the first folder that has it', 'a.json', [outside, folder]],
    [
      'by a path from the home folder',
      `~/${path.relative(homedir(), path.join(realpathSync(folder), 'a.json'))}`,
      [folder],
    ],
    ['in a folder beside one that is gone', path.join(folder, 'a.json'), [path.join(base, 'gone'), folder]],
    ['in the root', path.join(folder, 'a.json'), ['/']],
  ])('is opened %s', (_, file, folders) => {
    expect(read(file, folders)).toBe('{"a":1}');
  });

  it('may have a name that begins with dots', () => {
    expect(read(path.join(folder, '..c.json'))).toBe('3');
  });

  it('is JSON Lines by its name', () => {
    const opened = openAllowed(path.join(folder, 'b.JSONL'), [folder], 1000);
    closeSync(opened.fd);
    expect(opened.lines).toBe(true);
  });
});

describe('a file that may not be read', () => {
  const outsideIt = /is outside the folders that may be read \(".*inside"\), or a link leads out of them/;

  it.each([
    ['elsewhere', path.join(outside, 'secret.json')],
    ['elsewhere, and not there', path.join(outside, 'nothing.json')],
    ['by ..', path.join(folder, '..', 'outside', 'secret.json')],
    ['by a relative ..', '../outside/secret.json'],
    ['by a link to it', path.join(folder, 'leak.json')],
    ['by a link to its folder', path.join(folder, 'leak', 'secret.json')],
    ['by a link to its folder, and not there', path.join(folder, 'leak', 'nothing.json')],
    ['in a folder whose name begins alike', path.join(base, 'inside-too', 'x.json')],
    ['by a file address', pathToFileURL(path.join(outside, 'secret.json')).href],
    ['by a file address with an encoded way out', `${pathToFileURL(folder).href}/%2e%2e/outside/secret.json`],
    ['above it', base],
    ['in the home folder', '~/secret.json'],
    ['of the system', '/proc/self/environ'],
    ['of the system, by a device', '/dev/stdin'],
  ])('is refused: %s', (_, file) => {
    expect(() => read(file)).toThrow(outsideIt);
  });

  it.each([
    [
      'is not there',
      path.join(folder, 'nothing.json'),
      /^There is no file ".*nothing.json"; check the spelling/,
    ],
    ['is not there, relative', 'nothing.json', /^There is no file "nothing.json" in the folders/],
    ['is below a file', path.join(folder, 'a.json', 'b.json'), /^There is no file/],
    ['is a link to itself', path.join(folder, 'round.json'), /^There is no file/],
    ['is a folder', path.join(folder, 'deep'), /is a folder; give the path of a JSON file/],
    ['is the folder itself', folder, /is a folder/],
    ['has a NUL in its name', `${path.join(folder, 'a.json')}\0.txt`, /NUL character/],
    ['has an endless name', 'x'.repeat(5000), /has 5000 characters; the most is 4096/],
    ['has a name that no disk takes', path.join(folder, 'x'.repeat(400)), /^There is no file/],
    ['is on another machine', 'file://elsewhere/a.json', /is no address of a local file/],
    ['has an encoded slash', 'file:///a%2fb', /is no address of a local file/],
    ['is on the web', 'https://example.com/a.json', /only local files can be read/],
  ])('is refused: it %s', (_, file, why) => {
    expect(() => read(file)).toThrow(why);
  });

  it('is refused: it is too large', () => {
    expect(() => read('a.json', [folder], 6)).toThrow('The file has 7 bytes; the most is 6 bytes. Split it');
  });

  it.skipIf(process.platform === 'win32')('is refused: it is a pipe', () => {
    execFileSync('mkfifo', [path.join(folder, 'pipe.json')]);
    expect(() => read('pipe.json')).toThrow(/is no regular file/);
  });

  it('is refused where none of the folders is there', () => {
    expect(() => read('a.json', [path.join(base, 'gone')])).toThrow(
      /None of the folders that may be read exists/,
    );
  });
});
