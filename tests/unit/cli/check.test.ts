import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.close());

const KEY = 'sk-very-secret-0123456789';

describe('check', () => {
  it('says where each value came from', async () => {
    world.configure('capture = "preview"\nport = 4000\n');
    world.env = { ...world.env, MISTRAL_API_KEY: KEY };
    expect(await world.run('check', '--host', '127.0.0.2')).toBe(0);
    const { text } = world.out;
    expect(text).toContain(`configuration: ${world.configFile}`);
    expect(text).toMatch(/^ {2}capture +preview +config\.toml:1$/m);
    expect(text).toMatch(/^ {2}port +4000 +config\.toml:2$/m);
    expect(text).toMatch(/^ {2}host +127\.0\.0\.2 +flag --host$/m);
    expect(text).toMatch(/^ {2}data_dir +\S+ +environment KIMI_PROXY_DATA_DIR$/m);
    expect(text).toMatch(/^ {2}body_limit_mb +64 +default$/m);
    expect(text.trimEnd().endsWith('The configuration is good.')).toBe(true);
    expect(text + world.err.text).not.toContain(KEY);
  });

  it('says which providers are on and why, and what would turn on those that are off', async () => {
    world.env = { ...world.env, MISTRAL_API_KEY: KEY };
    expect(await world.run('check')).toBe(0);
    const [, on = '', off = ''] = world.out.text.split(/Providers that are (?:on|off)\n/);
    expect(on).toMatch(/^ {2}mistral +key from environment MISTRAL_API_KEY$/m);
    expect(on).toMatch(/^ {2}test +answers offline/m);
    expect(off).toMatch(/^ {2}groq +set GROQ_API_KEY to turn it on$/m);
    expect(off).not.toMatch(/mistral/);
  });

  it('works without any configuration', async () => {
    expect(await world.run('check')).toBe(0);
    expect(world.out.text).toContain('configuration: none: defaults');
  });

  it('takes the log level of the command line', async () => {
    expect(await world.run('check', '--log-level', 'warn')).toBe(0);
    expect(world.out.text).toMatch(/log_level +warn +flag --log-level/);
  });

  it('lists every problem and exits with 1', async () => {
    world.configure('capture = "all"\nprot = 4000\n[providers.mine]\nbase_ur = "http://127.0.0.1"\n');
    expect(await world.run('check')).toBe(1);
    expect(world.out.text).toBe('');
    expect(world.err.text).toMatch(/^The configuration has \d problems:\n/);
    expect(world.err.text).toMatch(/^ {2}config\.toml:1: capture/m);
    expect(world.err.text).toMatch(/^ {2}config\.toml:2: prot/m);
    expect(world.err.text).toMatch(/^ {2}config\.toml:4: providers\.mine\.base_ur/m);
  });

  it('names a file that is not there, and one that is no TOML', async () => {
    expect(await world.run('check', '--config', 'none.toml')).toBe(1);
    expect(world.err.text).toContain('none.toml');
    world.configure('x = = 1');
    expect(await world.run('check')).toBe(1);
    expect(world.err.text).toMatch(/config\.toml:1: not valid TOML/);
  });

  it('speaks French', async () => {
    world.env = { ...world.env, LANG: 'fr_FR' };
    expect(await world.run('check')).toBe(0);
    expect(world.out.text).toContain('La configuration est bonne.');
    expect(world.out.text).toMatch(/groq +définir GROQ_API_KEY pour l'activer/);
    world.configure('capture = "all"');
    expect(await world.run('check')).toBe(1);
    expect(world.err.text).toContain('La configuration a un problème :');
    expect(world.err.text).toContain(
      '  config.toml:1: capture doit être l’une des valeurs full, preview, none\n',
    );
  });

  it('says warnings and problems in French, with the place, the key and the value as they are', async () => {
    world.env = { ...world.env, LANG: 'fr_FR' };
    world.configure(
      'default_model = "mine/m"\nauth_token = "short"\n[providers.mine]\nbase_url = "http://127.0.0.1:9"\ntype = "openai-compatible"\nauth = "key"\n',
    );
    expect(await world.run('check')).toBe(0);
    expect(world.err.text).toContain(
      'Attention : config.toml:1: default_model mène à mine, qui est inactif : api_key manque\n',
    );
    expect(world.err.text).toContain(
      'Attention : auth_token a moins de 16 caractères : il peut être deviné\n',
    );
    world.configure(
      'port = "x"\nprot = 1\nthresholds = [2]\n[mcp.servers.a]\nurl = "http://a"\ncommand = "b"\n',
    );
    world.err.text = '';
    expect(await world.run('check')).toBe(1);
    expect(world.err.text.split('\n').slice(1, -1)).toEqual([
      '  config.toml:1: port doit être un nombre entier de 0 à 65535, et non un texte',
      '  config.toml:2: prot n’est pas une clé connue ; vouliez-vous dire port ?',
      '  config.toml:3: thresholds[0] doit être un nombre de 0 à 1',
      '  config.toml:5: mcp.servers.a.url ne va pas avec command : garder l’un des deux',
    ]);
  });
});
