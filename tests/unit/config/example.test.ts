import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PRESETS } from '../../../src/config/index.ts';
import { fileSchema } from '../../../src/config/schema.ts';
import { loadText, provider } from './support.ts';

const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const example = read('config.example.toml');
/** With every setting uncommented. */
const whole = example.replace(/^#(?=[a-z[])/gm, '');
const KEYS = { KIMI_PROXY_TOKEN: '0123456789abcdef', KIMI_API_KEY: 'k', LOCAL_API_KEY: 'k' };

const OWN = ['KIMI_PROXY_HOST', 'KIMI_PROXY_PORT', 'KIMI_PROXY_CONFIG', 'KIMI_PROXY_DATA_DIR'];

/** Every key of the schema, `*` where a name is free and in lists. */
function schemaKeys(schema: unknown, path: string[] = []): string[] {
  if (schema instanceof z.ZodOptional) return schemaKeys(schema.unwrap(), path);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, inner]) => schemaKeys(inner, [...path, key]));
  }
  if (schema instanceof z.ZodRecord) return schemaKeys(schema.valueType, [...path, '*']);
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodObject) {
    return schemaKeys(schema.element, [...path, '*']);
  }
  return [path.join('.')];
}

function has(value: unknown, [key, ...rest]: string[]): boolean {
  if (key === undefined) return value !== undefined;
  if (typeof value !== 'object' || value === null) return false;
  if (key === '*') return Object.values(value).some((inner) => has(inner, rest));
  return has(Reflect.get(value, key), rest);
}

describe('config.example.toml', () => {
  it('is valid as it stands, without any key', () => {
    const config = loadText(example);
    expect(config.warnings).toEqual([]);
    expect(provider(config, 'kimi')).toMatchObject({ on: false, auth: 'client' });
  });

  it('is valid with everything uncommented', () => {
    const config = loadText(whole, KEYS);
    expect(config.mcp.servers.map((server) => server.name)).toEqual([
      'fast_filesystem',
      'sequential_thinking',
      'docs',
      'task_master',
      'json_query',
    ]);
    expect(config.server.authToken).toBe(KEYS.KIMI_PROXY_TOKEN);
  });

  it.each(schemaKeys(fileSchema))('has the key %s', (key) => {
    expect(has(parse(whole), key.split('.'))).toBe(true);
  });

  it('shows the defaults as they are', () => {
    const shown = loadText(whole, KEYS);
    const usual = loadText('');
    for (const key of ['capture', 'retention', 'thresholds', 'logLevel'] as const) {
      expect(shown[key]).toEqual(usual[key]);
    }
    const { host, port, bodyLimit } = shown.server;
    expect(usual.server).toMatchObject({ host, port, bodyLimit });
    const local = provider(shown, 'local');
    expect(provider(usual, 'groq')).toMatchObject({ timeouts: local.timeouts, retries: local.retries });
  });
});

describe('.env.example', () => {
  const variables = parseEnv(read('.env.example'));
  const known = PRESETS.flatMap((preset) => [...preset.keyVariables, preset.host?.variable ?? []].flat());

  it.each([...known, ...OWN])('has %s, empty', (name) => expect(variables[name]).toBe(''));

  it('has nothing that nobody reads', () => {
    const others = new Set([...known, 'KIMI_PROXY_TOKEN']);
    const rest = Object.keys(variables).filter((name) => !others.has(name));
    expect(rest.sort()).toEqual(OWN.toSorted());
  });
});

describe('docs/configuration.md', () => {
  const page = read('docs/configuration.md');

  it.each(PRESETS.filter((preset) => preset.type !== 'test'))('has a row for the preset $name', (preset) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${preset.name}\` |`)) ?? '';
    expect(row).toContain(`\`${preset.baseUrl}\``);
    for (const variable of preset.keyVariables) expect(row).toContain(`\`${variable}\``);
    expect(row).toMatch(/\]\(https:\/\/\S+\) \|$/);
  });

  it.each(schemaKeys(fileSchema).filter((key) => !key.startsWith('providers.*.models.')))(
    'explains %s',
    (key) => {
      const name = key.replace(/^(?:(?:providers|models|mcp\.servers)\.\*|mcp)\./, '').replace(/\.\*$/, '');
      expect(page).toContain(`| \`${name}\` |`);
    },
  );
});
