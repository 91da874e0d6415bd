import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProviderConfig } from '../../../src/config/index.ts';
import { createModelLists, type FetchList } from '../../../src/routing/index.ts';
import { parseModelList } from '../../../src/routing/list-body.ts';
import { off, provider, testProvider } from './fixtures.ts';

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const MINUTE = 60_000;

function setUp(fetchList: FetchList, random = 0.5) {
  const trouble: string[] = [];
  const lists = createModelLists({
    fetchList,
    clock: { now: () => Date.now(), monotonic: () => Date.now() },
    onTrouble: (name, error) => trouble.push(`${name}: ${error.message}`),
    random: () => random,
  });
  return { lists, trouble };
}

/** Answers by provider; counts the calls. */
function scripted(answers: Record<string, unknown>) {
  const asked: string[] = [];
  const fetchList = vi.fn(async ({ name }: ProviderConfig) => {
    asked.push(name);
    const answer = answers[name];
    if (answer instanceof Error) throw answer;
    return bytes(answer);
  });
  return { asked, fetchList };
}

describe('the lists of models', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are empty until the first answer, and never waited for', async () => {
    const { lists } = setUp(scripted({ kimi: { data: [{ id: 'k2', context_length: 5 }] } }).fetchList);
    lists.follow([provider('kimi')]);
    expect([
      lists.listed('k2'),
      lists.of('kimi'),
      lists.find('kimi', 'k2'),
      lists.refreshedAt('kimi'),
    ]).toEqual([[], [], null, null]);
    await vi.advanceTimersByTimeAsync(0);
    expect(lists.listed('k2')).toEqual(['kimi']);
    expect(lists.of('kimi')).toEqual([{ id: 'k2', window: 5 }]);
    expect(lists.find('kimi', 'k2')).toEqual({ id: 'k2', window: 5 });
    expect(lists.refreshedAt('kimi')).toBe(Date.now());
    lists.stop();
  });

  it('name every provider that lists a model', async () => {
    const { fetchList } = scripted({ a: ['x', 'y'], b: ['y'] });
    const { lists } = setUp(fetchList);
    lists.follow([provider('a'), provider('b')]);
    await vi.advanceTimersByTimeAsync(0);
    expect([lists.listed('x'), lists.listed('y'), lists.listed('z')]).toEqual([['a'], ['a', 'b'], []]);
    lists.stop();
  });

  it('are asked of providers that are on, list their models and have what it takes', async () => {
    const { asked, fetchList } = scripted({ on: [], free: [] });
    const { lists } = setUp(fetchList);
    lists.follow([
      provider('on'),
      provider('free', { auth: 'none', apiKey: null }),
      off('off'),
      provider('unlisted', { listsModels: false }),
      provider('client', { auth: 'client', apiKey: null }),
      { ...testProvider, listsModels: true },
    ]);
    expect(asked).toEqual(['on', 'free']);
    lists.stop();
  });

  it.each([
    [0, 9 * MINUTE],
    [0.5, 10 * MINUTE],
    [1, 11 * MINUTE],
  ])('are refreshed every 10 min, give or take one (chance %d)', async (random, every) => {
    const { asked, fetchList } = scripted({ kimi: [] });
    const { lists } = setUp(fetchList, random);
    lists.follow([provider('kimi')]);
    await vi.advanceTimersByTimeAsync(every - 1);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
    lists.stop();
  });

  it('stay as they were through trouble, which is told and tried again after a minute', async () => {
    const answers: Record<string, unknown> = { kimi: ['k2'] };
    const { asked, fetchList } = scripted(answers);
    const { lists, trouble } = setUp(fetchList);
    lists.follow([provider('kimi')]);
    await vi.advanceTimersByTimeAsync(0);
    answers.kimi = new Error('it is down');
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect([trouble, lists.listed('k2')]).toEqual([['kimi: it is down'], ['kimi']]);
    answers.kimi = ['k3'];
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect([asked.length, lists.listed('k2'), lists.listed('k3')]).toEqual([3, [], ['kimi']]);
    lists.stop();
  });

  it.each([
    ['text that is not JSON', '<html>', /JSON/],
    ['JSON that is no list', { error: 'no' }, /not a list/],
    ['a number', 7, /not a list/],
    ['more than 2 MB', `[${'"a",'.repeat(700_000)}"b"]`, /2 MB/],
  ])('trouble is also %s', async (_name, answer, message) => {
    const { lists, trouble } = setUp(scripted({ kimi: answer }).fetchList);
    lists.follow([provider('kimi')]);
    await vi.advanceTimersByTimeAsync(0);
    expect(trouble[0]).toMatch(message);
    expect(lists.of('kimi')).toEqual([]);
    lists.stop();
  });

  it('what is thrown and no Error is told as text', async () => {
    const { lists, trouble } = setUp(() => Promise.reject('odd'));
    lists.follow([provider('kimi')]);
    await vi.advanceTimersByTimeAsync(0);
    expect(trouble).toEqual(['kimi: odd']);
    lists.stop();
  });

  it('follow a changed configuration: new ones are asked, changed ones again, gone ones forgotten', async () => {
    const { asked, fetchList } = scripted({ a: ['x'], b: ['y'], c: ['z'] });
    const { lists } = setUp(fetchList);
    lists.follow([provider('a'), provider('b')]);
    await vi.advanceTimersByTimeAsync(0);
    lists.follow([provider('a', { retries: 9 }), provider('c')]);
    await vi.advanceTimersByTimeAsync(0);
    expect([asked, lists.listed('x'), lists.listed('y'), lists.listed('z')]).toEqual([
      ['a', 'b', 'c'],
      ['a'],
      [],
      ['c'],
    ]);
    lists.follow([provider('a', { apiKey: 'another' })]);
    expect(lists.listed('x')).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    expect([asked.at(-1), lists.listed('x')]).toEqual(['a', ['a']]);
    lists.stop();
  });

  it('are asked for no more after stop, and what is under way is ended', async () => {
    let signal: AbortSignal | undefined;
    let reject: (error: Error) => void = () => undefined;
    const { lists, trouble } = setUp((_provider, limits) => {
      signal = limits.signal;
      return new Promise((_resolve, no) => {
        reject = no;
      });
    });
    lists.follow([provider('kimi')]);
    lists.stop();
    expect(signal?.aborted).toBe(true);
    reject(new Error('aborted'));
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect([trouble, vi.getTimerCount()]).toEqual([[], 0]);
  });

  it('an answer that comes after stop changes nothing', async () => {
    let resolve: (body: Uint8Array) => void = () => undefined;
    const { lists } = setUp(
      () =>
        new Promise((yes) => {
          resolve = yes;
        }),
    );
    lists.follow([provider('kimi')]);
    lists.stop();
    resolve(bytes(['k2']));
    await vi.advanceTimersByTimeAsync(0);
    expect([lists.listed('k2'), vi.getTimerCount()]).toEqual([[], 0]);
  });

  it('give the fetch a limit of 2 MB', () => {
    const limits: number[] = [];
    const { lists } = setUp(async (_provider, { maxBytes }) => {
      limits.push(maxBytes);
      return bytes([]);
    });
    lists.follow([provider('kimi')]);
    expect(limits).toEqual([2 * 1024 * 1024]);
    lists.stop();
  });
});

describe('the body of a list', () => {
  const parse = (value: unknown) => parseModelList(bytes(value));

  it.each([
    [{ object: 'list', data: [{ id: 'a', object: 'model' }] }, [{ id: 'a', window: null }]],
    [
      { models: [{ name: 'models/gemini-2.5-pro', inputTokenLimit: 1_048_576 }] },
      [{ id: 'gemini-2.5-pro', window: 1_048_576 }],
    ],
    [
      ['a', 'b'],
      [
        { id: 'a', window: null },
        { id: 'b', window: null },
      ],
    ],
    [{ data: [] }, []],
  ])('%j is read', (body, models) => {
    expect(parse(body)).toEqual(models);
  });

  it.each([
    'context_length',
    'max_model_len',
    'context_window',
    'max_context_length',
    'max_context_window',
    'context_size',
  ])('the window is read from %s', (key) => {
    expect(parse([{ id: 'a', [key]: 131_072 }])).toEqual([{ id: 'a', window: 131_072 }]);
  });

  it.each([0, -1, 1.5, '8192', null, 1e12])('a window of %j is unknown', (window) => {
    expect(parse([{ id: 'a', context_length: window }])).toEqual([{ id: 'a', window: null }]);
  });

  it.each([
    [''],
    ['x'.repeat(301)],
    ['a\nb'],
    ['a\u0000'],
    ['a\u001b[31m'],
    ['a\u202eb'],
    ['a\u2028b'],
    ['models/'],
  ])('the id %j is left out', (id) => {
    expect(parse([{ id }, { id: 'sound' }])).toEqual([{ id: 'sound', window: null }]);
  });

  it.each([7, null, true, {}, [[]], { id: 7 }, { id: {} }])('the entry %j is left out', (entry) => {
    expect(parse([entry, 'sound'])).toEqual([{ id: 'sound', window: null }]);
  });

  it('an id of 300 characters is kept, and each id once', () => {
    const long = 'x'.repeat(300);
    expect(parse([long, long, 'y'])).toHaveLength(2);
  });

  it('names of object members are ids like any other', () => {
    expect(parse(['__proto__', 'constructor']).map((model) => model.id)).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  it('at most 5,000 models are kept', () => {
    expect(parse(Array.from({ length: 6000 }, (_, i) => `m${i}`))).toHaveLength(5000);
  });

  it('whatever JSON comes, what is read is sound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.jsonValue(), fc.record({ id: fc.string(), context_length: fc.jsonValue() }))),
        (data) => {
          for (const model of parse({ data })) {
            expect(model.id).toMatch(/^[^\p{Cc}]{1,300}$/u);
            expect(model.window === null || model.window > 0).toBe(true);
          }
        },
      ),
    );
  });
});
