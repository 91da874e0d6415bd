import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { en } from '../../../src/cli/messages/en.ts';
import { fr } from '../../../src/cli/messages/fr.ts';
import { messagesFor, reasonOf } from '../../../src/cli/messages/index.ts';
import { MISFITS } from '../../../src/tokens/not-this-vocabulary.ts';
import { World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.close());

describe('the command line', () => {
  it('prints the version', async () => {
    expect(await world.run('--version')).toBe(0);
    expect(world.out.text).toBe('9.8.7\n');
  });

  it('explains every command and option', async () => {
    expect(await world.run('--help')).toBe(0);
    for (const name of ['start', 'stop', 'status', 'logs', 'check', 'export']) {
      expect(world.out.text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
    expect(world.out.text).toContain('Usage: kimi-proxy');
    world.out.text = '';
    expect(await world.run('start', '--help')).toBe(0);
    for (const name of ['--host', '--port', '--config', '--data-dir', '--detach', '--log-level']) {
      expect(world.out.text).toContain(name);
    }
  });

  it('explains itself in French', async () => {
    world.env = { ...world.env, LANG: 'fr_FR.UTF-8' };
    await world.run('export', '--help');
    expect(world.out.text).toContain('Utilisation : kimi-proxy export');
    expect(world.out.text).toContain('Arguments :');
    expect(world.out.text).toContain("écrire les échanges d'une session");
    expect(world.out.text).not.toMatch(/Usage|Options:|display help/);
  });

  it.each([
    [['frobnicate'], 'There is no command frobnicate; see --help.'],
    [['start', 'now'], 'There are more arguments than this command takes; see --help.'],
    [['stop', 'now'], 'There are more arguments than this command takes; see --help.'],
    [['--frob'], 'There is no option --frob; see --help.'],
    [['status', '--frob'], 'There is no option --frob; see --help.'],
    [['start', '--prot', '1'], 'There is no option --prot; see --help. (Did you mean --port?)'],
    [['--port'], 'The option --port <PORT> needs a value.'],
    [['--port', 'http'], '--port must be a whole number, not "http".'],
    [['logs', '-n', '-1'], '-n must be a whole number, not "-1".'],
    [['export'], 'The argument format is missing; see --help.'],
    [['export', 'xml'], 'The format is csv or json, not "xml".'],
  ])('refuses %j with one sentence and exit code 2', async (argv, sentence) => {
    expect(await world.run(...argv)).toBe(2);
    expect(world.err.text).toBe(`${sentence}\n`);
    expect(world.out.text).toBe('');
  });

  it('refuses in French, too', async () => {
    world.env = { ...world.env, LC_ALL: 'fr_CA' };
    expect(await world.run('frobnicate')).toBe(2);
    expect(world.err.text).toBe("La commande frobnicate n'existe pas ; voir --help.\n");
  });

  it('shows the stack of an error that is its own', async () => {
    world.startProgram = () => {
      throw new RangeError('boom');
    };
    world.env = { ...world.env, KIMI_PROXY_DEBUG: '1' };
    expect(await world.run()).toBe(1);
    expect(world.err.text).toContain('RangeError: boom');
  });
});

describe('the language', () => {
  it.each([
    [{}, en],
    [{ LANG: 'C' }, en],
    [{ LANG: 'fr' }, fr],
    [{ LANG: 'fr_FR.UTF-8' }, fr],
    [{ LANG: 'fr-CA' }, fr],
    [{ LANG: 'fro_XX' }, en],
    [{ LANG: 'fr_FR', LC_MESSAGES: 'en_GB' }, en],
    [{ LANG: 'en_GB', LC_MESSAGES: 'de', LC_ALL: 'fr_FR' }, fr],
    [{ LANG: 'fr_FR', LC_ALL: '' }, fr],
  ])('of %j', async (env, messages) => {
    expect(await messagesFor(env)).toBe(messages);
  });

  it('has every text twice, and none of them the same', () => {
    const texts = (table: object, prefix = ''): [string, string][] =>
      Object.entries(table).flatMap(([key, value]): [string, string][] => {
        if (typeof value === 'string') return [[prefix + key, value]];
        if (typeof value === 'function') return [[prefix + key, String(value('1', '2', '3'))]];
        return texts(value, `${prefix}${key}.`);
      });
    // The command line starts without the tokenizers, whose errors are in English by themselves.
    const english = texts({ ...en, vocab: { ...en.vocab, misfits: MISFITS } });
    const french = new Map(texts(fr));
    expect([...french.keys()]).toEqual(english.map(([key]) => key));
    const same = english.filter(([key, text]) => french.get(key) === text).map(([key]) => key);
    // A sentence that is no sentence of the program stays as it is.
    expect(same).toEqual(['sentence', 'banner.configuration', 'banner.capture', 'status.version']);
  });

  it('says what an error of the file system means, and leaves others as they are', () => {
    expect(reasonOf(fr, Object.assign(new Error('x'), { code: 'EROFS' }))).toBe(
      'système de fichiers en lecture seule',
    );
    expect(reasonOf(en, Object.assign(new Error('x'), { code: 'EIO' }))).toBe('EIO');
    expect(reasonOf(en, new Error('odd'))).toBe('odd');
    expect(reasonOf(en, 'odd')).toBe('odd');
  });
});
