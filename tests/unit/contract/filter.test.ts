import { describe, expect, it } from 'vitest';
import {
  type ExchangeRow,
  FILTER_FIELDS,
  type FilterSession,
  matchesFilter,
  parseFilter,
  rowOf,
} from '../../../src/contract/index.ts';
import { toView } from '../../../src/recording/index.ts';
import type { StoredExchange } from '../../../src/storage/index.ts';
import { costOf, exchangeOf } from '../../support/store-rows.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const SESSION: FilterSession = { name: 'Fix the parser', project: '/home/me/parser' };

function row(part: Partial<StoredExchange> = {}): ExchangeRow {
  return rowOf(toView(exchangeOf({ id: '01kanv', startedAt: NOW - 3_600_000, sessionId: 7, ...part })));
}

/** Whether the filter, in which nothing is wrong, finds the row. */
function finds(text: string, part: Partial<StoredExchange> = {}): boolean {
  const { filter, problems } = parseFilter(text);
  expect(problems).toEqual([]);
  return matchesFilter(filter, row(part), NOW, (id) => (id === 7 ? SESSION : null));
}

const withTokens = (tokens: Partial<StoredExchange['tokens']>) => ({
  tokens: { ...exchangeOf({ id: '' }).tokens, ...tokens },
});
const withTimings = (timings: Partial<StoredExchange['timings']>) => ({
  timings: { ...exchangeOf({ id: '' }).timings, ...timings },
});

describe('what a filter finds', () => {
  it('finds everything where it is empty', () => {
    expect(finds('')).toBe(true);
    expect(finds('  \t ')).toBe(true);
  });

  it('wants every word, any of the values between commas, and nothing that is negated', () => {
    const kimi = { model: 'auto', providerModel: 'Kimi-K2', provider: 'moonshot' };
    expect(finds('model:kimi provider:moon', kimi)).toBe(true);
    expect(finds('model:kimi provider:openai', kimi)).toBe(false);
    expect(finds('provider:openai,moonshot', kimi)).toBe(true);
    expect(finds('-model:kimi', kimi)).toBe(false);
    expect(finds('-provider:openai,anthropic', kimi)).toBe(true);
  });

  it('looks for the model that was asked for and for the one that was taken, in either case', () => {
    expect(finds('model:AUTO', { model: 'auto', providerModel: 'k2' })).toBe(true);
    expect(finds('model:k2', { model: 'auto', providerModel: 'K2' })).toBe(true);
    expect(finds('model:none', { model: null, providerModel: 'k2' })).toBe(false);
    expect(finds('model:none', { model: null, providerModel: null })).toBe(true);
  });

  it('takes a star for anything, of the whole value, and no star between quotes', () => {
    const at = { model: 'kimi-k2-turbo', providerModel: null };
    expect(finds('model:kimi-*', at)).toBe(true);
    expect(finds('model:*-turbo', at)).toBe(true);
    expect(finds('model:k*k2*o', at)).toBe(true);
    expect(finds('model:k2*', at)).toBe(false);
    expect(finds('model:"kimi-*"', at)).toBe(false);
    expect(finds('model:aa*a', { model: 'aa', providerModel: null })).toBe(false);
  });

  it('takes this very value behind an equals sign', () => {
    const at = { model: 'kimi-k3', providerModel: 'Kimi K3, new*', clientName: 'none', tools: ['read file'] };
    expect(finds('model:=kimi-k3', at)).toBe(true);
    expect(finds('model:=kimi-k3', { ...at, model: 'kimi-k3-thinking' })).toBe(false);
    expect(finds('model:=Kimi-K3', at)).toBe(false);
    expect(finds('model:="Kimi K3, new*"', at)).toBe(true);
    expect(finds('model:=kimi-*', at)).toBe(false);
    expect(finds('-model:=kimi-k3', at)).toBe(false);
    expect(finds('model:gpt,=kimi-k3', at)).toBe(true);
    expect(finds('client:=none', at)).toBe(true);
    expect(finds('client:=none')).toBe(false);
    expect(finds('client:=""', { clientName: '' })).toBe(true);
    expect(finds('tool:="read file"', at)).toBe(true);
    expect(finds('tool:=read', at)).toBe(false);
    expect(finds('project:=/home/me/parser')).toBe(true);
    expect(finds('project:=/home/me')).toBe(false);
    expect(finds('path:"=x"', { path: '/v1?a=x' })).toBe(true);
  });

  it('takes a number behind an equals sign for the session of that number, and one in quotes for a name', () => {
    expect(finds('session:=7')).toBe(true);
    expect(finds('session:="7"')).toBe(false);
    expect(finds('session:="Fix the parser"')).toBe(true);
    expect(finds('session:=Fix')).toBe(false);
  });

  it('takes words of a list with an equals sign, too', () => {
    expect(finds('status:=ok', { status: 'ok' })).toBe(true);
    expect(finds('stream:=yes', { streamed: true })).toBe(true);
  });

  it('takes what is between quotes as it is', () => {
    expect(finds('session:"fix the"')).toBe(true);
    expect(finds('"the parser"')).toBe(true);
    expect(finds('error:"a \\"b\\" \\\\ c, d"', { error: { code: 'x', message: 'A "B" \\ C, D' } })).toBe(
      true,
    );
  });

  it('compares numbers with their units', () => {
    expect(finds('cost:>0.1', { cost: costOf(0.1) })).toBe(false);
    expect(finds('cost:>=0.1', { cost: costOf(0.1) })).toBe(true);
    expect(finds('cost:<$1', { cost: costOf(0.5) })).toBe(true);
    expect(finds('cost:0.1..0.5', { cost: costOf(0.5) })).toBe(true);
    expect(finds('cost:..0.5', { cost: costOf(0.51) })).toBe(false);
    expect(finds('tokens:>100k', withTokens({ context: 100_001 }))).toBe(true);
    expect(finds('tokens:>=1.5M', withTokens({ context: 1_500_000 }))).toBe(true);
    expect(finds('in:2.3k', withTokens({ input: 2300 }))).toBe(true);
    expect(finds('took:>10s', withTimings({ total_ms: 10_001 }))).toBe(true);
    expect(finds('took:>2m', withTimings({ total_ms: 119_999 }))).toBe(false);
    expect(finds('took:10', withTimings({ total_ms: 10_000 }))).toBe(true);
    expect(finds('first:>800ms', withTimings({ first_byte_ms: 801 }))).toBe(true);
    expect(finds('use:>70%', withTokens({ context_use: 0.71 }))).toBe(true);
    expect(finds('use:<=0.7', withTokens({ context_use: 0.7 }))).toBe(true);
  });

  it('takes what is unknown for no number', () => {
    expect(finds('cost:>=0')).toBe(false);
    expect(finds('-cost:>=0')).toBe(true);
    expect(finds('cost:none')).toBe(true);
    expect(finds('cost:any', { cost: costOf(0) })).toBe(true);
  });

  it('knows statuses, HTTP statuses and the codes of errors', () => {
    const failed = {
      status: 'error',
      httpStatus: 429,
      error: { code: 'rate_limited', message: 'm' },
    } as const;
    for (const status of ['error', '429', '4xx', 'rate_limited', 'ok,4XX'])
      expect(finds(`status:${status}`, failed)).toBe(true);
    for (const status of ['ok', '5xx', '400', 'unauthorized'])
      expect(finds(`status:${status}`, failed)).toBe(false);
  });

  it('finds a session by its number, its name and its project', () => {
    expect(finds('session:7')).toBe(true);
    expect(finds('session:8')).toBe(false);
    expect(finds('session:parser project:/home/')).toBe(true);
    expect(finds('session:none', { sessionId: null })).toBe(true);
    expect(finds('project:none', { sessionId: 9 })).toBe(true);
  });

  it('finds tools by name', () => {
    const tools = ['read_file', 'mcp__git__log'];
    expect(finds('tool:file', { tools })).toBe(true);
    expect(finds('tool:read_*', { tools })).toBe(true);
    expect(finds('tool:file*', { tools })).toBe(false);
    expect(finds('tool:none', { tools })).toBe(false);
    expect(finds('tool:none')).toBe(true);
  });

  it('looks for a free word in models, provider, client, session, error and path', () => {
    const at = { clientName: 'claude-code', error: { code: 'upstream_reset', message: 'gone' } };
    for (const word of ['TEST-MODEL', 'claude', 'parser', 'gone', 'upstream_reset', 'chat/comp', '-nowhere'])
      expect(finds(word, at)).toBe(true);
    expect(finds('agent', at)).toBe(false);
  });

  it('knows times, and how long ago', () => {
    expect(finds('since:2h')).toBe(true);
    expect(finds('since:30m')).toBe(false);
    expect(finds('until:30m')).toBe(true);
    expect(finds('since:2026-11-22 until:2026-11-22')).toBe(true);
    expect(finds('until:2026-11-21')).toBe(false);
    expect(finds('since:2026-11-22T13:00+02:00')).toBe(true);
    expect(finds('since:2026-11-22T11:00:00.001')).toBe(false);
  });

  it('tells streamed answers from others', () => {
    expect(finds('stream:yes', { streamed: true })).toBe(true);
    expect(finds('stream:no', { streamed: true })).toBe(false);
  });
});

describe('what is wrong with a filter', () => {
  const problemsOf = (text: string) => parseFilter(text).problems;

  it('says where, and what was probably meant', () => {
    expect(problemsOf('cost:>1 -modl:kimi')).toEqual([
      { code: 'unknown_field', at: 9, length: 4, word: 'modl', nearest: 'model' },
    ]);
    expect(problemsOf('status:eror')).toEqual([
      {
        code: 'bad_value',
        at: 7,
        length: 4,
        word: 'eror',
        field: 'status',
        type: 'status',
        nearest: 'error',
      },
    ]);
    expect(problemsOf('status:=eror')).toMatchObject([{ at: 7, length: 5, nearest: 'error' }]);
    expect(problemsOf('kind:turn,xyz')).toMatchObject([{ at: 10, length: 3, nearest: null }]);
    expect(problemsOf('took:>fast')).toEqual([
      { code: 'bad_number', at: 5, length: 5, word: '>fast', field: 'took', type: 'duration' },
    ]);
  });

  it('counts in UTF-16 units', () => {
    expect(problemsOf('"🙂" foo:x')).toMatchObject([{ at: 5, length: 3 }]);
  });

  it.each([
    ['model:', 'missing_value'],
    ['model:a,', 'missing_value'],
    ['""', 'missing_value'],
    ['model:=', 'missing_value'],
    ['model:a,=', 'missing_value'],
    ['status:=', 'missing_value'],
    ['status:=x', 'bad_value'],
    ['stream:==yes', 'bad_value'],
    ['model:"a b', 'unclosed_quote'],
    ['use:>70', 'bad_number'],
    ['tokens:>10s', 'bad_number'],
    ['cost:..', 'bad_number'],
    ['cost:1..x', 'bad_number'],
    ['since:yesterday', 'bad_time'],
    [`since:${'9'.repeat(400)}d`, 'bad_time'],
    ['until:99999999999w', 'bad_time'],
    [`cost:>${'9'.repeat(400)}`, 'bad_number'],
    [`tokens:1..${'9'.repeat(308)}k`, 'bad_number'],
    ['since:2026-02-30', 'bad_time'],
    ['tool:a*b', 'bad_wildcard'],
    ['stream:maybe', 'bad_value'],
    [`model:${'a,'.repeat(100)}a`, 'too_many'],
  ])('tells what %s lacks', (text, code) => {
    expect(problemsOf(text)).toMatchObject([{ code }]);
  });

  it('keeps what can be understood', () => {
    expect(parseFilter('model:kimi nope:1 error').filter.terms.map(({ field }) => field)).toEqual([
      'model',
      null,
    ]);
  });

  it('is plain data that survives being sent', () => {
    const { filter } = parseFilter('model:a*b,none -cost:>1 since:2h status:429 session:7 word');
    expect(JSON.parse(JSON.stringify(filter))).toEqual(filter);
  });

  it('knows each field that is offered', () => {
    for (const { name, values } of FILTER_FIELDS)
      for (const value of values) expect(problemsOf(`${name}:${value}`)).toEqual([]);
  });
});
