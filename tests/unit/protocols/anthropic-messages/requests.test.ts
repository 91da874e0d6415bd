import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src/exchange/index.ts';
import { conversion } from '../../../../src/protocols/anthropic-messages/conversion.ts';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import type { Message, ReasoningRequest } from '../../../../src/protocols/neutral/request.ts';
import { checkMessages } from '../../../support/upstream/rules/anthropic-messages.ts';
import type { Received } from '../../../support/upstream/types.ts';
import { conversations } from './generated.ts';
import { QUIRKS, read, write } from './support.ts';

const MODELS = [
  'claude-3-5-haiku',
  'claude-sonnet-4-5',
  'claude-opus-4-6',
  'claude-opus-5',
  'claude-opus-5-5',
  'kimi-k3',
];

/** The rules that the API checks in messages. */
function check(messages: Fields[]): void {
  let before: string | null = null;
  let calls: unknown[] = [];
  const ids = new Set<unknown>();
  for (const [i, { role, content }] of messages.entries()) {
    expect(role).not.toBe(before);
    if (i === 0) expect(role).toBe('user');
    if (role === 'system')
      expect([before, messages[i + 1]?.role ?? 'assistant']).toEqual(['user', 'assistant']);
    const blocks = content as Fields[];
    expect(blocks.length).toBeGreaterThan(0);
    const results = blocks.filter(({ type }) => type === 'tool_result').map(({ tool_use_id: id }) => id);
    if (role === 'user') {
      expect(results.toSorted()).toEqual(calls.toSorted());
      expect(blocks.slice(0, results.length).every(({ type }) => type === 'tool_result')).toBe(true);
    } else expect(results).toEqual([]);
    calls = blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => id);
    for (const id of calls) {
      expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
      expect(ids.has(id)).toBe(false);
      ids.add(id);
    }
    for (const { type, text } of blocks) if (type === 'text') expect(String(text).trim()).not.toBe('');
    if (role === 'assistant') expect(['thinking', 'redacted_thinking']).not.toContain(blocks.at(-1)?.type);
    before = String(role);
  }
  expect(calls).toEqual([]);
}

describe('a conversation', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(conversations, (messages) => {
        const { body, notes } = write({ messages, extra: { protocol: 'anthropic-messages', fields: {} } });
        const names = messages.flatMap(({ parts }) => parts.filter(({ type }) => type === 'tool_call'));
        expect(notes === '' || names.length > 0).toBe(true);
        const again = read(body, true).request.messages;
        // Results of tools and the question behind them are one message there.
        expect(again).toEqual(messages);
      }),
    );
  });

  it('is what the API accepts, however odd it is', () => {
    const id = fc.constantFrom('a', 'b', 'functions.f:0', '');
    const value = fc.constantFrom('x', '', ' ', 'y \n');
    const part: fc.Arbitrary<Part> = fc.oneof(
      value.map((text): Part => ({ type: 'text', text })),
      value.map((text): Part => ({ type: 'reasoning', text })),
      value.map(
        (text): Part => ({
          type: 'reasoning',
          text,
          seal: { protocol: 'anthropic-messages', kind: 'signature', value: 's' },
        }),
      ),
      fc
        .record({ id, input: fc.constantFrom('{}', '', '[1]', 'no JSON') })
        .map((call): Part => ({ type: 'tool_call', name: 'f', ...call })),
    );
    const result = fc
      .record({ callId: id, text: value })
      .map(({ callId, text }): Part => ({ type: 'tool_result', callId, content: [{ type: 'text', text }] }));
    const message: fc.Arbitrary<Message> = fc.oneof(
      fc.record({
        role: fc.constant('user' as const),
        parts: fc.array(
          value.map((text): Part => ({ type: 'text', text })),
          { maxLength: 2 },
        ),
      }),
      fc.record({ role: fc.constant('assistant' as const), parts: fc.array(part, { maxLength: 4 }) }),
      fc.record({ role: fc.constant('tool' as const), parts: fc.array(result, { maxLength: 3 }) }),
      fc.record({
        role: fc.constant('system' as const),
        parts: fc.array(
          value.map((text): Part => ({ type: 'text', text })),
          { maxLength: 2 },
        ),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 9 }),
        fc.constantFrom(...MODELS),
        fc.boolean(),
        (messages, model, isAnthropic) => {
          check(write({ messages }, model, { isAnthropic }).messages);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a request for Anthropic', () => {
  const option = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined });
  const options = fc.record({
    maxTokens: option(fc.constantFrom(0, 500, 1025, 262_144)),
    temperature: option(fc.constantFrom(0, 0.7, 2)),
    topK: option(fc.constantFrom(0, 40)),
    stop: option(fc.constantFrom(['END', ' '], [])),
    reasoning: option(
      fc.constantFrom<ReasoningRequest>(
        { enabled: true },
        { enabled: false },
        { effort: 'high' },
        { effort: 'minimal', summary: 'auto' },
        { budget: 10 },
        { budget: 1e6 },
      ),
    ),
    mode: fc.constantFrom('auto' as const, 'none' as const, 'required' as const),
    tools: fc.boolean(),
  });

  it('of another protocol’s client is one that it takes', () => {
    fc.assert(
      fc.property(conversations, fc.constantFrom(...MODELS), options, (messages, model, asked) => {
        const { maxTokens, temperature, topK, stop, reasoning, mode, tools } = asked;
        const sampling = Object.fromEntries(
          Object.entries({ maxTokens, temperature, topK, stop }).filter(([, value]) => value !== undefined),
        );
        const schema = { anyOf: [{ type: 'object', properties: { a: { type: 'string' } } }] };
        const tool = { type: 'function' as const, name: 'a tool', parameters: schema };
        const forced = mode === 'required' && (!tools || model === 'claude-opus-5-5');
        const { body, headers, path } = write(
          {
            messages,
            sampling,
            tools: tools ? [tool, tool] : [],
            toolChoice: { mode: forced ? 'auto' : mode },
            ...(reasoning === undefined ? {} : { reasoning }),
          },
          model,
        );
        const text = JSON.stringify(body);
        const sent = { path, headers: { ...headers, 'x-api-key': 'k' }, text: () => text };
        checkMessages(sent as unknown as Received);
      }),
      { numRuns: 400 },
    );
  });
});

describe('messages that vanish', () => {
  const text = (value: string): Part => ({ type: 'text', text: value });
  const lost: Part = {
    type: 'reasoning',
    text: 'hm',
    seal: { protocol: 'anthropic-messages', kind: 'signature', value: 's' },
  };

  it('leave what is around them in order', () => {
    const messages: Message[] = [
      { role: 'user', parts: [text('a')] },
      { role: 'system', parts: [text('now')] },
      { role: 'assistant', parts: [lost] },
      { role: 'user', parts: [text('b')] },
    ];
    const sent = write({ messages }, 'claude-opus-5', { isAnthropic: false }).messages;
    check(sent);
    expect(sent).toMatchObject([
      { role: 'user', content: [text('a'), text('b')] },
      { role: 'system', content: [text('now')] },
    ]);
    const empty: Message[] = [
      { role: 'user', parts: [] },
      { role: 'system', parts: [text('a')] },
      { role: 'assistant', parts: [] },
      { role: 'system', parts: [text('b')] },
    ];
    expect(
      write({ messages: [{ role: 'user', parts: [] }, ...empty] }, 'claude-opus-5', { isAnthropic: false })
        .messages,
    ).toEqual([
      { role: 'user', content: [text('Continue.')] },
      { role: 'system', content: [text('a'), text('b')] },
    ]);
  });
});

describe('a client’s request', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const block = fc.oneof(
    json,
    fc.record(
      {
        type: fc.constantFrom(
          'text',
          'image',
          'document',
          'thinking',
          'tool_use',
          'tool_result',
          'search_result',
          'x',
        ),
        text: json,
        source: json,
        id: json,
        name: json,
        input: json,
        tool_use_id: json,
        content: json,
        cache_control: json,
      },
      { requiredKeys: ['type'] },
    ),
  );
  const message = fc.oneof(
    json,
    fc.record({
      role: fc.constantFrom<unknown>('user', 'assistant', 'system', 7),
      content: fc.oneof(json, fc.array(block, { maxLength: 4 })),
    }),
  );

  it('of any shape is read, or refused with the field that is wrong', () => {
    const fields = [
      'system',
      'tools',
      'tool_choice',
      'thinking',
      'output_config',
      'stop_sequences',
      'max_tokens',
      'metadata',
      'service_tier',
    ];
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 4 }),
        fc.constantFrom(...fields),
        json,
        fc.boolean(),
        (messages, field, value, own) => {
          try {
            const { request } = read({ messages, [field]: value }, own);
            conversion.writeRequest(request, {
              model: 'claude-sonnet-4-5',
              notes: new Notes(),
              quirks: QUIRKS,
            });
          } catch (error) {
            if (!(error instanceof ProxyError)) throw error;
            expect(['invalid_request', 'unsupported_conversion']).toContain(error.code);
            expect(error.details?.field).toEqual(expect.any(String));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('that is nested too deeply is refused', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 50_000; i++) deep = { deep };
    const content = [{ type: 'tool_use', id: 'a', name: 'f', input: deep }];
    expect(() => read({ messages: [{ role: 'assistant', content }] })).toThrow(
      'messages[0].content[0].input: is nested too deeply',
    );
  });

  it('with a deep schema or ten thousand calls of one id is written in time', () => {
    let schema: Fields = { type: 'object' };
    for (let i = 0; i < 2000; i++) schema = { type: 'object', properties: { a: schema } };
    const calls = Array.from(
      { length: 10_000 },
      (): Part => ({ type: 'tool_call', id: 'same', name: 'f', input: '{}' }),
    );
    const results = calls.map((): Part => ({ type: 'tool_result', callId: 'same', content: [] }));
    const messages: Message[] = [
      { role: 'user', parts: [{ type: 'text', text: 'a' }] },
      { role: 'assistant', parts: calls },
      { role: 'tool', parts: results },
    ];
    const began = performance.now();
    const written = write({ messages, format: { type: 'schema', schema } });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(new Set((written.messages.at(1) as { content: Fields[] }).content.map(({ id }) => id)).size).toBe(
      10_000,
    );
  });
});
