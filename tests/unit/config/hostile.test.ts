import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/config/index.ts';
import { folder, LOCAL, loadText, problemsOf, provider } from './support.ts';

describe('a hostile configuration', () => {
  it.each([
    '',
    'providers.',
    'models.',
    'mcp.',
    'mcp.servers.',
    'providers.kimi.',
    'providers.kimi.headers.',
  ])('cannot reach a prototype through %s__proto__', (prefix) => {
    const found = problemsOf(`[${prefix}__proto__]\npolluted = "yes"\ntype = "test"\nprovider = "kimi"\n`);
    expect(found.join('\n')).toContain('__proto__ is not allowed as a name');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('may use the names of built-in things as names of its own', () => {
    const config = loadText(
      '[providers.constructor]\ntype = "test"\n[providers.toString]\ntype = "test"\n[models.hasOwnProperty]\nprovider = "constructor"\n[models.valueOf]\nprovider = "toString"\nfallbacks = ["hasOwnProperty"]\n',
    );
    expect(provider(config, 'constructor').on).toBe(true);
    expect(config.models.map((rule) => rule.pattern)).toEqual(['hasOwnProperty', 'valueOf']);
  });

  it('does not take an inherited name for a known one', () => {
    expect(problemsOf('[models.x]\nprovider = "toString"')).toHaveLength(1);
    expect(problemsOf('toString = 1')).toEqual(['config.toml:1: toString is not a known key']);
  });

  it('with ten thousand mistakes lists them all', () => {
    const toml = Array.from({ length: 10_000 }, (_, i) => `key_${i} = 1`).join('\n');
    expect(problemsOf(toml)).toHaveLength(10_000);
  });

  it('with tables within tables without end is refused', () => {
    const place = folder({ 'work/config.toml': `x = ${'['.repeat(100_000)}` });
    expect(place.fail()).toBeInstanceOf(ConfigError);
  });

  it('with a very long pattern is refused', () => {
    expect(problemsOf(`[models.'${'*'.repeat(1000)}']\nprovider = "kimi"`)[0]).toMatch(
      /is longer than 256 characters$/,
    );
  });

  it('with a number that no computer has is refused with its line', () => {
    const error = folder({ 'work/config.toml': '\nport = 99999999999999999999' }).fail();
    expect(error).toMatchObject({ code: 'SYNTAX', line: 2 });
  });

  it('that is binary is refused', () => {
    expect(folder({ 'work/config.toml': '\u0000\u0001\u0002' }).fail().code).toBe('SYNTAX');
  });

  it('that is a link in a circle is refused', () => {
    const place = folder();
    symlinkSync(join(place.cwd, 'config.toml'), join(place.cwd, 'config.toml'));
    expect(place.fail().message).toBe('config.toml cannot be read (ELOOP)');
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read is refused', () => {
    const place = folder({ 'work/config.toml': '' });
    chmodSync(join(place.cwd, 'config.toml'), 0);
    expect(place.fail().message).toBe('config.toml cannot be read (EACCES)');
  });

  it('is either understood or refused with a ConfigError, whatever it says', () => {
    const key = fc.constantFrom(
      ...[
        'host',
        'port',
        'providers',
        'models',
        'mcp',
        'servers',
        'kimi',
        'x',
        'api_key',
        'headers',
        'fallbacks',
      ],
      ...[
        'provider',
        'type',
        'base_url',
        'thresholds',
        'retention',
        'auth_token',
        'allowed_hosts',
        'timeouts',
        'id',
      ],
    );
    const leaf = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true }),
      fc.integer({ min: -10, max: 70_000 }),
      fc.boolean(),
      fc.constantFrom('kimi', 'x', 'kimi/x', 'test', `\${X}`, `\${NOPE}`, '${', 'http://a/v1', '0.0.0.0'),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.dictionary(
        key,
        fc.oneof({ maxDepth: 4 }, leaf, fc.array(leaf, { maxLength: 3 }), tie('tree')),
        {
          maxKeys: 5,
        },
      ),
    }));
    const place = folder();
    fc.assert(
      fc.property(tree, (document) => {
        place.write('work/config.toml', stringify(document));
        try {
          place.load({ env: { X: 'x' } });
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          for (const problem of error.problems) expect(problem.message).not.toMatch(/\n|undefined|\[object/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a secret', () => {
  const secrets = {
    KIMI_API_KEY: 'secret-of-kimi',
    GROQ_API_KEY: 'secret-of-groq',
    TOKEN: 'secret-token-0123',
    HEADER: 'secret-of-header',
    MCP: 'secret-of-mcp',
  };
  const toml = `auth_token = "\${TOKEN}"
[providers.kimi]
api_key = "\${KIMI_API_KEY}"
headers = { "X-Key" = "\${HEADER}", "X-Plain" = "secret-plain" }
${LOCAL}api_key = "secret-literal"
[mcp.servers.x]
command = "x"
args = ["--key", "\${MCP}", "secret-arg"]
env = { KEY = "secret-env" }
[mcp.servers.y]
url = "http://h/mcp?key=secret-query"
`;

  it('stands in no origin and no warning', () => {
    const place = folder();
    place.write('work/config.toml', toml, 0o644);
    const config = place.load({ env: secrets });
    const said = JSON.stringify([config.origins, config.warnings, config.providers.map((one) => one.why)]);
    expect(said.replace('a secret in a file', '')).not.toContain('secret');
    expect(config.origins.find((one) => one.path === 'auth_token')).toMatchObject({
      path: 'auth_token',
      value: 'set',
      from: 'config.toml:1, environment TOKEN',
    });
  });

  it('in a file that others can read gets a warning with its line', () => {
    const place = folder();
    place.write('work/config.toml', toml, 0o644);
    expect(place.load({ env: secrets }).warnings).toEqual([
      'config.toml:8: providers.local.api_key: a secret in a file that others can read; chmod 600 config.toml',
    ]);
    chmodSync(join(place.cwd, 'config.toml'), 0o600);
    expect(place.load({ env: secrets }).warnings).toEqual([]);
  });

  it('in a .env that others can read gets one, too, where it is used', () => {
    const place = folder();
    const file = place.write('work/.env', 'GROQ_API_KEY=k\n', 0o644);
    expect(place.load().warnings).toEqual([`${file} holds a key and others can read it; chmod 600 ${file}`]);
    expect(place.load({ env: { GROQ_API_KEY: 'other' } }).warnings).toEqual([]);
  });

  it('that is short gets a warning', () => {
    expect(loadText(`auth_token = "\${T}"`, { T: 'short' }).warnings).toEqual([
      'auth_token is shorter than 16 characters: it can be guessed',
    ]);
  });
});
