import { randomBytes } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  chatOverhead,
  countTokens,
  createStreamCounter,
  createTokenCounter,
  estimateTokens,
  type Plan,
  planBlock,
  type TokenCounter,
  type TokenCounterOptions,
  type Vocabulary,
} from '../../../src/tokens/index.ts';
import { character } from '../../support/characters.ts';
import { countByTiktoken as oracle, TRUE_COUNTS, VOCABULARIES } from '../../support/tiktoken.ts';

const open: TokenCounter[] = [];
function counterWith(options: TokenCounterOptions = {}): TokenCounter {
  const counter = createTokenCounter(options);
  open.push(counter);
  return counter;
}

/** Too much for the caller's thread, and the same tokens every time. */
const LARGE = 'The quick brown fox jumps over the lazy dog. '.repeat(1000);

/** Takes the worker far longer than the deadlines below. */
function slow(letter: string): string {
  return letter.repeat(2_000_000);
}

let shared: TokenCounter;
beforeAll(() => {
  shared = createTokenCounter();
});
afterAll(() => shared.close());
afterEach(async () => {
  for (const counter of open.splice(0)) await counter.close();
});

describe('true values', () => {
  test.each(TRUE_COUNTS)('%j has %i tokens in both vocabularies', async (text, tokens) => {
    for (const vocabulary of VOCABULARIES) expect(await countTokens(shared, text, vocabulary)).toBe(tokens);
  });

  test('emoji and other scripts have tokens', async () => {
    expect(await countTokens(shared, '👋🌍 émojis 你好世界')).toBeGreaterThan(5);
  });

  test('any text counts as tiktoken counts it', async () => {
    const text = fc.oneof(
      fc.string({ unit: character, maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.stringMatching(/^[ \r\n\ta-zA-Z0-9'éß中ſ\u00a0\u0085\ufeff.,/-]{0,100}$/),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 20 }),
        fc.constantFrom(...VOCABULARIES),
        async (texts, vocabulary) => {
          const counts = await shared.count(texts, vocabulary);
          expect(counts).toEqual(texts.map((each) => ({ tokens: oracle(each, vocabulary), exact: true })));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('both vocabularies can be asked for at once', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `naïve façade number ${i} 🙂`);
    const answers = await Promise.all(
      VOCABULARIES.flatMap((v) => texts.map((text) => shared.count([text], v))),
    );
    const expected = VOCABULARIES.flatMap((v) =>
      texts.map((text) => [{ tokens: oracle(text, v), exact: true }]),
    );
    expect(answers).toEqual(expected);
  });
});

describe('counting at once', () => {
  test('small texts are counted without waiting, as soon as their vocabulary is loaded', async () => {
    const counter = counterWith();
    expect(counter.countNow(['Hello world', ''], 'o200k_base')).toBeNull();
    await counter.warm('o200k_base');
    expect(counter.countNow(['Hello world', ''], 'o200k_base')).toEqual([
      { tokens: 2, exact: true },
      { tokens: 0, exact: true },
    ]);
    expect(counter.countNow(['Hello world'], 'cl100k_base')).toBeNull();
  });

  test('of ordinary text it takes 16,384 UTF-16 units together, and no more', async () => {
    const counter = counterWith();
    await counter.warm('o200k_base');
    const text = LARGE.slice(0, 8192);
    expect(counter.countNow([text, text], 'o200k_base')?.map((count) => count.tokens)).toEqual([
      oracle(text, 'o200k_base'),
      oracle(text, 'o200k_base'),
    ]);
    expect(counter.countNow([text, text, '.'], 'o200k_base')).toBeNull();
  });

  test.each([
    ['one letter', 'a'.repeat(16_000)],
    ['Chinese without punctuation', '漢字仮名交'.repeat(3000)],
    ['base64', randomBytes(12_000).toString('hex').replace(/\d/g, 'x')],
    ['halves of surrogate pairs', '\udc00'.repeat(16_000)],
  ])('a text that would hold up the thread is left to the other one: %s', async (_, text) => {
    await shared.warm('o200k_base');
    expect(shared.countNow([text], 'o200k_base')).toBeNull();
    expect(await shared.count([text], 'o200k_base')).toEqual([
      { tokens: oracle(text, 'o200k_base'), exact: true },
    ]);
  });

  test('small texts do not wait behind large ones', async () => {
    await shared.warm('o200k_base');
    const order: string[] = [];
    await Promise.all([
      shared.count([LARGE], 'o200k_base').then(() => order.push('large')),
      shared.count(['small'], 'o200k_base').then(() => order.push('small')),
    ]);
    expect(order).toEqual(['small', 'large']);
  });

  test('nothing is counted after closing', async () => {
    const counter = counterWith();
    await counter.warm('o200k_base');
    await counter.close();
    expect(counter.countNow(['Hello world'], 'o200k_base')).toBeNull();
  });
});

describe('texts that the worker does not get through', () => {
  test('megabytes of one letter are counted exactly, and without a failure', async () => {
    const failures: string[] = [];
    const counter = counterWith({ onFailure: (reason) => failures.push(reason) });
    const texts = ['a'.repeat(1_000_000), ' '.repeat(1_000_000), LARGE];
    const counts = await counter.count(texts, 'o200k_base');
    expect(counts).toEqual([
      { tokens: 125_000, exact: true },
      { tokens: expect.any(Number), exact: true },
      { tokens: oracle(LARGE, 'o200k_base'), exact: true },
    ]);
    expect(failures).toEqual([]);
    expect(counter.healthy()).toBe(true);
  });

  test('one that takes longer than the deadline is estimated, and what waits behind it is counted', async () => {
    const reasons: string[] = [];
    const counter = counterWith({ deadlineMs: 300, onFailure: (reason) => reasons.push(reason) });
    const [first, second] = await Promise.all([
      counter.count(['before', slow('漢字仮'), 'Hello world'], 'o200k_base'),
      counter.count([LARGE], 'o200k_base'),
    ]);
    expect(first).toEqual([
      { tokens: 1, exact: true },
      { tokens: estimateTokens(slow('漢字仮')), exact: false },
      { tokens: 2, exact: true },
    ]);
    expect(second).toEqual([{ tokens: oracle(LARGE, 'o200k_base'), exact: true }]);
    expect(reasons).toEqual(['deadline']);
    expect(counter.healthy()).toBe(true);
  });

  test('after failures in a row it pauses, estimates large texts meanwhile, and counts again afterwards', async () => {
    let offset = 0;
    const clock = { now: () => Date.now(), monotonic: () => performance.now() + offset };
    const counter = counterWith({ clock, deadlineMs: 300 });
    await counter.warm('o200k_base');
    for (const letters of ['漢字仮', '字仮名', '仮名交', '名交漢']) {
      expect(counter.healthy()).toBe(true);
      const [count] = await counter.count([slow(letters)], 'o200k_base');
      expect(count?.exact).toBe(false);
    }
    expect(counter.healthy()).toBe(false);
    expect(await counter.count([LARGE], 'o200k_base')).toEqual([
      { tokens: estimateTokens(LARGE), exact: false },
    ]);
    expect(await counter.count(['Hello world', ''], 'o200k_base')).toEqual([
      { tokens: 2, exact: true },
      { tokens: 0, exact: true },
    ]);
    offset = 5000;
    expect(counter.healthy()).toBe(true);
    expect(await counter.count([LARGE], 'o200k_base')).toEqual([
      { tokens: oracle(LARGE, 'o200k_base'), exact: true },
    ]);
  });

  test('a worker that ended while it had nothing to do is replaced', async () => {
    const workers: Worker[] = [];
    const note = (worker: Worker): void => void workers.push(worker);
    process.on('worker', note);
    const failures: string[] = [];
    const counter = counterWith({ loadMs: 5000, onFailure: (reason) => failures.push(reason) });
    const [before] = await counter.count([LARGE], 'o200k_base');
    await workers[0]?.terminate();
    const [after] = await counter.count([LARGE], 'o200k_base');
    process.off('worker', note);
    expect(workers).toHaveLength(2);
    expect(before?.exact).toBe(true);
    expect(after).toEqual(before);
    expect(failures).toEqual([]);
  });

  test('a worker that does not come up in time is given up, with estimates', async () => {
    const reasons: string[] = [];
    const counter = counterWith({ loadMs: 1, onFailure: (reason) => reasons.push(reason) });
    expect(await counter.count([LARGE], 'o200k_base')).toEqual([
      { tokens: estimateTokens(LARGE), exact: false },
    ]);
    expect(reasons).toEqual(['deadline']);
  });
});

describe('bounds', () => {
  test('what would overfill the queue is estimated at once, the rest is counted', async () => {
    const counter = counterWith({ maxQueued: 30 });
    // Not loaded yet: even small texts wait.
    const counts = await counter.count(
      ['twenty letters here!', 'this one is too much', 'small'],
      'o200k_base',
    );
    expect(counts.map((count) => count.exact)).toEqual([true, false, true]);
    expect(await counter.count(['twenty letters here!'], 'o200k_base')).toEqual([
      { tokens: counts[0]?.tokens, exact: true },
    ]);
  });

  test('a text over the size limit is not tried at all', async () => {
    const failures: string[] = [];
    const counter = counterWith({ maxText: 10, onFailure: (reason) => failures.push(reason) });
    await counter.warm('o200k_base');
    expect(counter.countNow(['eleven char'], 'o200k_base')).toBeNull();
    expect(await counter.count(['eleven char'], 'o200k_base')).toEqual([{ tokens: 3, exact: false }]);
    expect(failures).toEqual([]);
  });

  test('many small texts in one call keep their order', async () => {
    const texts = Array.from({ length: 5000 }, (_, i) => 'ab '.repeat(i % 7));
    const counts = await shared.count(texts, 'o200k_base');
    expect(counts.map((count) => count.tokens)).toEqual(texts.map((text) => oracle(text, 'o200k_base')));
  });

  test('an empty list and empty texts need no vocabulary', async () => {
    const counter = counterWith({ folder: '/nowhere' });
    expect(await counter.count([], 'o200k_base')).toEqual([]);
    expect(await counter.count(['', ''], 'o200k_base')).toEqual([
      { tokens: 0, exact: true },
      { tokens: 0, exact: true },
    ]);
  });

  test('closing answers what waits with estimates, and so does asking afterwards', async () => {
    const counter = counterWith();
    const waiting = counter.count(['Hello world', 'Hello'], 'o200k_base');
    await counter.close();
    for (const count of await waiting) expect(count.exact).toBe(false);
    expect(counter.healthy()).toBe(false);
    expect(await counter.count(['Hello world'], 'o200k_base')).toEqual([{ tokens: 3, exact: false }]);
  });

  test('the estimate is a quarter of the bytes, rounded up', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('a')).toBe(1);
    expect(estimateTokens('é'.repeat(10))).toBe(5);
  });
});

describe('the published rules for chats', () => {
  async function evaluate(plans: Plan[], vocabulary: Vocabulary): Promise<number> {
    const counts = await shared.count(
      plans.flatMap((plan) => plan.texts),
      vocabulary,
    );
    return (
      counts.reduce((sum, count) => sum + count.tokens, 0) + plans.reduce((sum, plan) => sum + plan.add, 0)
    );
  }

  function overheadPlan(blocks: Parameters<typeof chatOverhead>[0]): Plan {
    const { texts, add, exact } = chatOverhead(blocks);
    return { texts: [...texts].flatMap(([text, times]) => Array<string>(times).fill(text)), add, exact };
  }

  const message = { kind: 'text', envelope: null, message: 0 };

  test.each([
    ['o200k_base', 101],
    ['cl100k_base', 105],
  ] as const)(
    "OpenAI's own example with a tool has the tokens that its API reported (%s: %i)",
    async (vocabulary, tokens) => {
      const tool = {
        type: 'function',
        function: {
          name: 'get_current_weather',
          description: 'Get the current weather in a given location',
          parameters: {
            type: 'object',
            properties: {
              location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' },
              unit: {
                type: 'string',
                description: 'The unit of temperature to return',
                enum: ['celsius', 'fahrenheit'],
              },
            },
            required: ['location'],
          },
        },
      };
      const blocks = [
        { kind: 'tool_schema', role: 'tools', content: JSON.stringify(tool), envelope: null, message: -1 },
        {
          ...message,
          kind: 'system',
          role: 'system',
          content: 'You are a helpful assistant that can answer to questions about the weather.',
        },
        { ...message, role: 'user', content: "What's the weather like in San Francisco?", message: 1 },
      ];
      const plans = [...blocks.map((block) => planBlock(block, vocabulary)), overheadPlan(blocks)];
      expect(await evaluate(plans, vocabulary)).toBe(tokens);
      expect(plans.every((plan) => plan.exact)).toBe(true);
    },
  );

  test("OpenAI's own example with names has the tokens that its API reported", async () => {
    const talk: [string, string | null, string][] = [
      [
        'system',
        null,
        'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.',
      ],
      ['system', 'example_user', 'New synergies will help drive top-line growth.'],
      ['system', 'example_assistant', 'Things working well together will increase revenue.'],
      [
        'system',
        'example_user',
        "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
      ],
      ['system', 'example_assistant', "Let's talk later when we're less busy about how to do better."],
      [
        'user',
        null,
        "This late pivot means we don't have time to boil the ocean for the client deliverable.",
      ],
    ];
    const blocks = talk.map(([role, name, content], i) => ({
      kind: 'text',
      role,
      content,
      envelope: name === null ? null : JSON.stringify({ name }),
      message: i,
    }));
    for (const [vocabulary, tokens] of [
      ['cl100k_base', 129],
      ['o200k_base', 124],
    ] as const) {
      const plans = [...blocks.map((block) => planBlock(block, vocabulary)), overheadPlan(blocks)];
      expect(await evaluate(plans, vocabulary)).toBe(tokens);
    }
  });
});

describe('a streamed text', () => {
  test('has at its end exactly the tokens of the whole, however it was cut into deltas', async () => {
    const words = fc.constantFrom(
      'hello',
      ' world',
      "'s",
      '\n',
      '  ',
      '\r\n',
      '12345',
      '中文字',
      '。',
      ' 👩‍💻',
      '});',
      '/',
      'É',
      '\ufeff',
      "don't ",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(words, { minLength: 1, maxLength: 300 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        fc.constantFrom(...VOCABULARIES),
        async (parts, cuts, vocabulary) => {
          const text = parts.join('');
          const stream = createStreamCounter(shared, vocabulary);
          let at = 0;
          for (let i = 0; at < text.length; i++) {
            const size = cuts[i % cuts.length] ?? 1;
            stream.push(text.slice(at, at + size));
            at += size;
            if (i % 5 === 0) await stream.count();
          }
          expect(await stream.count()).toEqual({ tokens: oracle(text, vocabulary), exact: true });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is not the sum of its deltas, which would be far more', async () => {
    const text = 'internationalization of tokenizers '.repeat(20);
    const stream = createStreamCounter(shared, 'o200k_base');
    let summed = 0;
    for (let i = 0; i < text.length; i += 3) {
      stream.push(text.slice(i, i + 3));
      summed += oracle(text.slice(i, i + 3), 'o200k_base');
    }
    expect((await stream.count()).tokens).toBe(oracle(text, 'o200k_base'));
    expect(summed).toBeGreaterThan(oracle(text, 'o200k_base') * 1.4);
  });

  test('sends only its new end to be counted again', async () => {
    const asked: number[] = [];
    const spy: TokenCounter = {
      ...shared,
      count(texts, vocabulary) {
        asked.push(texts.join('').length);
        return shared.count(texts, vocabulary);
      },
    };
    const stream = createStreamCounter(spy, 'o200k_base');
    for (let i = 0; i < 50; i++) {
      stream.push('some words that come along '.repeat(10));
      await stream.count();
    }
    expect(Math.max(...asked)).toBeLessThan(270 + 100);
  });

  test('without any boundary is cut at a bound, and says that it is a guess', async () => {
    const stream = createStreamCounter(shared, 'o200k_base');
    stream.push('漢'.repeat(9000));
    const first = await stream.count();
    expect(first.exact).toBe(false);
    stream.push('漢');
    expect((await stream.count()).tokens).toBeGreaterThan(first.tokens - 2);
  });

  test('counts asked for at once come in order', async () => {
    const stream = createStreamCounter(shared, 'o200k_base');
    const counts = [];
    for (let i = 0; i < 10; i++) {
      stream.push(' word');
      counts.push(stream.count());
    }
    expect((await Promise.all(counts)).at(-1)).toEqual({ tokens: 10, exact: true });
  });
});
