import { describe, expect, it } from 'vitest';
import type { ConfigValue } from '../../../src/contract/config.ts';
import { filterValues, isDecided, tomlLine } from '../../../web/src/panels/settings/values.ts';

function value(key: string, over: Partial<ConfigValue> = {}): ConfigValue {
  return {
    key,
    value: null,
    secret: false,
    set: true,
    origin: { kind: 'default', where: null, variables: [] },
    reloads: true,
    description: { en: 'Its API key', fr: 'Sa clé d’API' },
    ...over,
  };
}

describe('the line that sets a value', () => {
  it.each([
    ['thresholds', [0.7, 0.9], 'thresholds = [0.7, 0.9]'],
    ['capture', 'none', 'capture = "none"'],
    ['retention.days', 30, 'retention.days = 30'],
    ['x', { a: true }, 'x = { "a" = true }'],
    ['x', 'say "hi"', String.raw`x = "say \"hi\""`],
    ['x', null, null],
  ] as const)('of %s = %j', (key, to, line) => {
    expect(tomlLine(key, structuredClone(to) as ConfigValue['value'])).toBe(line);
  });
});

describe('the values of the configuration', () => {
  it('are found by key, by what they are in the page’s language, and by where they come from', () => {
    const values = [
      value('providers.kimi.api_key', {
        secret: true,
        origin: { kind: 'file', where: 'config.toml:2', variables: ['KIMI_API_KEY'] },
      }),
      value('port', { value: 8000, description: null }),
    ];
    const found = (text: string, language: 'en' | 'fr' = 'en'): string[] =>
      filterValues(values, text, language).map(({ key }) => key);
    expect(found('kimi toml')).toEqual(['providers.kimi.api_key']);
    expect(found('clé', 'fr')).toEqual(['providers.kimi.api_key']);
    expect(found('clé')).toEqual([]);
    expect(found('8000')).toEqual(['port']);
    expect(found('')).toHaveLength(2);
  });

  it('are decided by somebody, or come with the program', () => {
    const from = (kind: ConfigValue['origin']['kind']) =>
      isDecided({ origin: { kind, where: null, variables: [] } });
    expect(from('environment')).toBe(true);
    expect(from('preset')).toBe(false);
    expect(from('default')).toBe(false);
  });
});
