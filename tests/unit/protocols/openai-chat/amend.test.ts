import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/protocols/json/edit.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../../../../src/protocols/neutral/quirks.ts';
import { amendChat } from '../../../../src/protocols/openai-chat/amend.ts';
import { openaiChat } from '../../../../src/protocols/openai-chat/index.ts';
import { parseRequest } from '../../../../src/protocols/request.ts';
import { quirks } from './support.ts';

const nobody = (): null => null;

function amend(body: unknown, to: Quirks, remembered: (id: string) => string | null = nobody) {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const amended = amendChat(parseRequest(bytes, openaiChat.operations[0] ?? null), to, remembered);
  if (amended === null) return null;
  const text = applyEdits(bytes, amended.edits).toString();
  return { text, json: JSON.parse(text), codes: amended.notes.map((note) => note.code) };
}

const turn = (more: object = {}, id = 'call_1') => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: '{"reasoning_content":""}' } }],
  ...more,
});
const chat = (...messages: unknown[]) => ({
  model: 'm',
  messages: [{ role: 'user', content: 'Hi' }, ...messages],
});
const KIMI = quirks('kimi');

describe('Kimi: a turn that called tools must carry its reasoning (github.com/earendil-works/pi/issues/4251)', () => {
  it('gets it back where it is remembered, by any of its calls', () => {
    const second = { ...turn(), tool_calls: [...turn({}, 'x').tool_calls, ...turn({}, 'y').tool_calls] };
    const done = amend(chat(turn(), second), KIMI, (id) => (id === 'x' ? null : `thought of ${id}`));
    expect(
      done?.json.messages.map((message: { reasoning_content?: string }) => message.reasoning_content),
    ).toEqual([undefined, 'thought of call_1', 'thought of y']);
    expect(done?.codes).toEqual(['reasoning_restored']);
  });

  it.each([[{ reasoning_content: '' }], [{ reasoning_content: null }], [{ reasoning_content: ' \n' }], [{}]])(
    'an empty text is none: %j',
    (more) => {
      expect(amend(chat(turn(more)), KIMI, () => 'T')?.json.messages[1].reasoning_content).toBe('T');
    },
  );

  it('takes it from `reasoning`, where clients of OpenRouter keep it', () => {
    expect(amend(chat(turn({ reasoning: 'R' })), KIMI)?.json.messages[1].reasoning_content).toBe('R');
  });

  it('sends a stand-in where nobody knows it', () => {
    const done = amend(chat(turn()), KIMI);
    expect(done?.json.messages[1].reasoning_content).toBe('.');
    expect(done?.codes).toEqual(['reasoning_stand_in']);
    expect(amend(chat(turn()), quirks('deepseek'))?.json.messages[1].reasoning_content).toBe(' ');
  });

  it('changes nothing where it is there, where no tool was called, or where the model does not think', () => {
    const asked: string[] = [];
    const remember = (id: string) => {
      asked.push(id);
      return 'T';
    };
    expect(amend(chat(turn({ reasoning_content: 'mine' })), KIMI, remember)).toBeNull();
    expect(amend(chat({ role: 'assistant', content: 'x', tool_calls: [] }), KIMI, remember)).toBeNull();
    expect(amend({ ...chat(turn()), thinking: { type: 'disabled' } }, KIMI, remember)).toBeNull();
    expect(amend(chat(turn()), DEFAULT_QUIRKS, remember)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('leaves every other byte as it was', () => {
    const body =
      '{ "messages" : [ {"role":"user","content":"\\u0041 é"} ,\n {"tool_calls":[{"id":"c"}], "role":"assistant" } ], "model":"m" }';
    const done = amend(body, KIMI, () => 'T');
    expect(done?.text).toBe(
      body.replace('"role":"assistant" }', '"role":"assistant" ,"reasoning_content":"T"}'),
    );
  });

  it('takes an empty content beside calls away (github.com/MoonshotAI/kimi-cli/issues/2621)', () => {
    const done = amend(chat(turn({ content: '', reasoning_content: 'r' })), KIMI);
    expect(done?.json.messages[1]).not.toHaveProperty('content');
    expect(done?.json.messages[1].tool_calls).toHaveLength(1);
  });
});

describe('Moonshot’s schemas (github.com/MoonshotAI/kimi-code/issues/2661)', () => {
  const tool = (parameters: unknown, name = 'f') => ({ type: 'function', function: { name, parameters } });

  it('are written as its check takes them, and only where they must be', () => {
    const fine = tool(
      { type: 'object', properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
      'fine',
    );
    const bad = tool(
      { type: 'object', anyOf: [{ required: ['a'] }, { type: 'object', required: ['b'] }] },
      'bad',
    );
    expect(amend({ ...chat(), tools: [fine] }, KIMI)).toBeNull();
    const done = amend({ ...chat(), tools: [fine, bad] }, KIMI);
    expect(done?.json.tools).toEqual([
      fine,
      tool(
        {
          anyOf: [
            { type: 'object', required: ['a'] },
            { type: 'object', required: ['b'] },
          ],
        },
        'bad',
      ),
    ]);
    expect(done?.text).toContain(JSON.stringify(fine));
    expect(amend({ ...chat(), tools: [bad] }, DEFAULT_QUIRKS)).toBeNull();
  });

  it('have tuples as prefixItems', () => {
    const done = amend({ ...chat(), tools: [tool({ type: 'array', items: [{ type: 'string' }] })] }, KIMI);
    expect(done?.json.tools[0].function.parameters).toEqual({
      type: 'array',
      prefixItems: [{ type: 'string' }],
    });
  });
});

describe('Mistral', () => {
  const MISTRAL = quirks('mistral');

  it('gets ids of nine letters and digits, the same for call and result (github.com/anomalyco/opencode/issues/1680)', () => {
    const messages = [turn(), { role: 'tool', tool_call_id: 'call_1', content: 'r' }];
    const done = amend(chat(...messages), MISTRAL);
    const id = done?.json.messages[1].tool_calls[0].id;
    expect(id).toMatch(/^[A-Za-z0-9]{9}$/);
    expect(done?.json.messages[2].tool_call_id).toBe(id);
    expect(amend(chat(...messages), MISTRAL)?.text).toBe(done?.text);
    const own = [turn({}, 'AbC123xyz'), { role: 'tool', tool_call_id: 'AbC123xyz', content: 'r' }];
    expect(amend(chat(...own), MISTRAL)).toBeNull();
  });

  it('gets no fields that it refuses, and its own names for others (github.com/Gitlawb/openclaude/issues/739)', () => {
    const body = {
      store: false,
      ...chat(),
      max_completion_tokens: 9,
      seed: 1,
      stream_options: { include_usage: true },
      n: 1,
    };
    const done = amend(body, MISTRAL);
    expect(done?.json).toEqual({ ...chat(), max_tokens: 9, random_seed: 1, n: 1 });
    expect(done?.codes.sort()).toEqual([
      'field_left_out',
      'field_left_out',
      'field_renamed',
      'field_renamed',
    ]);
    expect(amend({ ...chat(), max_tokens: 5, max_completion_tokens: 9 }, MISTRAL)?.json).toEqual({
      ...chat(),
      max_tokens: 5,
    });
  });

  it('gets no reasoning_content (github.com/charmbracelet/crush/issues/1590)', () => {
    const done = amend(chat({ reasoning_content: 'x', role: 'assistant', content: 'y' }), MISTRAL);
    expect(done?.json.messages[1]).toEqual({ role: 'assistant', content: 'y' });
    expect(done?.codes).toEqual(['message_fields_left_out']);
  });
});

it('Groq gets no reasoning_content, and names of tools’ messages alone (console.groq.com/docs/openai)', () => {
  const messages = [
    { role: 'user', name: 'Ann', content: 'name' },
    { role: 'assistant', reasoning_content: 'x', content: 'y' },
    { role: 'tool', name: 'f', tool_call_id: 'a', content: 'z' },
  ];
  expect(amend({ model: 'm', messages }, quirks('groq'))?.json.messages).toEqual([
    { role: 'user', content: 'name' },
    { role: 'assistant', content: 'y' },
    messages[2],
  ]);
});

describe('any body', () => {
  const field = fc.constantFrom(
    'store',
    'seed',
    'random_seed',
    'user',
    'temperature',
    'max_completion_tokens',
    'a"b\\',
    'logprobs',
  );
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.constant({ x: ['store', { seed: 1 }] }),
  );
  const message = fc.record(
    {
      role: fc.constantFrom('assistant', 'tool', 'user'),
      content: fc.oneof(fc.string(), fc.constant(null), fc.constant('')),
      name: fc.string(),
      refusal: fc.constant(null),
      reasoning_content: fc.oneof(fc.constantFrom('', ' ', null), fc.string()),
      tool_call_id: fc.oneof(fc.string(), fc.constantFrom('AbC123xyz')),
      tool_calls: fc.oneof(
        fc.constant(null),
        fc.array(
          fc.record(
            { id: fc.oneof(fc.string(), fc.constant(7)), function: fc.constant({ name: 'f' }) },
            { requiredKeys: [] },
          ),
        ),
      ),
    },
    { requiredKeys: ['role'] },
  );
  const presets = fc.constantFrom('kimi', 'mistral', 'groq', 'cerebras', 'deepseek', 'gemini', 'nvidia');

  it('is JSON afterwards, without what is refused, and needs nothing more', () => {
    fc.assert(
      fc.property(
        fc.dictionary(field, value),
        fc.array(message, { maxLength: 4 }),
        presets,
        fc.constantFrom(undefined, 1, 2),
        (fields, messages, preset, indent) => {
          const text = JSON.stringify({ ...fields, model: 'm', messages, ...fields }, null, indent);
          const done = amend(text, quirks(preset));
          if (done === null) return;
          for (const name of quirks(preset).refusedFields) expect(done.json).not.toHaveProperty([name]);
          expect(amend(done.text, quirks(preset))).toBeNull();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that is broken within is left to the provider', () => {
    const broken = '{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":nonsense}]}],"x":[1 2]}';
    const bytes = Buffer.from(broken.padEnd(40_000, ' '));
    const request = parseRequest(bytes, openaiChat.operations[0] ?? null);
    expect(() => amendChat(request, KIMI, nobody)).not.toThrow();
  });
});
