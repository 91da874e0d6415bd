import { describe, expect, it } from 'vitest';
import { DEFAULT_QUIRKS, Notes, protocolNamed } from '../../../src/protocols/index.ts';

const NAMES = ['openai-chat', 'anthropic-messages', 'openai-responses', 'gemini'] as const;

/** What JSON can hold, and nothing can be made a text of. */
const TEXTLESS: unknown = JSON.parse('{"toString": null, "valueOf": 1, "__proto__": {"type": "text"}}');

const parts = [{ type: TEXTLESS, text: 'x' }];
const schema = { type: 'object', properties: { a: { type: 'string', format: TEXTLESS } } };
const BODIES = {
  'openai-chat': {
    messages: [{ role: 'user', content: [...parts, { type: 'text', text: 'hi' }] }],
    tools: [{ type: 'function', function: { name: 'f', parameters: schema, strict: true } }],
  },
  'anthropic-messages': {
    max_tokens: 10,
    messages: [{ role: 'user', content: [...parts, { type: 'text', text: 'hi' }] }],
    tools: [{ name: 'f', input_schema: schema, strict: true }],
  },
  'openai-responses': {
    input: [{ role: 'user', content: [...parts, { type: 'input_text', text: 'hi' }] }],
    tools: [{ type: 'function', name: 'f', parameters: schema, strict: true }],
  },
  gemini: {
    contents: [{ role: 'user', parts: [{ strange: TEXTLESS, type: TEXTLESS }, { text: 'hi' }] }],
    tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: schema }] }],
  },
};

const PAIRS = NAMES.flatMap((from) => NAMES.filter((to) => to !== from).map((to) => [from, to] as const));

describe.each(PAIRS)('a request of %s, written for %s', (from, to) => {
  it('is converted, or refused with a field, where a type is an object without a text', () => {
    const notes = new Notes();
    const context = { model: 'm', stream: false, operation: 'generateContent', notes, toAnthropic: false };
    let outcome: unknown;
    try {
      const read = protocolNamed(from).conversion.readRequest(BODIES[from], context);
      outcome = protocolNamed(to).conversion.writeRequest(read, {
        model: 'm',
        notes,
        quirks: DEFAULT_QUIRKS,
      }).body;
    } catch (error) {
      outcome = error;
      expect(error).toMatchObject({ details: { field: expect.any(String) } });
    }
    expect(outcome).toBeTypeOf('object');
  });
});
