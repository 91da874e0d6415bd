import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import type { Seal } from '../../../../src/protocols/neutral/parts.ts';
import {
  assistant,
  call,
  quirks,
  read,
  readMessages,
  result,
  text,
  toClient,
  user,
  write,
  writeMessages,
} from './support.ts';

const part = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      type: fc.constantFrom(
        'text',
        'image_url',
        'input_audio',
        'file',
        'refusal',
        'thinking',
        'video_url',
        null,
      ),
      text: fc.jsonValue(),
      image_url: fc.oneof(
        fc.constant('data:image/png;base64,AA=='),
        fc.jsonValue(),
        fc.record({ url: fc.constantFrom('https://x.example', 'data:,a%', 7) }),
      ),
      file: fc.jsonValue(),
      thinking: fc.jsonValue(),
      cache_control: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
);
const message = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 9,
    arbitrary: fc.record(
      {
        role: fc.constantFrom('system', 'developer', 'user', 'assistant', 'tool', 'function', 'x'),
        content: fc.oneof(fc.string(), fc.constant(null), fc.array(part, { maxLength: 3 }), fc.jsonValue()),
        tool_call_id: fc.constantFrom('a', 'b', '', null, 7),
        tool_calls: fc.oneof(
          fc.jsonValue(),
          fc.array(
            fc.record({
              id: fc.constantFrom('a', 'b', null),
              function: fc.record({ name: fc.constantFrom('f', 'ü'), arguments: fc.jsonValue() }),
            }),
          ),
        ),
        function_call: fc.jsonValue(),
        reasoning_content: fc.jsonValue(),
        reasoning_details: fc.oneof(
          fc.jsonValue(),
          fc.array(
            fc.record({
              type: fc.constant('reasoning.encrypted'),
              data: fc.string(),
              id: fc.constantFrom('kp_0_2', 'kp_1_9', 'kp_9_9'),
            }),
          ),
        ),
        extra_content: fc.jsonValue(),
        name: fc.jsonValue(),
      },
      { requiredKeys: ['role'] },
    ),
  },
);
const body = fc.record(
  {
    messages: fc.array(message, { maxLength: 5 }),
    tools: fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.record({
          type: fc.constantFrom('function', 'custom', 'web_search'),
          function: fc.oneof(fc.jsonValue(), fc.record({ name: fc.string(), parameters: fc.object() })),
          custom: fc.jsonValue(),
        }),
      ),
    ),
    tool_choice: fc.oneof(fc.constantFrom('auto', 'required'), fc.jsonValue()),
    response_format: fc.jsonValue(),
    stop: fc.jsonValue(),
    max_tokens: fc.oneof(fc.nat(), fc.jsonValue()),
    temperature: fc.oneof(fc.double(), fc.jsonValue()),
    logit_bias: fc.jsonValue(),
    reasoning: fc.jsonValue(),
    thinking: fc.jsonValue(),
    metadata: fc.jsonValue(),
    unknown: fc.jsonValue(),
  },
  { requiredKeys: ['messages'] },
);

/** What a function throws, where it is an error that clients are told. */
function refused(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(ProxyError);
    expect((error as ProxyError).status).toBe(400);
    return true;
  }
}

describe('any request', () => {
  it('is read or refused with a 400, and what was read can be written for every provider', () => {
    fc.assert(
      fc.property(
        body,
        fc.constantFrom('kimi', 'mistral', 'openrouter', 'openai', 'gemini', 'deepseek', 'groq'),
        (given, preset) => {
          const wire = JSON.parse(JSON.stringify(given));
          let request: ReturnType<typeof read> | undefined;
          if (refused(() => (request = read(wire))) || request === undefined) return;
          const known = request;
          refused(() => JSON.stringify(write(known, quirks(preset)).body));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('leaves prototypes alone', () => {
    const wire = JSON.parse(
      '{"messages":[{"role":"user","content":[{"type":"text","text":"a","__proto__":{"x":1}}],"__proto__":{"y":1}}],"__proto__":{"z":1},"logit_bias":{"__proto__":5}}',
    );
    const { body: sent } = write(read(wire));
    expect(JSON.stringify(sent)).not.toContain('__proto__');
    expect(({} as Record<string, unknown>).z).toBeUndefined();
  });

  it('may be large and deep', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`);
    const request = read({
      messages: [
        { role: 'user', content: 'x'.repeat(1_000_000) },
        { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f', arguments: deep } }] },
      ],
      tools: [{ type: 'function', function: { name: 'f', parameters: deep } }],
    });
    expect(write(request, quirks('kimi')).messages).toHaveLength(3);
  });

  it('is read in a time that grows with its length, many equal ids or not', () => {
    const results = Array.from({ length: 20_000 }, () => ({ role: 'tool', tool_call_id: 'a', content: 'r' }));
    const began = performance.now();
    expect(write(read({ messages: [{ role: 'user', content: 'x' }, ...results] })).messages.length).toBe(
      20_001,
    );
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('a conversation', () => {
  it('may use an id again: each call has its own result', () => {
    const messages = [
      assistant(call('a')),
      result('a', text('one')),
      user(text('again')),
      assistant(call('a')),
      result('a', text('two')),
    ];
    expect(writeMessages(messages).map(({ content }) => content)).toEqual([
      null,
      'one',
      'again',
      null,
      'two',
    ]);
  });

  it('may hold a result before its call: that is none of it', () => {
    const messages = [result('a', text('early')), assistant(call('a')), user(text('x'))];
    expect(writeMessages(messages).map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'user']);
    expect(writeMessages(messages)[2]?.content).toContain('not carried out');
  });

  it('with a signature keeps it with its own text, and every letter once', () => {
    const seal: Seal = { protocol: 'anthropic-messages', kind: 'signature', value: 'S' };
    const { message } = toClient({
      parts: [
        { type: 'reasoning', text: 'one' },
        { type: 'reasoning', text: 'two', seal },
      ],
    });
    const details = message.reasoning_details as object[];
    for (const [reasoning_content, reasoning_details, kept] of [
      ['on', details, false],
      ['onetwo', [...details, ...details], true],
    ]) {
      const parts =
        readMessages({ role: 'assistant', content: 'x', reasoning_content, reasoning_details } as never)[0]
          ?.parts ?? [];
      const thoughts = parts.filter((one) => one.type === 'reasoning');
      expect(thoughts.map((one) => one.text).join('')).toBe(reasoning_content);
      expect(thoughts.some((one) => one.seal?.value === 'S')).toBe(kept);
    }
  });
});
