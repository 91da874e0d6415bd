import fc from 'fast-check';
import { JSONPathEnvironment, type JSONValue, type jsonpath } from 'json-p3';
import { describe, expect, it } from 'vitest';
import { character } from '../../../support/characters.ts';
import { queried } from './support.ts';

type FilterFunction = jsonpath.FilterFunction;

/** Names that JavaScript does not put in an order of its own, as it does with `"1"`. */
const NAMES = ['a', 'b', 'c', "it's", '__proto__', 'constructor', 'é\n"'];
const name = fc.constantFrom(...NAMES);
const scalar = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, 2, -1, 1.5, 'a', 'b', '', 'ab', '\ud83d\ude00'),
  // Below U+E000 the order of UTF-16's units, which the library goes by, is that of characters.
  fc.string({ unit: character }).map((text) => text.replace(/[\ue000-\uffff]/g, 'x')),
);

/** The library takes an empty object of that name for the prototype of any other. */
const noPrototype = ([key, value]: [string, JSONValue]): [string, JSONValue] => [
  key,
  key === '__proto__' && JSON.stringify(value) === '{}' ? null : value,
];

const { tree } = fc.letrec<{ tree: JSONValue }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar as fc.Arbitrary<JSONValue>,
    fc.array(tie('tree'), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(name, tie('tree')), { maxLength: 5, selector: ([key]) => key })
      .map((members) => Object.fromEntries(members.map(noPrototype)) as JSONValue),
  ),
}));

const small = fc.integer({ min: 0, max: 4 });
const signed = fc.integer({ min: -3, max: 4 });
const step = fc.integer({ min: -2, max: 3 });
const literal = fc.constantFrom('null', 'true', '0', '1', '1.5', "'a'", "'ab'");
const inner = fc.constantFrom('@', '@.a', '@.b', '@[0]', "@['__proto__']", '@[-1]');
const filter = fc.oneof(
  fc.constantFrom('@.a', '@[1]', '!@.b', '@.*', '@..b', '@[?@.a]', '@.a && @.b', '(@.a || @.c) && !@.b'),
  fc
    .tuple(inner, fc.constantFrom('==', '!=', '<', '>=', '>'), fc.oneof(literal, inner))
    .map((parts) => parts.join(' ')),
  fc.tuple(inner, small).map(([at, n]) => `length(${at}) > ${n}`),
  small.map((n) => `count(@.*) > ${n}`),
  inner.map((at) => `match(${at}, 'a.?')`),
  inner.map((at) => `value(${at}) == 1`),
);
const quotedName = name.map((text) => JSON.stringify(text));
const selector = (index: fc.Arbitrary<number>, by: fc.Arbitrary<number>) =>
  fc.oneof(
    quotedName,
    fc.constant('*'),
    index.map(String),
    fc
      .tuple(fc.option(index), fc.option(index), fc.option(by))
      .map((parts) => parts.map((n) => n ?? '').join(':')),
    filter.map((text) => `?${text}`),
  );
const queryOf = (index: fc.Arbitrary<number>, by: fc.Arbitrary<number>) =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom('', '', '', '..'),
        fc.array(selector(index, by), { minLength: 1, maxLength: 3 }),
      ),
      { maxLength: 4 },
    )
    .map(
      (segments) => `$${segments.map(([dots, selectors]) => `${dots}[${selectors.join(', ')}]`).join('')}`,
    );

/** The library's own answer, in its own paths. */
function asked(document: JSONValue, query: string): { path: string; value: unknown }[] {
  const environment = new JSONPathEnvironment({ maxRecursionDepth: 1000 });
  const match = environment.functionRegister.get('match') as FilterFunction;
  // It makes a string of what is none; RFC 9535, section 2.4.6, says false.
  const call = (text: unknown, pattern: unknown) => typeof text === 'string' && match.call(text, pattern);
  environment.functionRegister.set('match', { argTypes: match.argTypes, returnType: match.returnType, call });
  const length = environment.functionRegister.get('length') as FilterFunction;
  // It counts UTF-16's units; RFC 9535, section 2.4.4, characters.
  const count = (value: unknown) => (typeof value === 'string' ? [...value].length : length.call(value));
  environment.functionRegister.set('length', {
    argTypes: length.argTypes,
    returnType: length.returnType,
    call: count,
  });
  const { nodes } = environment.query(query, document);
  return nodes.map((node) => ({ path: node.getPath({ form: 'canonical' }), value: node.value }));
}

describe('a query along a stream', () => {
  it('finds what the library finds in the whole document, in the same order', () => {
    const chunk = fc.constantFrom(16, 17, 61, 4096);
    fc.assert(
      fc.property(tree, queryOf(signed, step), chunk, (document, query, chunkBytes) => {
        const expected = asked(document, query);
        const { plain, total } = queried(JSON.stringify(document), query, { whole: false, chunkBytes });
        expect(plain).toEqual(JSON.parse(JSON.stringify(expected)));
        expect(total).toBe(expected.length);
      }),
      { numRuns: 400 },
    );
  });

  it('does so in a whole document, too', () => {
    fc.assert(
      fc.property(tree, queryOf(signed, step), (document, query) => {
        const { plain } = queried(JSON.stringify(document), query);
        expect(plain).toEqual(JSON.parse(JSON.stringify(asked(document, query))));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the first matches of that order where it may not list all', () => {
    fc.assert(
      fc.property(
        tree,
        queryOf(small, small),
        fc.integer({ min: 1, max: 4 }),
        (document, query, maxMatches) => {
          const expected = JSON.parse(JSON.stringify(asked(document, query))) as unknown[];
          const { plain, total } = queried(JSON.stringify(document), query, { whole: false, maxMatches });
          expect(plain).toEqual(expected.slice(0, maxMatches));
          expect(total).toBe(expected.length);
        },
      ),
      { numRuns: 250 },
    );
  });

  it('finds lines as the elements of a list', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 5 }), queryOf(small, small), (documents, query) => {
        const lines = documents.map((document) => JSON.stringify(document)).join('\r\n');
        const { plain } = queried(lines, query, { whole: false, lines: true });
        expect(plain).toEqual(JSON.parse(JSON.stringify(asked(documents, query))));
      }),
      { numRuns: 200 },
    );
  });

  it('names selectors in their order, not in that of the file', () => {
    const text = '{"a":[1,2],"b":[3,4]}';
    const found = queried(text, '$["b","a"][1,0]', { whole: false }).plain.map(({ value }) => value);
    expect(found).toEqual([4, 3, 2, 1]);
  });

  it('passes through containers that are larger than a value may be', () => {
    const text = JSON.stringify({
      meta: 'x'.repeat(500),
      items: Array.from({ length: 500 }, (_, id) => ({ id })),
    });
    const options = { whole: false, maxValueBytes: 60 };
    expect(queried(text, '$.items[?@.id == 321].id', options).plain).toEqual([
      { path: "$['items'][321]['id']", value: 321 },
    ]);
    expect(queried(text, '$..id', options).total).toBe(500);
    expect(queried(text, '$.items[480:490:5]', options).total).toBe(2);
    expect(() => queried(text, '$.items[-1]', options)).toThrow(
      /^The value at \$\['items'\] has more than 60 bytes and would have to be taken up whole.*must not count from the end/,
    );
    expect(() => queried(text, '$..[?@.id == 7]', options)).toThrow(
      /looked at whole by a filter.*Name the list/,
    );
    expect(() => queried(text, '$', options)).toThrow(/^The value at \$ has more than 60 bytes/);
  });

  it('refuses a query that reaches a value in countless ways', () => {
    const deep = `${'['.repeat(80)}${']'.repeat(80)}`;
    expect(() => queried(deep, '$..*..*..*..*..x', { whole: false })).toThrow(/in more than 10000 ways/);
  });
});
