import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { pathId, showPath } from '../../../src/config/path.ts';
import { tomlLines } from '../../../src/config/toml-lines.ts';

const lineOf = (text: string, ...path: (string | number)[]) => tomlLines(text).get(pathId(path));

/** Every path of a parsed document. */
function paths(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [path];
  const inner: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return [path, ...inner.flatMap(([key, item]) => paths(item, [...path, key]))];
}

const DOCUMENT = `# a comment with = and [brackets]
top = 1
"quoted \\u00fc key" = 2
'literal.key' = 3
a.b . "c.d" = 4

[table] # after a header
text = "with # and ] and \\" inside"
raw = 'C:\\'
long = """
not_a_key = 1
\\""" still text
""""
after = '''
x = 1
''' # comment
date = 1979-05-27 07:32:00
[ table . sub ]
list = [
  1, # one
  [2, 3],

  { x = 4, y = { z = 5 } }
]
[[tables]]
n = 1
[tables.deep]
d = 1
[[tables]]
n = 2
[[tables.inner]]
i = 1
`;

describe('the line of a key', () => {
  it.each<[number, ...(string | number)[]]>([
    [2, 'top'],
    [3, 'quoted ü key'],
    [4, 'literal.key'],
    [5, 'a'],
    [5, 'a', 'b', 'c.d'],
    [7, 'table'],
    [8, 'table', 'text'],
    [9, 'table', 'raw'],
    [10, 'table', 'long'],
    [14, 'table', 'after'],
    [17, 'table', 'date'],
    [18, 'table', 'sub'],
    [19, 'table', 'sub', 'list'],
    [20, 'table', 'sub', 'list', 0],
    [21, 'table', 'sub', 'list', 1],
    [21, 'table', 'sub', 'list', 1, 1],
    [23, 'table', 'sub', 'list', 2, 'x'],
    [23, 'table', 'sub', 'list', 2, 'y', 'z'],
    [25, 'tables'],
    [26, 'tables', 0, 'n'],
    [28, 'tables', 0, 'deep', 'd'],
    [29, 'tables', 1],
    [30, 'tables', 1, 'n'],
    [32, 'tables', 1, 'inner', 0, 'i'],
  ])('%i is that of %s %s %s %s %s', (line, ...path) => {
    parse(DOCUMENT);
    expect(lineOf(DOCUMENT, ...path)).toBe(line);
  });

  it('is found with the line ends of Windows', () => {
    expect(lineOf('a = 1\r\n\r\n[t]\r\nb = """\r\nx = 1\r\n"""\r\nc = 2\r\n', 't', 'c')).toBe(7);
  });

  it('is found for a key with an escape beyond the basic plane', () => {
    expect(lineOf('\n"\\U0001F600" = 1', '😀')).toBe(2);
  });

  it('is found for every key of any document', () => {
    const key = fc.oneof(
      fc.string({ minLength: 1, maxLength: 8 }),
      fc.constantFrom('a', 'a.b', '#', '"', "'", '[x]'),
    );
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('"""', "'''", '#', '\\', '\n[x]\n'),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.dictionary(
        key,
        fc.oneof({ maxDepth: 3 }, leaf, fc.array(leaf, { maxLength: 3 }), tie('tree')),
        {
          maxKeys: 4,
        },
      ),
    }));
    fc.assert(
      fc.property(tree, (document) => {
        const text = stringify(document);
        const lines = tomlLines(text);
        const written = text.split('\n');
        for (const path of paths(parse(text)).slice(1)) {
          const line = lines.get(pathId(path));
          // A table that only others within it name has their line.
          expect(line, `${showPath(path)} of ${text}`).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(written.length);
          const last = path.at(-1);
          if (typeof last === 'string' && /^[A-Za-z0-9]+$/.test(last))
            expect(written[(line ?? 0) - 1]).toContain(last);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is looked for without an end in sight of any text that is not TOML', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'a=.[]{}"\'#\n,\\ ') }),
        (text) => void tomlLines(text),
      ),
    );
  });
});

describe('a path', () => {
  it('is shown as TOML would have it', () => {
    expect(showPath(['models', 'claude-*', 'fallbacks', 0])).toBe('models."claude-*".fallbacks[0]');
    expect(showPath(['a', 'b"c'])).toBe('a."b\\"c"');
  });
});
