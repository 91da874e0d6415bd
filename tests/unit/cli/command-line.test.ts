import { describe, expect, it } from 'vitest';
import { commandLine, programName } from '../../../src/cli/command-line.ts';
import { shellWord } from '../../../src/exchange/index.ts';

describe('how the program is called', () => {
  it.each([
    ['/usr/bin/kimi-proxy', '/x/dist/main.js', '/x', 'kimi-proxy'],
    ['/usr/bin/kimi-proxy.js', '/x/dist/main.js', '/x', 'kimi-proxy'],
    [undefined, '/x/dist/main.js', '/x', 'kimi-proxy'],
    ['/x/dist/main.js', '/x/dist/main.js', '/x', 'node dist/main.js'],
    ['/x/scripts/start.mjs', '/x/dist/main.js', '/x', 'node dist/main.js'],
    ['/x/dist/main.js', '/x/dist/main.js', '/y', 'node /x/dist/main.js'],
    ['/my x/dist/main.js', '/my x/dist/main.js', '/y', "node '/my x/dist/main.js'"],
  ])('by %s: %s in %s', (invokedAs, entry, cwd, name) => {
    expect(programName(invokedAs, entry, cwd)).toBe(name);
  });

  it('says what finds this program again', () => {
    const cli = { program: 'kimi-proxy' };
    expect(commandLine(cli, {}, 'stop')).toBe('kimi-proxy stop');
    expect(commandLine(cli, { dataDir: './my data', config: 'a.toml' }, 'stop')).toBe(
      "kimi-proxy stop --config a.toml --data-dir './my data'",
    );
  });

  it('quotes for a shell', () => {
    expect(shellWord('kimi/kimi-for-coding')).toBe('kimi/kimi-for-coding');
    expect(shellWord('back\\slash')).toBe("'back\\slash'");
    expect(shellWord("it's $HOME")).toBe("'it'\\''s $HOME'");
  });
});
