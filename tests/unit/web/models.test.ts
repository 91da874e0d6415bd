import { describe, expect, it } from 'vitest';
import type { ModelView } from '../../../src/contract/api.ts';
import { parseFilter } from '../../../src/contract/filter/parse.ts';
import { autoMeaning, modelOf } from '../../../web/src/panels/models/auto.ts';
import {
  filterModels,
  nextOrder,
  parseOrder,
  sortModels,
  spendFilter,
} from '../../../web/src/panels/models/table.ts';
import { lineOf, reasonOf } from '../../../web/src/panels/models/why.ts';
import { session } from './rows.ts';

function model(id: string, over: Partial<ModelView> = {}): ModelView {
  return {
    id,
    provider: 'kimi',
    provider_model: id,
    display: null,
    on: true,
    origin: 'preset',
    window: null,
    prices: null,
    vocabulary: { name: 'o200k_base', exact: false, wants: null },
    ...over,
  };
}

const ids = (models: readonly ModelView[]): string[] => models.map(({ id }) => id);

describe('the table of models', () => {
  const models = [model('b', { window: 200 }), model('a'), model('c', { window: 1000 })];

  it('is sorted either way, with what is unknown at the end', () => {
    expect(ids(sortModels(models, parseOrder('window')))).toEqual(['b', 'c', 'a']);
    expect(ids(sortModels(models, parseOrder('-window')))).toEqual(['c', 'b', 'a']);
    expect(ids(sortModels(models, parseOrder('nonsense')))).toEqual(['b', 'a', 'c']);
  });

  it('goes up, down and back to the order of the server', () => {
    expect(nextOrder(null, 'id')).toBe('id');
    expect(nextOrder(parseOrder('id'), 'id')).toBe('-id');
    expect(nextOrder(parseOrder('-id'), 'id')).toBeNull();
    expect(nextOrder(parseOrder('-id'), 'input')).toBe('input');
  });

  it('is filtered by words in any order, and by provider', () => {
    const all = [model('kimi/k3'), model('groq/kimi-k2', { provider: 'groq', display: 'Kimi K2' })];
    expect(ids(filterModels(all, 'K2 kimi', null))).toEqual(['groq/kimi-k2']);
    expect(ids(filterModels(all, 'kimi', 'kimi'))).toEqual(['kimi/k3']);
    expect(ids(filterModels(all, '', null))).toHaveLength(2);
  });

  it.each(['kimi-k3', 'a "quoted" one', String.raw`back\slash`])('finds what %s cost', (name) => {
    const { filter, problems } = parseFilter(spendFilter({ provider_model: name }));
    expect(problems).toEqual([]);
    expect(filter.terms).toMatchObject([{ field: 'model', any: [{ is: 'exactly', text: name }] }]);
  });
});

describe('why a provider is on or off', () => {
  const off = {
    type: 'openai-compatible',
    on: false,
    auth: 'key',
    key_set: false,
    key_variable: 'GROQ_API_KEY',
    enabled: true,
  } as const;

  it('is told with the line that turns it on', () => {
    expect(lineOf(reasonOf(off), 'groq')).toEqual({ file: '.env', text: 'GROQ_API_KEY=' });
    const local = reasonOf({ ...off, auth: 'none', key_variable: null });
    expect(lineOf(local, 'ollama')).toEqual({ file: 'config.toml', text: '[providers.ollama]' });
    expect(lineOf(local, 'a b')?.text).toBe('[providers."a b"]');
  });

  it('never asks for a key where none would help', () => {
    const disabled = reasonOf({ ...off, enabled: false });
    expect(lineOf(disabled, 'groq')).toBeNull();
    expect(reasonOf({ ...off, auth: 'client', key_variable: null })).toEqual({ kind: 'log-in' });
    expect(reasonOf({ ...off, on: true, key_set: true })).toEqual({ kind: 'key' });
  });
});

describe('what auto means', () => {
  const file = { kind: 'file', where: 'config.toml:1', variables: [] } as const;
  const setting = { value: 'kimi/k3', origin: { ...file, variables: [] } };

  it('is the pinned session’s model, before any other', () => {
    const pinned = { ...session(1), is_pinned: true, provider: 'groq', model: 'k2' };
    expect(autoMeaning(pinned, setting)).toMatchObject({ from: 'session', model: 'groq/k2' });
    expect(autoMeaning({ ...pinned, is_pinned: false }, setting)).toMatchObject({ from: 'configuration' });
    expect(autoMeaning({ ...pinned, model: null }, setting)).toMatchObject({ model: 'kimi/k3' });
  });

  it('says who decided it, or that nobody did', () => {
    expect(autoMeaning(null, setting)).toEqual({
      from: 'configuration',
      model: 'kimi/k3',
      where: 'config.toml:1',
    });
    const page = { value: 'kimi/k3', origin: { kind: 'page' as const, where: null, variables: [] } };
    expect(autoMeaning(null, page)).toEqual({ from: 'page', model: 'kimi/k3' });
    expect(autoMeaning(null, { ...setting, value: null })).toEqual({ from: 'nobody' });
    expect(autoMeaning(null, null)).toEqual({ from: 'nobody' });
  });

  it('is named with its provider once', () => {
    expect(modelOf({ provider: 'kimi', model: 'kimi/k3' })).toBe('kimi/k3');
    expect(modelOf({ provider: null, model: 'k3' })).toBe('k3');
    expect(modelOf({ provider: 'kimi', model: 'auto' })).toBeNull();
  });
});
