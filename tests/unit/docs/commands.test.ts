import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/index.ts';
import { commandLines, PAGES, readText, spans } from './pages.ts';

const scripts = Object.keys((JSON.parse(readText('package.json')) as { scripts: object }).scripts);
/** What npm does without a script of that name. */
const OF_NPM = ['install', 'i', 'ci'];
/** Flags of `npm run bench`, `certify` and `test:conformance`, which their pages list, and of other programs. */
const OF_OTHERS =
  /^--(?:quick|rounds|only|contenders|json|cpu-prof|cpu-prof-dir|dir|types|cases|timeout|logs|mcp|suite|spec|reference)\b/;

/** What `kimi-proxy … --help` says. */
async function help(...command: string[]): Promise<string> {
  let text = '';
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const code = await runCli({
    argv: [...command, '--help'],
    env: { LANG: 'C' },
    entry: '',
    version: '0',
    stdout,
    stderr: stdout,
    signals: new EventEmitter(),
    startProgram: () => Promise.reject(new Error('help starts nothing')),
  });
  expect(code).toBe(0);
  return text;
}

const flagsIn = (text: string): string[] => text.match(/(?<![\w-])--?[a-z][a-z-]*/g) ?? [];

describe.each(PAGES)('%s', (page) => {
  const lines = commandLines(readText(page));

  it('names only npm scripts that there are', () => {
    for (const line of lines) {
      for (const [, ran, own] of line.matchAll(/(?<![\w-])npm (?:run ([\w:-]+)|((?!run\b)[a-z]+))/g))
        expect([...scripts, ...OF_NPM], line).toContain(ran ?? own);
    }
  });
});

describe('the commands that the pages name', () => {
  const flagsOf = new Map<string, string[]>();

  beforeAll(async () => {
    const overview = await help();
    const list = overview.slice(overview.indexOf('Commands:'));
    for (const [, name] of list.matchAll(/^ {2}(\w+)/gm)) {
      if (name !== undefined) flagsOf.set(name, flagsIn(await help(name)));
    }
  });

  it('are there, with their flags', () => {
    let named = 0;
    for (const line of PAGES.flatMap((page) => commandLines(readText(page)))) {
      const call =
        /(?:^|\s)(?:node (?:--\S+ )*dist\/main\.js|kimi-proxy) (\w+)(.*)$/.exec(line) ??
        /^npm (start)\b(?: --)?(.*)$/.exec(line);
      if (call === null) continue;
      named++;
      const [, command = '', rest = ''] = call;
      expect([...flagsOf.keys()], line).toContain(command);
      for (const flag of flagsIn(rest.split('#', 1)[0] ?? ''))
        expect(flagsOf.get(command), line).toContain(flag);
    }
    expect(named).toBeGreaterThan(10);
  });

  it('have the flags that are named alone', () => {
    const known = new Set([...flagsOf.values()].flat());
    for (const span of PAGES.flatMap((page) => spans(readText(page)))) {
      if (!span.startsWith('--') || OF_OTHERS.test(span)) continue;
      for (const flag of flagsIn(span)) expect([...known], span).toContain(flag);
    }
  });

  it('are all in the README', () => {
    const text = readText('README.md');
    for (const command of flagsOf.keys()) expect(text).toContain(`node dist/main.js ${command}`);
  });
});
