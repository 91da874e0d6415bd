import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commit, prepare } from '../../../src/connect/change-file.ts';
import { toml } from '../../../src/connect/formats/toml.ts';
import { ToolWorld } from './connect-support.ts';

let world: ToolWorld;
beforeEach(() => {
  world = new ToolWorld();
});
afterEach(() => world.close());

const CODEX = '.codex/config.toml';
const CLAUDE = '.claude/settings.json';

describe('a file that is not understood', () => {
  it.each([
    ['codex', CODEX, 'model = = 1\n', 'it cannot be read (line 1: '],
    [
      'codex',
      CODEX,
      'model_providers = 3\n',
      'something else stands where our settings go (model_providers)',
    ],
    ['codex', CODEX, 'model_providers = { a = { name = "x" } }\n', 'cannot be changed without changing more'],
    ['codex', CODEX, '[[model]]\na = 1\n', 'something else stands where our settings go (model)'],
    ['codex', CODEX, `${'a = ['.padEnd(9000, '[')}\n`, 'it cannot be read'],
    ['claude', CLAUDE, '{"env": ', 'it cannot be read (line 1: '],
    ['claude', CLAUDE, '[]', 'something else stands where our settings go.'],
    ['claude', CLAUDE, 'null', 'something else stands where our settings go.'],
    ['claude', CLAUDE, '{"env": "x"}', 'something else stands where our settings go (env)'],
    ['claude', CLAUDE, '{"env": {"ANTHROPIC_MODEL": ["x"]}}', '(env.ANTHROPIC_MODEL)'],
    ['claude', CLAUDE, '{"a": 1, "a": 2}', 'it cannot be read (line "a" twice)'],
    ['claude', CLAUDE, `{"a": ${'['.repeat(200_000)}`, 'it cannot be read'],
    ['continue', '.continue/config.yaml', 'models: {a: 1}\n', 'our settings go (models)'],
    ['continue', '.continue/config.yaml', 'models: [{name: a}]\n', 'without changing more (models)'],
    ['continue', '.continue/config.yaml', 'a: 1\n---\nb: 2\n', 'without changing more (---)'],
    ['continue', '.continue/config.yaml', 'a: [\n', 'it cannot be read (line '],
    ['continue', '.continue/config.yaml', '- a\n', 'something else stands where our settings go.'],
    ['aider', '.aider.conf.yml', '{model: x}\n', 'without changing more'],
    ['aider', '.aider.conf.yml', 'model: |\n  a\n  b\nx: *none\n', 'it cannot be read'],
    ['gemini', '.gemini/settings.json', '{"security": []}', 'our settings go (security)'],
    [
      'qwen',
      '.qwen/settings.json',
      '{"modelProviders": {"openai": {"models": []}}}',
      '(modelProviders.openai)',
    ],
  ])('is left alone, with what to do by hand: %s %s %#', async (tool, file, text, reason) => {
    world.put(file, text);
    const before = world.everything();
    const { code, out, err } = await world.connect(tool, '--write');
    expect({ code, err }).toEqual({ code: 1, err: 'Nothing was written.\n' });
    expect(out).toContain(`${world.at(file)} is left alone: `);
    expect(out).toContain(reason);
    expect(out).toContain(`By hand, in ${world.at(file)}:`);
    expect(world.read(file)).toBe(text);
    expect(world.everything()).toEqual(before);
  });

  it('is told of without --write, too, and that is no failure', async () => {
    world.put(CODEX, 'x = = 1');
    const { code, out } = await world.connect('codex');
    expect(code).toBe(0);
    expect(out).toContain('By hand');
    expect(out).toContain('  [model_providers.kimi-proxy]');
    expect(out).not.toContain('Nothing was written');
  });
});

describe('a file that may not be edited', () => {
  async function expectLeft(reason: string): Promise<void> {
    const { code, out } = await world.connect('codex', '--write');
    expect(code).toBe(1);
    expect(out).toContain(`${world.at(CODEX)} is left alone: ${reason}`);
  }

  it('is a link to another', async () => {
    world.put('dotfiles/config.toml', 'model = "mine"\n');
    mkdirSync(world.at('.codex'));
    symlinkSync(world.at('dotfiles/config.toml'), world.at(CODEX));
    await expectLeft('it is a link to a file elsewhere.');
    expect(world.read('dotfiles/config.toml')).toBe('model = "mine"\n');
  });

  it('is a link to nothing', async () => {
    mkdirSync(world.at('.codex'));
    symlinkSync('/nowhere/at/all', world.at(CODEX));
    await expectLeft('it is a link to a file elsewhere.');
  });

  it('is a folder, or lies in a file', async () => {
    mkdirSync(world.at(CODEX), { recursive: true });
    await expectLeft('it is not a file.');
    rmSync(world.at('.codex'), { recursive: true });
    world.put('.codex', 'a file');
    await expectLeft('it cannot be read.');
  });

  it('is marked as read-only', async () => {
    world.put(CODEX, 'model = "mine"\n', 0o444);
    await expectLeft('it cannot be written to.');
    expect(world.read(CODEX)).toBe('model = "mine"\n');
  });

  it('is too large, or no UTF-8', async () => {
    world.put(CODEX, `# ${'x'.repeat(1024 * 1024)}`);
    await expectLeft('it is larger than 1 MB.');
    world.put(CODEX, Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]));
    await expectLeft('it is not UTF-8.');
  });

  it('was changed by someone between the look and the change', () => {
    world.put(CODEX, 'model = "mine"\n');
    const prepared = prepare({
      file: world.at(CODEX),
      format: toml,
      edits: [{ path: ['model'], value: 'x' }],
    });
    world.put(CODEX, 'model = "theirs"\n');
    expect(() => commit(prepared, 'codex', false)).toThrow(expect.objectContaining({ why: 'busy' }));
    expect(world.read(CODEX)).toBe('model = "theirs"\n');
    expect(world.everything()).toEqual(['.codex', CODEX]);
  });
});

describe('what a file has beside its text', () => {
  it('stays: a byte order mark and the other line ends', async () => {
    const text = '\uFEFF{\r\n  "model": "opus"\r\n}\r\n';
    world.put(CLAUDE, text);
    expect((await world.connect('claude', '--write')).code).toBe(0);
    const written = world.read(CLAUDE);
    expect(written.startsWith('\uFEFF{\r\n')).toBe(true);
    expect(written.replaceAll('\r\n', '')).not.toContain('\n');
    expect(JSON.parse(written.slice(1)).env.ANTHROPIC_BASE_URL).toBe('http://127.0.0.1:8000');
    await world.connect('claude', '--undo');
    expect(world.read(CLAUDE)).toBe(text);
  });

  it('stays: keys that mean something to JavaScript', async () => {
    const text = '{"__proto__": {"polluted": true}, "constructor": 1}';
    world.put(CLAUDE, text);
    expect((await world.connect('claude', '--write')).code).toBe(0);
    expect(world.read(CLAUDE)).toContain('"__proto__": {"polluted": true}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    await world.connect('claude', '--undo');
    expect(world.read(CLAUDE)).toBe(text);
  });

  it('stays: permissions that new files are not given', async () => {
    world.put(CODEX, 'model = "mine"\n', 0o666);
    await world.connect('codex', '--write');
    expect([world.mode(CODEX), world.mode(`${CODEX}.kimi-proxy-backup`)]).toEqual([0o666, 0o666]);
  });

  it('is for the person alone once it holds the token, and as it was after --undo', async () => {
    world.configure('auth_token = "a-token-of-the-proxy"\n');
    world.put(CODEX, 'model = "mine"\n', 0o644);
    const { out } = await world.connect('codex', '--write');
    expect(out).toContain(`Only you can read ${world.at(CODEX)} now`);
    expect(world.mode(CODEX)).toBe(0o600);
    expect(world.mode(`${CODEX}.kimi-proxy-undo`)).toBe(0o600);
    expect(world.mode(`${CODEX}.kimi-proxy-backup`)).toBe(0o644);
    await world.connect('codex', '--undo');
    expect(world.mode(CODEX)).toBe(0o644);
  });
});

describe('the copy of what was there', () => {
  it('never takes the place of an older one', async () => {
    world.put(CODEX, 'model = "mine"\n');
    world.put(`${CODEX}.kimi-proxy-backup`, 'older');
    world.put(`${CODEX}.kimi-proxy-backup-2`, 'old');
    const { out } = await world.connect('codex', '--write');
    expect(out).toContain(`${world.at(CODEX)}.kimi-proxy-backup-3`);
    expect(world.read(`${CODEX}.kimi-proxy-backup-3`)).toBe('model = "mine"\n');
    await world.connect('codex', '--undo');
    expect(world.read(CODEX)).toBe('model = "mine"\n');
    expect(world.read(`${CODEX}.kimi-proxy-backup`)).toBe('older');
    expect(world.everything()).not.toContain(`${CODEX}.kimi-proxy-backup-3`);
  });

  it('is not trusted where it was changed: then only our settings are taken out', async () => {
    world.put(CODEX, 'model = "mine"\n');
    await world.connect('codex', '--write');
    world.put(`${CODEX}.kimi-proxy-backup`, 'model = "evil"\n');
    const { out } = await world.connect('codex', '--undo');
    expect(out).toContain('only our own settings were taken out');
    expect(world.read(CODEX)).toBe('model = "mine"\n');
    expect(world.read(`${CODEX}.kimi-proxy-backup`)).toBe('model = "evil"\n');
  });

  it('may be gone', async () => {
    world.put(CODEX, '# c\nmodel = "mine"\n');
    await world.connect('codex', '--write');
    rmSync(world.at(`${CODEX}.kimi-proxy-backup`));
    expect((await world.connect('codex', '--undo')).code).toBe(0);
    expect(world.read(CODEX)).toBe('# c\nmodel = "mine"\n');
  });

  it('is a new one where the file changed before it was connected again', async () => {
    world.put(CODEX, 'model = "mine"\n');
    await world.connect('codex', '--write');
    world.put(CODEX, `x = 1\n${world.read(CODEX)}`);
    await world.connect('codex', '--write', '--model', 'other');
    expect(world.read(`${CODEX}.kimi-proxy-backup`)).toBe('model = "mine"\n');
    expect(world.read(`${CODEX}.kimi-proxy-backup-2`)).toBe('x = 1\nmodel = "mine"\n');
    await world.connect('codex', '--undo');
    expect(world.read(CODEX)).toBe('x = 1\nmodel = "mine"\n');
  });
});

describe('--undo', () => {
  it('has nothing to do where nothing was done, and says so', async () => {
    world.put(CODEX, 'model = "mine"\n');
    expect(await world.connect('codex', '--undo')).toEqual({
      code: 1,
      out: '',
      err: 'Codex was not connected from here: there is nothing to take back.\n',
    });
  });

  it('leaves settings that have another value by now, and names them', async () => {
    world.put(CODEX, 'model = "mine"\n');
    await world.connect('codex', '--write');
    world.put(CODEX, world.read(CODEX).replace('model = "test-model"', 'model = "theirs"'));
    const { code, err } = await world.connect('codex', '--undo');
    expect(code).toBe(0);
    expect(err).toBe('model has another value by now and stays.\n');
    expect(world.read(CODEX)).toBe('model = "theirs"\n');
  });

  it('takes a provider out with what was added to it', async () => {
    world.put(CODEX, 'a = 1\n');
    await world.connect('codex', '--write');
    world.put(
      CODEX,
      `${world.read(CODEX)}stream_max_retries = 9\n[model_providers.kimi-proxy.query_params]\nx = "1"\n`,
    );
    await world.connect('codex', '--undo');
    expect(world.read(CODEX)).toBe('a = 1\n');
  });

  it('keeps a provider that points elsewhere by now', async () => {
    await world.connect('codex', '--write');
    world.put(CODEX, world.read(CODEX).replace('127.0.0.1:8000', 'example.com'));
    const { err } = await world.connect('codex', '--undo');
    expect(err).toContain('model_providers.kimi-proxy has another value');
    expect(world.read(CODEX)).toContain('base_url = "http://example.com/v1"');
    expect(world.read(CODEX)).not.toContain('model_provider =');
  });

  it('says that the file is gone', async () => {
    await world.connect('codex', '--write');
    rmSync(world.at(CODEX));
    expect((await world.connect('codex', '--undo')).out).toContain('is no longer there');
    expect((await world.connect('codex', '--undo')).code).toBe(1);
  });

  it('keeps a folder that something else is in by now', async () => {
    await world.connect('codex', '--write');
    world.put('.codex/history.jsonl', '{}');
    await world.connect('codex', '--undo');
    expect(world.everything()).toEqual(['.codex', '.codex/history.jsonl']);
  });

  it('leaves a file alone that cannot be read any more, and names no other', async () => {
    world.put(CODEX, 'model = "mine"\n');
    await world.connect('codex', '--write');
    world.put(CODEX, 'model = = 1');
    const { code, err } = await world.connect('codex', '--undo');
    expect(code).toBe(1);
    expect(err).toContain('is left alone: it cannot be read (line 1');
    expect(world.read(`${CODEX}.kimi-proxy-backup`)).toBe('model = "mine"\n');
  });

  it('works without a configuration that can be used', async () => {
    await world.connect('codex', '--write');
    world.configure('port = "x"');
    expect((await world.connect('codex', '--write')).code).toBe(1);
    expect((await world.connect('codex', '--undo')).code).toBe(0);
  });

  it.each([
    'not JSON',
    'null',
    '{}',
    '{"version":1}',
    '[1]',
    `{"version":1,"tool":"codex","backup":"../../evil","before":null,"after":"x","mode":420,"folders":[],"done":[]}`,
    `{"version":1,"tool":"codex","backup":null,"before":null,"after":"x","mode":99999,"folders":[],"done":[]}`,
  ])('is not led astray by a record such as %s', async (record) => {
    world.put(CODEX, 'model = "mine"\n');
    world.put(`${CODEX}.kimi-proxy-undo`, record);
    expect((await world.connect('codex', '--undo')).code).toBe(1);
    expect(world.read(CODEX)).toBe('model = "mine"\n');
    expect((await world.connect('codex', '--write')).code).toBe(0);
  });

  it('removes no folder that is not around the file', async () => {
    world.put('empty/x', '');
    rmSync(world.at('empty/x'));
    await world.connect('codex', '--write');
    const record = JSON.parse(world.read(`${CODEX}.kimi-proxy-undo`));
    world.put(
      `${CODEX}.kimi-proxy-undo`,
      JSON.stringify({ ...record, folders: [world.at('empty'), ...record.folders] }),
    );
    await world.connect('codex', '--undo');
    expect(world.everything()).toEqual(['empty']);
  });

  it('writes in place of the file, not into it', async () => {
    world.put(CODEX, 'model = "mine"\n');
    linkSync(world.at(CODEX), world.at('other-name'));
    await world.connect('codex', '--write');
    expect(readFileSync(world.at('other-name'), 'utf8')).toBe('model = "mine"\n');
  });
});

it('leaves nothing half-done where the folder cannot be written to', async () => {
  writeFileSync(world.at('.codex'), '');
  rmSync(world.at('.codex'));
  mkdirSync(world.at('.codex'));
  world.put(CODEX, 'model = "mine"\n');
  chmodSync(world.at('.codex'), 0o555);
  const { code } = await world.connect('codex', '--write');
  chmodSync(world.at('.codex'), 0o755);
  // The superuser may write anywhere.
  const isRoot = process.getuid?.() === 0;
  expect(code).toBe(isRoot ? 0 : 1);
  if (!isRoot) expect(world.everything()).toEqual(['.codex', path.join('.codex', 'config.toml')]);
});
