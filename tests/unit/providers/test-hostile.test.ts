import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Canceller } from '../../../src/exchange/index.ts';
import { createTestProvider } from '../../../src/providers/index.ts';
import { readCommands } from '../../../src/providers/test/commands.ts';
import { splitWords } from '../../../src/providers/test/words.ts';
import { character } from '../../support/characters.ts';
import { CLOCK, collect, post, provider, user } from './fixtures.ts';

const PATHS = ['/chat/completions', '/completions', '/fim/completions', '/embeddings', '/models', '/other'];
/** Keys that the endpoints read, so that random bodies reach deep. */
const KEYS = [
  'messages',
  'prompt',
  'input',
  'tools',
  'tool_choice',
  'response_format',
  'max_tokens',
  'dimensions',
];

describe('whatever a client sends', () => {
  it('is answered with JSON, a 200, a 400 or a 404', async () => {
    const body = fc.dictionary(fc.constantFrom(...KEYS), fc.jsonValue({ maxDepth: 4 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), body, async (path, value) => {
        const received = await collect(await post(path, value));
        expect([200, 400, 404]).toContain(received.answer.status);
        expect(received.end).toBe('end');
        expect(typeof JSON.parse(received.body)).toBe('object');
      }),
      { numRuns: 300 },
    );
  });

  it('is answered in the shape of a chat completion where there are messages', async () => {
    const part = fc.oneof(fc.jsonValue(), fc.record({ type: fc.constant('text'), text: fc.string() }));
    const message = fc.record({
      role: fc.oneof(fc.constantFrom('user', 'assistant', 'tool'), fc.jsonValue()),
      content: fc.oneof(fc.string(), fc.array(part)),
    });
    const tool = fc.record({ function: fc.record({ name: fc.string(), parameters: fc.jsonValue() }) });
    const request = fc.record({ messages: fc.array(message), tools: fc.array(tool) });
    await fc.assert(
      fc.asyncProperty(request, async (value) => {
        const { body } = await collect(
          await post('/chat/completions', { ...value, tool_choice: 'required' }),
        );
        const { choices, usage } = JSON.parse(body);
        for (const call of choices[0].message.tool_calls ?? []) JSON.parse(call.function.arguments);
        expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
      }),
      { numRuns: 200 },
    );
  });

  it('bytes that are no text are a 400', async () => {
    const send = createTestProvider({ clock: CLOCK });
    const request = { provider: provider(), method: 'POST', path: '/chat/completions', headers: {} };
    for (const body of [Buffer.from([0xff, 0xfe, 0x00]), new Uint8Array(0), null]) {
      expect((await send({ ...request, body }, new Canceller())).status).toBe(400);
    }
  });
});

describe('the pace of a sink', () => {
  it('changes nothing of what it gets: the same bytes, each once, in their order', async () => {
    const whole = async () => {
      const sent = await post('/chat/completions', { stream: true, messages: [user('/long 40')] });
      return (await collect(sent)).body.replace(/chatcmpl-\w+/g, 'id');
    };
    const expected = await whole();
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (takes) => {
        const answer = await post('/chat/completions', { stream: true, messages: [user('/long 40')] });
        const got: Buffer[] = [];
        await new Promise<void>((resolve, reject) => {
          answer.consume({
            data(chunk) {
              got.push(chunk);
              const more = takes.next().value === true;
              if (!more) setImmediate(() => answer.resume());
              return more;
            },
            end: resolve,
            error: reject,
          });
        });
        expect(
          Buffer.concat(got)
            .toString()
            .replace(/chatcmpl-\w+/g, 'id'),
        ).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });
});

describe('reading commands', () => {
  it.each([
    ['/slow 200ms', { slowMs: 200 }],
    ['/slow 200', { slowMs: 200 }],
    ['/slow 1.5s', { slowMs: 1500 }],
    ['/slow 2m', { slowMs: 0 }],
    ['/slow -1s', { slowMs: 0 }],
    ['/wait 90s', { waitMs: 60_000 }],
    ['/long 12', { long: 12 }],
    ['/long 12.5', { long: null }],
    ['/long 300000', { long: 200_000 }],
    ['/fail 429', { fail: { status: 429, retryAfterMs: null } }],
    ['/fail 429 2s', { fail: { status: 429, retryAfterMs: 2000 } }],
    ['/fail 429 please', { fail: { status: 429, retryAfterMs: null } }],
    ['/fail cut', { fail: { kind: 'cut' } }],
    ['/fail CUT', { fail: null }],
    ['/fail 399', { fail: null }],
    ['/fail', { fail: null }],
    ['/usage none', { usage: 'none' }],
    ['/usage', { usage: 'asked' }],
    ['a\n/reasoning\tb', { reasoning: true }],
    ['/reasonings', { reasoning: false }],
    ['/aide', { help: true, language: 'fr' }],
    ['/slow 1s then /slow 2s', { slowMs: 2000 }],
  ])('%j', (message, commands) => {
    expect(readCommands(message)).toMatchObject(commands);
  });

  it('stays within its bounds for any text', () => {
    const word = fc.oneof(
      fc.constantFrom('/slow', '/wait', '/long', '/fail', '9'.repeat(9), '60s', '999s'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const { slowMs, waitMs, long } = readCommands(words.join(' '));
        for (const pause of [slowMs, waitMs]) expect(pause >= 0 && pause <= 60_000).toBe(true);
        expect(long === null || (long >= 0 && long <= 200_000)).toBe(true);
      }),
    );
  });
});

describe('words', () => {
  it('joined are the text they came from', () => {
    fc.assert(
      fc.property(fc.string({ unit: character }), (text) => {
        expect(splitWords(text).join('')).toBe(text);
      }),
    );
  });
});
