import { describe, expect, it } from 'vitest';
import { matchesFilter, parseFilter } from '../../../src/contract/filter/index.ts';
import { sayFilter, sayProblem } from '../../../web/src/components/filter/say.ts';
import { suggest } from '../../../web/src/components/filter/suggest.ts';
import { TEXTS } from '../../../web/src/components/filter/texts.ts';
import { fieldAt } from '../../../web/src/components/filter/use-known-values.ts';
import { formatOf } from '../../../web/src/texts/format.ts';
import { row as exchange } from './rows.ts';

const known = { model: ['kimi-k2', 'gpt-5 mini'], client: ['claude-code'] };
const labels = (text: string, caret = text.length): string[] =>
  suggest(text, caret, known).map(({ label }) => label);
const taken = (text: string, label: string, caret = text.length): string | undefined =>
  suggest(text, caret, known).find((one) => one.label === label)?.text;

describe('a filter is completed', () => {
  it('by fields, where a word begins', () => {
    expect(labels('')).toContain('model:');
    expect(labels('mo')).toEqual(['model:']);
    expect(labels('status:ok cl')).toEqual(['client:']);
    expect(taken('status:ok -mo', 'model:')).toBe('status:ok -model:');
  });

  it('by values, the known ones and the possible ones', () => {
    expect(labels('model:')).toEqual(['kimi-k2', 'gpt-5 mini']);
    expect(labels('status:4')).toContain('4xx');
    expect(labels('stream:')).toEqual(['yes', 'no']);
    expect(taken('model:k', 'kimi-k2')).toBe('model:kimi-k2 ');
    expect(taken('model:kimi-k2,gp', 'gpt-5 mini')).toBe('model:kimi-k2,"gpt-5 mini" ');
    expect(taken('model:"gp', 'gpt-5 mini')).toBe('model:"gpt-5 mini" ');
    expect(taken('model:=k', 'kimi-k2')).toBe('model:=kimi-k2 ');
    expect(taken('model:kimi-k2,="gp', 'gpt-5 mini')).toBe('model:kimi-k2,="gpt-5 mini" ');
    expect(labels('model:=kimi-k2')).toEqual([]);
  });

  it('by values that are no other than they are', () => {
    for (const value of ['none', 'ANY', '=x', 'a*', 'a,b', 'back\\slash']) {
      const put = suggest('model:', 6, { model: [value] })[0]?.text ?? '';
      const row = exchange('x', { model: value, provider_model: null });
      expect({ put, found: matchesFilter(parseFilter(put).filter, row, 0) }).toEqual({ put, found: true });
    }
  });

  it('in the middle of what is written, and leaves the rest', () => {
    expect(taken('mo status:ok', 'model:', 2)).toBe('model: status:ok');
  });

  it('by nothing where there is nothing: in an unknown field, or when it is whole', () => {
    expect(labels('nonsense:x')).toEqual([]);
    expect(labels('stream:yes')).toEqual([]);
  });
});

describe('values are looked for', () => {
  it.each([
    ['model:', 'model'],
    ['status:ok -client:cl', 'client'],
    ['MODEL:x,', 'model'],
    ['status:', null],
    ['mod', null],
    ['model:x ', null],
  ] as const)('in %j of %s', (text, field) => expect(fieldAt(text, text.length)).toBe(field));

  it('of what stands before the caret', () => expect(fieldAt('model:k status:ok', 7)).toBe('model'));
});

describe('a filter is said back', () => {
  const said = (text: string, language: 'en' | 'fr' = 'en'): string =>
    sayFilter(parseFilter(text).filter, TEXTS[language], formatOf(language));

  it.each([
    ['status:error client:claude cost:>0.1', 'status error, client has “claude”, cost above $0.10'],
    ['-model:kimi,gpt', 'not: model has “kimi” or model has “gpt”'],
    ['use:>=70% took:1s..2m', 'context use 70% or more, duration from 1 s to 2 min 0 s'],
    ['status:429 status:5xx', 'HTTP 429, HTTP 500 to 599'],
    ['cost:none tool:any', 'cost unknown, tool called known'],
    ['model:=kimi-k2 session:=7', 'model is “kimi-k2”, session 7'],
    ['since:2h parser', 'since 2 h 0 min ago, “parser” anywhere'],
  ])('%s', (text, words) => expect(said(text)).toBe(words));

  it('in French, too', () => {
    expect(said('client:claude', 'fr')).toBe('client contient « claude »');
    expect(said('client:=claude', 'fr')).toBe('client égal à « claude »');
  });
});

describe('a mistake in a filter', () => {
  const told = (text: string): string => {
    const [problem] = parseFilter(text).problems;
    return problem === undefined ? '' : sayProblem(problem, TEXTS.en, formatOf('en'));
  };

  it.each([
    ['status:ok modl:x', 'Character 11: there is no field “modl”. Did you mean model?'],
    ['cost:cheap', 'Character 6: “cheap” is no value of cost (>0.10, 0.1..0.5).'],
    ['model:"x', 'Character 7: this quote does not end.'],
    ['model:', 'Character 7: model has no value yet.'],
  ])('of %s says where it is and what is meant', (text, words) => expect(told(text)).toBe(words));
});
