import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleOf } from '../../../src/providers/test/example.ts';
import { chat, stream, user } from './fixtures.ts';

const tool = (name: string, parameters: unknown = { type: 'object', properties: {} }) => ({
  type: 'function',
  function: { name, parameters },
});
const weather = tool('get_weather', {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 2 }, unit: { enum: ['c', 'f'] } },
  required: ['city', 'days', 'unit'],
});
const read = tool('read_file');

async function calls(message: string, more: object = {}) {
  const { body } = await chat(message, { tools: [weather, read], ...more });
  const { message: answer, finish_reason } = body.choices[0];
  const made: { function: { name: string; arguments: string } }[] = answer.tool_calls ?? [];
  expect(finish_reason).toBe(made.length > 0 ? 'tool_calls' : 'stop');
  expect(answer.content === null).toBe(made.length > 0);
  return made.map((call) => `${call.function.name} ${call.function.arguments}`);
}

const MADE = 'get_weather {"city":"test","days":2,"unit":"c"}';

describe('calling a tool', () => {
  it.each([
    'call get_weather',
    'Please call the tool get_weather now.',
    'call `get_weather`.',
    'Use "get_weather", will you?',
    "Appelle l'outil get_weather",
    'utilise « get_weather »',
    'appelez get_weather : maintenant',
  ])('%s', async (message) => {
    expect(await calls(message)).toEqual([MADE]);
  });

  it.each([
    'What is the weather?',
    'call get_weathers',
    'recall get_weather',
    'call',
    'get_weather',
    'call write_file',
  ])('is not asked for by %j', async (message) => {
    expect(await calls(message)).toEqual([]);
  });

  it('is done with the arguments that are given', async () => {
    expect(await calls('call get_weather {"city": "Saint-{Denis}\\"", "deep": {"a": [1]}} please')).toEqual([
      'get_weather {"city":"Saint-{Denis}\\"","deep":{"a":[1]}}',
    ]);
    expect(await calls('call get_weather with {"city": "Nice"}')).toEqual(['get_weather {"city":"Nice"}']);
    expect(await calls('appelle get_weather avec {"city": "Nice"}')).toEqual(['get_weather {"city":"Nice"}']);
  });

  it.each(['call get_weather {"city": ', 'call get_weather {city}', 'call get_weather, then {"a":1}'])(
    'is done with made ones where %j gives none that are JSON',
    async (message) => {
      expect(await calls(message)).toEqual([MADE]);
    },
  );

  it('is done for each that is asked for, eight at most', async () => {
    expect(await calls('call get_weather, then call read_file.')).toEqual([MADE, 'read_file {}']);
    expect(await calls('call read_file '.repeat(20))).toHaveLength(8);
  });

  it('ends when the result is there', async () => {
    const messages = [
      user('call get_weather'),
      { role: 'assistant', content: null, tool_calls: [] },
      { role: 'tool', tool_call_id: 'x', content: '21 degrees' },
    ];
    const { body } = await chat('', { messages, tools: [weather] });
    expect(body.choices[0].message).not.toHaveProperty('tool_calls');
    expect(body.choices[0].message.content).toContain('The last message (tool) says: “21 degrees”');
  });

  it('goes by tool_choice: none, required, or one by name', async () => {
    expect(await calls('call get_weather', { tool_choice: 'none' })).toEqual([]);
    expect(await calls('hello', { tool_choice: 'required' })).toEqual([MADE]);
    expect(await calls('call read_file', { tool_choice: 'required' })).toEqual(['read_file {}']);
    const named = { type: 'function', function: { name: 'read_file' } };
    expect(await calls('hello', { tool_choice: named })).toEqual(['read_file {}']);
    expect(await calls('call read_file {"a":1}', { tool_choice: named })).toEqual(['read_file {"a":1}']);
    expect(await calls('hello', { tool_choice: { type: 'function', function: { name: 'gone' } } })).toEqual(
      [],
    );
    expect(await calls('hello', { tool_choice: 'required', tools: [] })).toEqual([]);
  });

  it('comes in a stream as a start and pieces of its arguments', async () => {
    const { chunks } = await stream('call get_weather, call read_file', { tools: [weather, read] });
    const deltas = chunks.flatMap((chunk) => JSON.parse(chunk).choices[0].delta.tool_calls ?? []);
    const joined = [0, 1].map((index) => {
      const own = deltas.filter((delta) => delta.index === index);
      expect(own[0]).toMatchObject({ type: 'function', id: expect.stringMatching(/^call_/) });
      return `${own[0].function.name} ${own.map((delta) => delta.function.arguments).join('')}`;
    });
    expect(joined).toEqual([MADE, 'read_file {}']);
    expect(JSON.parse(chunks.at(-1) ?? '').choices[0].finish_reason).toBe('tool_calls');
  });

  it('tools that are none are passed over', async () => {
    const tools = [null, 7, {}, { function: { name: '' } }, { function: { name: 7 } }, read];
    expect(await calls('call read_file', { tools })).toEqual(['read_file {}']);
  });
});

describe('a value for a JSON Schema', () => {
  it.each<[unknown, unknown]>([
    [{ type: 'string' }, 'test'],
    [{ type: 'string', minLength: 6 }, 'testtt'],
    [{ type: 'string', maxLength: 2 }, 'te'],
    [{ type: 'string', format: 'date' }, '2026-01-01'],
    [{ type: 'string', format: 'unheard-of' }, 'test'],
    [{ type: 'integer' }, 1],
    [{ type: 'integer', minimum: 2.5 }, 3],
    [{ type: 'integer', exclusiveMinimum: 4 }, 5],
    [{ type: 'integer', maximum: -3 }, -3],
    [{ type: 'number', minimum: 2.5 }, 2.5],
    [{ type: 'number', exclusiveMinimum: 2 }, 2.5],
    [{ type: 'number', maximum: 0.5 }, 0.5],
    [{ type: 'boolean' }, true],
    [{ type: 'null' }, null],
    [{ type: ['string', 'null'] }, 'test'],
    [{ type: 'array', items: { type: 'integer' } }, [1]],
    [{ type: 'array', items: { type: 'integer' }, minItems: 3 }, [1, 1, 1]],
    [{ type: 'array', minItems: 1e9 }, ['test', 'test', 'test', 'test', 'test']],
    [{ const: 0 }, 0],
    [{ default: null, type: 'string' }, null],
    [{ enum: ['b', 'a'] }, 'b'],
    [{ examples: [9] }, 9],
    [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, 1],
    [{ oneOf: [{ const: 'x' }] }, 'x'],
    [{ type: 'object' }, {}],
    [{ properties: { a: {} } }, {}],
    [
      { type: 'object', properties: { a: { const: 1 }, b: {} }, required: ['a', 'c', 7] },
      { a: 1, c: 'test' },
    ],
    [
      { allOf: [{ type: 'object', properties: { a: { const: 1 } }, required: ['a'] }, { const: { b: 2 } }] },
      { a: 1, b: 2 },
    ],
    [{ $ref: '#/$defs/x~1y', $defs: { 'x/y': { const: 'found' } } }, 'found'],
    [{ $ref: '#/$defs/gone' }, 'test'],
    [{ $ref: 'https://elsewhere.example/schema' }, 'test'],
    [true, 'test'],
    [null, 'test'],
    [{}, 'test'],
  ])('%j: %j', (schema, value) => {
    expect(exampleOf(schema)).toEqual(value);
  });

  it('comes to an end where the schema does not', () => {
    const endless = { $ref: '#' };
    expect(exampleOf(endless)).toBeNull();
    const names = Array.from({ length: 100 }, (_, i) => `p${i}`);
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: '#' }]));
    const wide = exampleOf({ type: 'object', properties, required: names });
    expect(JSON.stringify(wide).length).toBeLessThan(100_000);
  });

  it('is not confused by names of object members', () => {
    const schema = JSON.parse(
      '{"type":"object","required":["__proto__","constructor"],"properties":{"__proto__":{"const":1}}}',
    );
    expect(JSON.stringify(exampleOf(schema))).toBe('{"__proto__":1,"constructor":"test"}');
  });

  it('is JSON, whatever the schema is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (schema) => {
        expect(() => JSON.stringify(exampleOf(schema))).not.toThrow();
      }),
    );
  });
});
