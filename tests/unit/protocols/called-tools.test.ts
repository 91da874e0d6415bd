import { describe, expect, it } from 'vitest';
import { protocolNamed } from '../../../src/protocols/index.ts';

const NAMES = ['openai-chat', 'anthropic-messages', 'openai-responses', 'gemini'] as const;
type Name = (typeof NAMES)[number];

const called = (name: Name, body: string | object, streamed = false) =>
  protocolNamed(name).calledTools(
    Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    streamed,
  );
const sse = (...events: object[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

/** An answer with these calls, as a whole and as a stream. */
const ANSWERS: Record<Name, { whole(names: unknown[]): object; stream(names: unknown[]): string }> = {
  'openai-chat': {
    whole: (names) => ({
      choices: [{ message: { tool_calls: names.map((name) => ({ function: { name, arguments: '{}' } })) } }],
    }),
    stream: (names) =>
      sse(
        ...names.flatMap((name, index) => [
          { choices: [{ delta: { tool_calls: [{ index, function: { name, arguments: '' } }] } }] },
          { choices: [{ delta: { tool_calls: [{ index, function: { arguments: '{"name":1}' } }] } }] },
        ]),
      ),
  },
  'anthropic-messages': {
    whole: (names) => ({ content: names.map((name) => ({ type: 'tool_use', name, input: {} })) }),
    stream: (names) =>
      sse(
        ...names.map((name, index) => ({
          type: 'content_block_start',
          index,
          content_block: { type: 'tool_use', name, input: {} },
        })),
      ),
  },
  'openai-responses': {
    whole: (names) => ({ output: names.map((name) => ({ type: 'function_call', name, arguments: '{}' })) }),
    stream: (names) =>
      sse(
        ...names.map((name) => ({
          type: 'response.output_item.added',
          item: { type: 'function_call', name, arguments: '' },
        })),
        {
          type: 'response.completed',
          response: { output: names.map((name) => ({ type: 'function_call', name })) },
        },
      ),
  },
  gemini: {
    whole: (names) => ({
      candidates: [{ content: { parts: names.map((name) => ({ functionCall: { name, args: {} } })) } }],
    }),
    stream: (names) =>
      sse(...names.map((name) => ({ candidates: [{ content: { parts: [{ functionCall: { name } }] } }] }))),
  },
};

describe.each(NAMES)('the tools that an answer of %s called', (name) => {
  const { whole, stream } = ANSWERS[name];

  it('are named once each, in their order', () => {
    const names = ['read_file', 'run', 'read_file'];
    expect(called(name, whole(names))).toEqual(['read_file', 'run']);
    expect(called(name, stream(names), true)).toEqual(['read_file', 'run']);
  });

  it('are none where it only speaks of calls', () => {
    const said = '"tool_calls" "function_call" "tool_use" functionCall "name"';
    const texts = { choices: [{ message: { content: said } }], content: [{ type: 'text', text: said }] };
    const items = { output: [{ type: 'message', content: [{ text: said }] }] };
    const parts = { candidates: [{ content: { parts: [{ text: said }] } }] };
    for (const body of [texts, items, parts]) {
      expect(called(name, body)).toEqual([]);
      expect(called(name, sse(body), true)).toEqual([]);
    }
  });

  it('are twenty at most, and each name is a line of text', () => {
    const many = Array.from({ length: 30 }, (_, n) => `tool_${n}`);
    expect(called(name, whole(many))).toEqual(many.slice(0, 20));
    expect(called(name, whole(['a\nb\0c', '', 7, null, {}, 'x'.repeat(5000)]))).toEqual([
      'a b c',
      'x'.repeat(200),
    ]);
  });

  it('are those that came before a cut', () => {
    const text = stream(['read_file', 'run']);
    expect(called(name, text.slice(0, text.lastIndexOf('"run"') + 2), true)).toContain('read_file');
    expect(called(name, JSON.stringify(whole(['read_file'])).slice(0, -1))).toEqual([]);
  });
});

it('the tools of a provider are named as it names them', () => {
  const output = [{ type: 'web_search_call' }, { type: 'custom_tool_call', name: 'patch' }];
  expect(called('openai-responses', { output })).toEqual(['web_search', 'patch']);
  const content = [{ type: 'server_tool_use', name: 'web_search' }];
  expect(called('anthropic-messages', { content })).toEqual(['web_search']);
});

it('the older calls of chat completions are named, too, and those of a JSON list of Gemini', () => {
  expect(called('openai-chat', { choices: [{ message: { function_call: { name: 'f' } } }] })).toEqual(['f']);
  const piece = ANSWERS.gemini.whole(['f']);
  expect(called('gemini', JSON.stringify([piece, piece]), true)).toEqual(['f']);
});
