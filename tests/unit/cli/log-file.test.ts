import {
  closeSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastLines, openLog, rotateLog, sizeOf } from '../../../src/cli/log-file.ts';

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kimi-proxy-log-'));
  log = path.join(folder, 'kimi-proxy.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the last lines of a file', () => {
  const last = (text: string, lines: number): string => {
    writeFileSync(log, text);
    return lastLines(log, lines).bytes.toString();
  };

  it.each([
    ['', 3, ''],
    ['one', 1, 'one'],
    ['one\n', 1, 'one\n'],
    ['one\ntwo\n', 1, 'two\n'],
    ['one\ntwo', 1, 'two'],
    ['one\ntwo\nthree\n', 2, 'two\nthree\n'],
    ['one\n\n\n', 2, '\n\n'],
    ['one\ntwo\n', 9, 'one\ntwo\n'],
    ['one\ntwo\n', 0, ''],
  ])('of %j, %i: %j', (text, lines, expected) => {
    expect(last(text, lines)).toBe(expected);
  });

  it('are found across the steps in which the file is read', () => {
    const lines = Array.from({ length: 5_000 }, (_, number) => `${number} ${'é'.repeat(40)}\n`);
    expect(last(lines.join(''), 3_000)).toBe(lines.slice(-3_000).join(''));
    expect(last(`${'x'.repeat(200_000)}\nend\n`, 1)).toBe('end\n');
  });

  it('are those that splitting the text gives', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-c]{0,3}$/)), fc.nat(8), (lines, count) => {
        const text = lines.map((line) => `${line}\n`).join('');
        const expected =
          count === 0
            ? ''
            : lines
                .slice(-count)
                .map((line) => `${line}\n`)
                .join('');
        expect(last(text, count)).toBe(expected);
      }),
    );
  });
});

describe('a log that grows', () => {
  it('is left alone up to its limit', () => {
    writeFileSync(log, '12345');
    expect(rotateLog(log, 5, 3)).toBe(false);
    expect(rotateLog(path.join(folder, 'none'), 5, 3)).toBe(false);
  });

  it('is moved aside past it, and the oldest are dropped', () => {
    for (const text of ['first.', 'second', 'third.', 'fourth', 'fifth.']) {
      writeFileSync(log, text);
      expect(rotateLog(log, 5, 3)).toBe(true);
      expect(sizeOf(log)).toBe(0);
    }
    expect([1, 2, 3].map((age) => readFileSync(`${log}.${age}`, 'utf8'))).toEqual([
      'fifth.',
      'fourth',
      'third.',
    ]);
    expect(existsSync(`${log}.4`)).toBe(false);
  });

  it('goes on in the same file for who has it open, and stays for this user alone', () => {
    const open = openLog(log);
    writeSync(open, 'before the move');
    rotateLog(log, 5, 3);
    writeSync(open, 'after');
    closeSync(open);
    expect(readFileSync(log, 'utf8')).toBe('after');
    expect(readFileSync(`${log}.1`, 'utf8')).toBe('before the move');
    expect([log, `${log}.1`].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  });
});
