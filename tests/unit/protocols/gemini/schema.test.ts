import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaNote, writeParameters, writeSchema } from '../../../../src/protocols/gemini/schema/write.ts';
import type { Fields } from '../../../../src/protocols/neutral/parts.ts';

const plain = (schema: Fields) => JSON.parse(JSON.stringify(writeSchema(schema).schema)) as Fields;
const property = (schema: unknown) =>
  (plain({ type: 'object', properties: { x: schema } }).properties as Fields).x;

/** What `responseJsonSchema` is documented to know, less what is put in place. */
const KNOWN = [
  'type',
  'format',
  'title',
  'description',
  'enum',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'anyOf',
  'properties',
  'additionalProperties',
  'required',
];

/** Calls `see` with each schema within one. */
function walk(schema: unknown, see: (schema: Fields, depth: number) => void, depth = 0): void {
  if (typeof schema !== 'object' || schema === null) return;
  const fields = schema as Fields;
  see(fields, depth);
  for (const each of Object.values((fields.properties ?? {}) as Fields)) walk(each, see, depth + 1);
  for (const list of [fields.anyOf, fields.prefixItems])
    for (const each of (list ?? []) as unknown[]) walk(each, see, depth + 1);
  walk(fields.items, see, depth + 1);
  walk(fields.additionalProperties, see, depth + 1);
}

describe('a schema for Gemini', () => {
  it.each([
    [
      { type: 'string', enum: ['a', 'b'] },
      { type: 'string', enum: ['a', 'b'] },
    ],
    [{ const: 'a' }, { type: 'string', enum: ['a'] }],
    [{ const: 3 }, { type: 'number', enum: [3] }],
    [
      { type: 'integer', const: 3 },
      { type: 'integer', enum: [3] },
    ],
    [{ const: true }, { type: 'boolean', description: '(enum: [true])' }],
    [{ const: null }, { type: 'null' }],
    [{ enum: ['a', null] }, { type: ['string', 'null'], enum: ['a'] }],
    [
      { enum: ['a', 1] },
      {
        anyOf: [
          { type: 'string', enum: ['a'] },
          { type: 'number', enum: [1] },
        ],
      },
    ],
    [
      { type: 'string', enum: ['a', 1] },
      { type: 'string', enum: ['a'] },
    ],
    [{ type: ['string', 'null'] }, { type: ['string', 'null'] }],
    [{ type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      { type: ['string', 'integer'], minLength: 2, minimum: 3, description: 'd' },
      {
        description: 'd',
        anyOf: [
          { type: 'string', description: '(minLength: 2)' },
          { type: 'integer', minimum: 3 },
        ],
      },
    ],
    [
      { oneOf: [{ type: 'string' }, { type: 'number' }] },
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
    ],
    [
      { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'd', title: 't' },
      { title: 't', description: 'd', anyOf: [{ type: 'string' }, { type: 'null' }] },
    ],
    [
      { anyOf: [{ type: 'string' }], description: 'd' },
      { type: 'string', description: 'd' },
    ],
    [
      { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10 },
      { type: 'integer', minimum: 1, maximum: 9 },
    ],
    [
      { type: 'integer', minimum: 5, exclusiveMinimum: 0 },
      { type: 'integer', minimum: 5 },
    ],
    [
      { type: 'integer', minimum: 0, exclusiveMinimum: true },
      { type: 'integer', minimum: 1 },
    ],
    [
      { type: 'number', exclusiveMinimum: 0 },
      { type: 'number', minimum: 0, description: '(exclusiveMinimum: 0)' },
    ],
    [
      { type: 'string', format: 'date-time' },
      { type: 'string', format: 'date-time' },
    ],
    [
      { type: 'string', format: 'uri', description: 'Where.' },
      { type: 'string', description: 'Where. (format: uri)' },
    ],
    [
      { type: 'string', default: 'x' },
      { type: 'string', description: '(default: x)' },
    ],
    [{ type: 'array' }, { type: 'array' }],
    [
      { items: { type: 'string' }, minItems: 1, uniqueItems: true },
      { type: 'array', items: { type: 'string' }, minItems: 1, description: '(uniqueItems: true)' },
    ],
    [
      { type: 'array', prefixItems: [{ type: 'string' }], items: false },
      { type: 'array', prefixItems: [{ type: 'string' }], maxItems: 1 },
    ],
    [
      { type: 'array', items: [{ type: 'string' }, { type: 'number' }] },
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
    ],
    [
      { properties: { a: true, b: false }, required: ['a', 'b', 'c', 7] },
      { type: 'object', properties: { a: {} }, required: ['a'] },
    ],
    [
      { type: 'object', additionalProperties: { type: 'string' } },
      { type: 'object', additionalProperties: { type: 'string' } },
    ],
    [
      { type: 'object', patternProperties: { '^a': { type: 'string' } }, additionalProperties: false },
      {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: '(patternProperties: {"^a":{"type":"string"}})',
      },
    ],
    [{ type: 'int' }, { type: 'integer' }],
    [{ type: 'STRING' }, { type: 'string' }],
    [{ type: 'file' }, {}],
    [true, {}],
    [{ $comment: 'c', 'x-order': 1, readOnly: true, type: 'string' }, { type: 'string' }],
    [{ not: { type: 'null' } }, { description: '(not: {"type":"null"})' }],
  ])('%j is %j', (schema, wanted) => {
    expect(property(schema)).toEqual(wanted);
  });

  it('merges what all of several ask', () => {
    expect(
      property({
        allOf: [
          { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
          { properties: { a: { minimum: 1 }, b: { type: 'string' } }, required: ['b'] },
        ],
        description: 'both',
      }),
    ).toEqual({
      type: 'object',
      description: 'both',
      properties: { a: { type: 'number', minimum: 1 }, b: { type: 'string' } },
      required: ['a', 'b'],
    });
    expect(
      property({ allOf: [{ type: ['integer', 'string'] }, { type: 'number', minimum: 1 }, { minimum: 3 }] }),
    ).toEqual({ type: 'integer', minimum: 3 });
    expect(property({ allOf: [{ enum: ['a', 'b'] }, { enum: ['b', 'c'] }] })).toEqual({
      type: 'string',
      enum: ['b'],
    });
  });

  it('puts what stands beside alternatives into each of them', () => {
    expect(
      property({
        type: 'object',
        properties: { a: { type: 'string' } },
        anyOf: [{ required: ['a'] }, { properties: { b: {} } }],
      }),
    ).toEqual({
      anyOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { type: 'object', properties: { a: { type: 'string' }, b: {} } },
      ],
    });
  });

  it('puts definitions in the place where they are named, and what stands beside the name with them', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { $ref: '#/$defs/kind~1of', description: 'mine' },
        b: { anyOf: [{ $ref: '#/definitions/n' }, { type: 'null' }] },
        c: { $ref: 'https://elsewhere.example/x' },
      },
      $defs: { 'kind/of': { type: 'string', enum: ['x'], description: 'its' } },
      definitions: { n: { type: 'number' } },
    };
    expect(plain(schema)).toEqual({
      type: 'object',
      properties: {
        a: { type: 'string', enum: ['x'], description: 'mine' },
        b: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        c: {},
      },
    });
    expect(writeSchema(schema).cut).toBe(true);
  });

  it('ends definitions that stand within themselves', () => {
    const schema = {
      $ref: '#/$defs/node',
      $defs: {
        node: { type: 'object', properties: { next: { $ref: '#/$defs/node' }, value: { type: 'string' } } },
      },
    };
    const written = writeSchema(schema);
    expect(written.cut).toBe(true);
    let depth = 0;
    walk(written.schema, (_, at) => {
      depth = Math.max(depth, at);
    });
    expect(depth).toBe(2);
    expect(JSON.stringify(written.schema)).toContain('Another node.');
    for (const endless of [
      { $ref: '#' },
      { allOf: [{ $ref: '#' }] },
      { anyOf: [{ $ref: '#' }, { $ref: '#' }] },
      { properties: { a: { $ref: '#' }, b: { $ref: '#' } } },
    ]) {
      const size = JSON.stringify(writeSchema(endless).schema).length;
      expect(size).toBeLessThan(5000);
    }
  });

  it('stays small and quick for one that is made to explode', () => {
    const $defs: Fields = {};
    for (let i = 0; i < 40; i++)
      $defs[`d${i}`] = {
        type: 'object',
        properties: { l: { $ref: `#/$defs/d${i + 1}` }, r: { $ref: `#/$defs/d${i + 1}` } },
        allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }],
      };
    const written = writeSchema({ $ref: '#/$defs/d0', $defs });
    expect(written.cut).toBe(true);
    expect(JSON.stringify(written.schema).length).toBeLessThan(2_000_000);
  });

  it('is an object for parameters, whose alternatives are put into one', () => {
    expect(writeParameters({}).schema).toEqual({ type: 'object' });
    expect(writeParameters({ type: 'string' }).schema).toEqual({ type: 'object' });
    const written = writeParameters({
      oneOf: [
        {
          type: 'object',
          properties: { path: { type: 'string' }, n: { type: 'number' } },
          required: ['path', 'n'],
        },
        {
          type: 'object',
          properties: { url: { type: 'string' }, n: { type: 'string' } },
          required: ['url', 'n'],
        },
      ],
    });
    expect(written.schema).toEqual({
      type: 'object',
      properties: {
        path: { type: 'string' },
        n: { anyOf: [{ type: 'number' }, { type: 'string' }] },
        url: { type: 'string' },
      },
      required: ['n'],
    });
    expect(schemaNote(written)).toBe('alternatives of the whole were put into one object');
  });

  it('says nothing of one that Gemini takes as it is', () => {
    expect(
      schemaNote(
        writeParameters({
          type: 'object',
          properties: { a: { type: 'string' } },
          required: ['a'],
          additionalProperties: false,
        }),
      ),
    ).toBeNull();
  });

  it('keeps a property called __proto__ a property', () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string","polluted":1}}}',
    ) as Fields;
    expect(JSON.stringify(writeSchema(schema).schema)).toBe(
      '{"type":"object","properties":{"__proto__":{"type":"string"}}}',
    );
    expect(({} as Fields).polluted).toBeUndefined();
  });

  it('has nothing but what Gemini knows, whatever the schema', () => {
    const type = fc.constantFrom(
      'string',
      'number',
      'integer',
      'boolean',
      'object',
      'array',
      'null',
      'any',
      7,
    );
    const names = ['a', 'b', '$ref', '__proto__'];
    const { schema } = fc.letrec((tie) => ({
      schema: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(true, false, null, 'x'),
        fc.record(
          {
            type: fc.oneof(type, fc.array(type, { maxLength: 3 })),
            properties: fc.oneof(fc.dictionary(fc.constantFrom(...names), tie('schema')), fc.constant(7)),
            required: fc.oneof(fc.array(fc.constantFrom<unknown>(...names, 7)), fc.constant('a')),
            items: fc.oneof(tie('schema'), fc.array(tie('schema'), { maxLength: 2 })),
            prefixItems: fc.array(tie('schema'), { maxLength: 2 }),
            anyOf: fc.array(tie('schema'), { maxLength: 3 }),
            oneOf: fc.array(tie('schema'), { maxLength: 3 }),
            allOf: fc.array(tie('schema'), { maxLength: 3 }),
            not: tie('schema'),
            enum: fc.array(fc.constantFrom('a', 1, null, true, {}), { maxLength: 3 }),
            const: fc.constantFrom('a', 1, null, true, {}),
            $ref: fc.constantFrom('#', '#/$defs/d', '#/properties/a', '#/nowhere', 'x', '#/%'),
            $defs: fc.record({ d: tie('schema') }),
            additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
            patternProperties: fc.dictionary(fc.constant('^a'), tie('schema')),
            minimum: fc.constantFrom<unknown>(1, 'x'),
            exclusiveMinimum: fc.constantFrom<unknown>(1.5, true),
            format: fc.constantFrom<unknown>('date', 'uri', 7),
            description: fc.constantFrom<unknown>('d', 7),
            nullable: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
      ),
    }));
    fc.assert(
      fc.property(schema, (given) => {
        const root = (typeof given === 'object' && given !== null ? given : {}) as Fields;
        for (const written of [writeSchema(root), writeParameters(root)]) {
          walk(written.schema, (each) => {
            for (const key of Object.keys(each)) expect(KNOWN).toContain(key);
            if ('anyOf' in each)
              expect(
                Object.keys(each).filter((key) => !['title', 'description', 'anyOf'].includes(key)),
              ).toEqual([]);
            for (const value of (each.enum ?? []) as unknown[])
              expect(['string', 'number']).toContain(typeof value);
            for (const name of (each.required ?? []) as string[])
              expect(Object.keys(each.properties as Fields)).toContain(name);
            if ('description' in each) expect(typeof each.description).toBe('string');
          });
        }
        expect(writeParameters(root).schema.type).toBe('object');
      }),
      { numRuns: 150 },
    );
  });
});
