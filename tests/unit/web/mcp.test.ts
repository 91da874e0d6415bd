import { describe, expect, it } from 'vitest';
import { argumentsOf, parseJson, write } from '../../../web/src/panels/mcp/form/arguments.ts';
import { draftOf, firstDraft } from '../../../web/src/panels/mcp/form/draft.ts';
import type { Field, Member } from '../../../web/src/panels/mcp/form/field.ts';
import { jsonErrorOf } from '../../../web/src/panels/mcp/form/json-error.ts';
import { readSchema } from '../../../web/src/panels/mcp/form/read-schema.ts';

function membersOf(field: Field): readonly Member[] {
  expect(field.kind).toBe('group');
  return field.kind === 'group' ? field.members : [];
}

/** The field of a schema's property `a`. */
function fieldOf(schema: unknown, { required = false, more = {} } = {}): Field {
  const root = { type: 'object', properties: { a: schema }, required: required ? ['a'] : [], ...more };
  const [member] = membersOf(readSchema(root));
  if (member === undefined) throw new Error('no field');
  return member.field;
}

/** What the form of a schema sends for a value, and what it finds wrong. */
function sent(schema: unknown, value: unknown) {
  const field = readSchema(schema);
  const { value: made, problems } = argumentsOf(write(field, draftOf(field, value), true));
  return { value: made, problems: problems.map(({ path, code, bound }) => [path.join('.'), code, bound]) };
}

describe('the form of a schema', () => {
  it.each([
    [{ type: 'string' }, { kind: 'text', multiline: false }],
    [
      { type: 'string', maxLength: 5000 },
      { kind: 'text', multiline: true },
    ],
    [
      { type: 'string', maxLength: 5000, format: 'uri' },
      { kind: 'text', multiline: false, format: 'uri' },
    ],
    [
      { type: 'integer', minimum: 1, exclusiveMaximum: 9 },
      { kind: 'number', integer: true, min: 1, below: 9 },
    ],
    [
      { type: 'boolean', title: 'T', description: 'D' },
      { kind: 'boolean', title: 'T', description: 'D' },
    ],
    [{ enum: ['x', 2, null] }, { kind: 'choice' }],
    [{ const: 4 }, { kind: 'choice', options: [{ label: '4', value: 4 }] }],
    [
      { type: 'array', items: { type: 'string' }, maxItems: 3 },
      { kind: 'list', maxItems: 3 },
    ],
    [{ properties: { b: { type: 'string' } } }, { kind: 'group' }],
    [{ type: ['string', 'null'], default: null }, { kind: 'text' }],
    [
      { anyOf: [{ type: 'integer' }, { type: 'null' }], title: 'N' },
      { kind: 'number', title: 'N' },
    ],
    [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }, { kind: 'either' }],
    [{ allOf: [{ properties: { b: { type: 'string' } } }, { required: ['b'] }] }, { kind: 'group' }],
    [{ type: 'object' }, { kind: 'json', reason: 'any' }],
    [
      { type: 'array', items: {} },
      { kind: 'json', reason: 'any' },
    ],
    [true, { kind: 'json', reason: 'any' }],
    [7, { kind: 'json', reason: 'unsupported' }],
    [{ type: { toString: 1 } }, { kind: 'json', reason: 'any' }],
    [{ $ref: 'https://example.com/x.json' }, { kind: 'json', reason: 'unsupported' }],
    [{ $ref: '#/%E0%A4%A' }, { kind: 'json', reason: 'unsupported' }],
  ])('has for %j the field %j', (schema, field) => {
    expect(fieldOf(schema)).toMatchObject(field);
  });

  it('follows references within the schema, and stops where they lead back', () => {
    const more = {
      $defs: {
        'a/b': { type: 'integer' },
        tree: { type: 'object', properties: { name: { type: 'string' }, child: { $ref: '#/$defs/tree' } } },
        x: { $ref: '#/$defs/y' },
        y: { $ref: '#/$defs/x' },
      },
    };
    expect(fieldOf({ $ref: '#/$defs/a~1b', description: 'D' }, { more })).toMatchObject({
      kind: 'number',
      description: 'D',
    });
    const [name, child] = membersOf(fieldOf({ $ref: '#/$defs/tree' }, { more }));
    expect(name?.field.kind).toBe('text');
    expect(child?.field).toMatchObject({ kind: 'json', reason: 'cyclic' });
    for (const ref of ['#/$defs/x', '#']) {
      expect(fieldOf({ $ref: ref }, { more })).toMatchObject(
        ref === '#' ? { kind: 'group' } : { kind: 'json' },
      );
    }
  });

  it('ends for schemas made to take forever', () => {
    let deep: unknown = { type: 'string' };
    for (let i = 0; i < 5_000; i++) deep = { type: 'object', properties: { d: deep }, default: deep };
    expect(JSON.stringify(readSchema(deep).kind)).toBe('"group"');
    const bomb: Record<string, unknown> = { z: { type: 'string' } };
    for (let i = 0; i < 30; i++) {
      const ref = { $ref: `#/$defs/${i === 0 ? 'z' : `l${i - 1}`}` };
      bomb[`l${i}`] = { type: 'object', allOf: Array(10).fill(ref), anyOf: Array(10).fill(ref) };
    }
    expect(fieldOf({ $ref: '#/$defs/l29' }, { more: { $defs: bomb } }).kind).toBe('json');
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`p${i}`, { type: 'string' }]));
    expect(fieldOf({ properties: wide })).toMatchObject({ kind: 'json', reason: 'large' });
    const values = Array.from({ length: 50_000 }, (_, i) => i);
    expect(fieldOf({ enum: values })).toMatchObject({ kind: 'json', reason: 'large' });
    expect(fieldOf({ enum: values.map(String) })).toMatchObject({ kind: 'text' });
    const nested = {
      properties: { b: { properties: { c: { properties: { d: { properties: { e: {} } } } } } } },
    };
    expect(JSON.stringify(fieldOf({ properties: { x: nested } }))).toContain('"reason":"deep"');
  });

  it('has what is needed first, and any name', () => {
    const long = 'n'.repeat(300);
    const properties = JSON.parse(`{"a":{"type":"string"},"__proto__":{"type":"string"},"${long}":{}}`);
    const members = membersOf(readSchema({ type: 'object', properties, required: ['__proto__'] }));
    expect(members.map(({ name }) => name)).toEqual(['__proto__', 'a', long]);
    expect(membersOf(readSchema({ type: 'object' }))).toEqual([]);
    for (const odd of [null, [], 'x', 5]) expect(readSchema(odd)).toMatchObject({ kind: 'json' });
  });
});

describe('arguments', () => {
  const schema = {
    type: 'object',
    properties: {
      path: { type: 'string', minLength: 2, maxLength: 3 },
      depth: { type: 'integer', minimum: 0, maximum: 9 },
      ratio: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
      tags: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 2 },
      inner: { type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] },
      either: { oneOf: [{ type: 'integer' }, { type: 'object', properties: { k: { type: 'string' } } }] },
    },
    required: ['path'],
  };

  it('come back as they were', () => {
    const value = { path: '😀😀', depth: 3, tags: ['a'], inner: { on: false }, either: { k: 'v' } };
    expect(sent(schema, value)).toEqual({ value, problems: [] });
  });

  it('say what is wrong with each', () => {
    expect(sent(schema, {}).problems).toEqual([['path', 'needed', null]]);
    expect(sent(schema, { path: 'p', depth: 10.5, ratio: 1, tags: ['a', 'b', 'c'] }).problems).toEqual([
      ['path', 'shorter', 2],
      ['depth', 'integer', null],
      ['depth', 'max', 9],
      ['ratio', 'below', 1],
      ['tags', 'more', 2],
    ]);
    expect(sent(schema, { path: 'long', depth: -1, ratio: 0 }).problems).toEqual([
      ['path', 'longer', 3],
      ['depth', 'min', 0],
      ['ratio', 'above', 0],
    ]);
    expect(sent(schema, { path: 'ab', depth: 1e20 }).problems).toContainEqual(['depth', 'inexact', null]);
    const field = fieldOf({ type: 'number' });
    for (const text of ['1,5', '0x10', 'Infinity', '1e999', '--1']) {
      expect(write(field, { is: 'text', text }, true).problems[0]?.code).toBe('number');
    }
    expect(write(field, { is: 'text', text: ' -1.5e3 ' }, true).value).toBe(-1500);
  });

  it('keep what the form has no field for, and what has the wrong type', () => {
    const odd = JSON.parse('{"path":7,"other":[1],"__proto__":{"x":1},"tags":"no","either":"neither"}');
    const { value } = sent(schema, odd);
    expect(JSON.parse(JSON.stringify(value))).toEqual(odd);
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('begin with the defaults of the schema, less those of objects that may be left out', () => {
    const field = readSchema({
      type: 'object',
      properties: {
        limit: { type: 'integer', default: 5 },
        mode: { enum: ['a', 'b'], default: 'b' },
        only: { const: 'x' },
        none: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
        options: { type: 'object', properties: { deep: { type: 'boolean', default: true } } },
        wrong: { type: 'integer', default: 'five' },
      },
      required: ['only'],
    });
    expect(write(field, firstDraft(field, true), true)).toEqual({
      value: { only: 'x', limit: 5, mode: 'b', wrong: 'five' },
      problems: [],
    });
  });

  it('are an object', () => {
    expect(argumentsOf(parseJson('[1]')).problems[0]?.code).toBe('object');
    expect(argumentsOf(parseJson('')).value).toEqual({});
  });
});

describe('where JSON ends', () => {
  it.each([
    ['{"a": 1,}', { line: 1, column: 9 }],
    ['{\n  "a": tru\n}', { line: 2, column: 8 }],
    ['{"a": "x\ny"}', { line: 1, column: 9 }],
    ['[1 2]', { line: 1, column: 4 }],
    ['{"a": 01}', { line: 1, column: 8 }],
    ['{} x', { line: 1, column: 4 }],
    ['{"a"', { line: 1, column: 5 }],
    ['{"a": [1, {"b": null}], "c": "\\u00e9", "d": -1.5e3}', null],
    ['['.repeat(100_000), null],
  ] as const)('%# is found', (text, at) => {
    expect(jsonErrorOf(text)).toEqual(at);
  });
});
