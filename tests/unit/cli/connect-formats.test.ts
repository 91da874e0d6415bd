import fc from 'fast-check';
import { parse as parseToml, stringify } from 'smol-toml';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse as parseYaml, stringify as stringifyYaml } from 'yaml';
import { diff } from '../../../src/cli/connect/diff.ts';
import { maskText } from '../../../src/cli/connect/mask.ts';
import { dotenv } from '../../../src/connect/formats/dotenv.ts';
import { applyEdits, type Edit, isSaid } from '../../../src/connect/formats/edit.ts';
import type { Format } from '../../../src/connect/formats/format.ts';
import { json } from '../../../src/connect/formats/json.ts';
import { takeOut } from '../../../src/connect/formats/take-out.ts';
import { toml } from '../../../src/connect/formats/toml.ts';
import { Misread, sameValue } from '../../../src/connect/formats/value.ts';
import { yaml } from '../../../src/connect/formats/yaml.ts';
import { character } from '../../support/characters.ts';

const word = fc.constantFrom(
  'model',
  'env',
  'a',
  'b-c',
  'd.e',
  'provider',
  '__proto__',
  'ö',
  'x y',
  'true',
  '1',
);
const plain = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom('#', '"', "'''", '"""', '[t]', ': x', '- y'),
);
const tree = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, plain, fc.array(plain, { maxLength: 3 }), tie('map')),
  map: fc.dictionary(word, tie('node'), { maxKeys: 4 }),
})).map;

/** Edits of each kind: a setting at the top, one further down, an entry. */
const EDITS: Edit[] = [
  { path: ['model'], value: 'kimi-proxy/"quoted" #' },
  { path: ['provider', 'kimi-proxy'], value: { url: 'http://x/v1', key: 'k' }, entry: { knownBy: ['url'] } },
];

let edited = 0;
beforeEach(() => {
  edited = 0;
});

/** Edits a text and takes it all back: what it says is what it said. A text that is refused is not counted. */
function roundTrip(format: Format, text: string, edits: Edit[]): void {
  let applied: ReturnType<typeof applyEdits>;
  try {
    applied = applyEdits(format, text, edits);
  } catch (error) {
    if (error instanceof Misread) return;
    throw error;
  }
  edited++;
  expect(isSaid(format, applied.text, edits)).toBe(true);
  const back = takeOut(format, applied.text, applied.done, false);
  expect(back.left).toEqual([]);
  const [found, before] = [format.read(back.text), format.read(text)];
  expect(sameValue(found, before), back.text).toBe(true);
}

describe('an edit and its way back', () => {
  it('say what was said before: JSON', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 2, '\t'), fc.constantFrom('\n', '\r\n'), (data, indent, eol) => {
        const text = JSON.stringify(data, null, indent).replaceAll('\n', eol);
        const list: Edit = { path: ['list', { key: 'id', is: 'z' }], value: { id: 'z' } };
        roundTrip(json, text, [...EDITS, list]);
      }),
    );
    expect(edited).toBeGreaterThan(40);
  });

  it('say what was said before: JSON with comments and closing commas', () => {
    const piece = fc.constantFrom(' // c\n', '/* , } */', '\n', ' ', '');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, plain, piece, piece), { maxLength: 4 }),
        piece,
        fc.boolean(),
        (entries, end, comma) => {
          const names = new Map(entries.map((one) => [one[0], one]));
          const inner = [...names.values()].map(
            ([name, value, a, b]) => `${a}${JSON.stringify(name)}:${b}${JSON.stringify(value)}`,
          );
          const text = `{${inner.join(`${end},`)}${comma && inner.length > 0 ? `${end},` : ''}${end}}`;
          roundTrip(json, text, EDITS);
        },
      ),
    );
    expect(edited).toBeGreaterThan(40);
  });

  it('say what was said before: TOML', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom('', '# c\n', '\n'), (data, head) => {
        roundTrip(toml, head + stringify(data as Record<string, unknown>), EDITS);
      }),
    );
    expect(edited).toBeGreaterThan(40);
  });

  it('say what was said before: YAML', () => {
    const edits: Edit[] = [
      { path: ['model'], value: 'openai/"x": #y' },
      {
        path: ['models', { key: 'name', is: 'K' }],
        value: { name: 'K', roles: ['chat'] },
        entry: { knownBy: ['name'] },
      },
    ];
    const models = fc.array(fc.dictionary(fc.constantFrom('name', 'k', 'l'), plain, { maxKeys: 3 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(tree, fc.option(models), fc.constantFrom(true, false), (data, list, indentSeq) => {
        const whole = list === null ? data : { ...data, models: list };
        const text = stringifyYaml(whole, { indentSeq });
        if (sameParse(() => parseYaml(text))) roundTrip(yaml, text, edits);
      }),
    );
    expect(edited).toBeGreaterThan(40);
  });

  it('say what was said before: variables', () => {
    const value = fc.stringMatching(/^[^\r\n\\]*$/);
    const line = fc.oneof(
      fc
        .tuple(fc.constantFrom('A', 'B', 'C'), value)
        .map(([name, text]) => `${name}="${text.replaceAll('"', '')}"`),
      fc.constantFrom('# note', '', 'export D=1 # c', "E='x\ny'", 'not a line'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), value, (lines, text) => {
        roundTrip(dotenv, lines.join('\n'), [
          { path: ['A'], value: text },
          { path: ['NEW'], value: text },
        ]);
      }),
    );
    expect(edited).toBeGreaterThan(40);
  });

  it('never fail but by saying why, whatever the text', () => {
    const junk = fc.oneof(fc.string({ unit: character }), fc.stringMatching(/^[[\]{}"'=:#,\-\n a1.]*$/));
    fc.assert(
      fc.property(junk, fc.constantFrom(json, toml, yaml, dotenv), (text, format) => {
        roundTrip(format, text, EDITS);
      }),
      { numRuns: 1000 },
    );
  });
});

function sameParse(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}

describe('an edit', () => {
  it('with which anything else changes is not made', () => {
    const careless: Format = {
      ...json,
      put: (text, path, value) => json.put(text, path, value).replace('1', '2'),
    };
    const make = () => applyEdits(careless, '{"a": 1}', [{ path: ['b'], value: 3 }]);
    expect(make).toThrow(expect.objectContaining({ why: 'layout', about: 'b' }));
    const broken: Format = { ...json, put: () => '{' };
    expect(() => applyEdits(broken, '{}', EDITS)).toThrow(expect.objectContaining({ why: 'layout' }));
  });

  it('keeps a comment at the setting that it speaks of', () => {
    const { text } = applyEdits(json, '{\n  "a": 1 // of a\n  // at the end\n}\n', [
      { path: ['b'], value: 2 },
    ]);
    expect(text).toBe('{\n  "a": 1, // of a\n  // at the end\n  "b": 2\n}\n');
  });

  it('goes before the first table of a TOML file, and into a table that is there', () => {
    const { text } = applyEdits(toml, 'a = 1\n\n[t]\nx = 1 # c\n\n[u]\n', [
      { path: ['b'], value: 2 },
      { path: ['t', 'y'], value: true },
    ]);
    expect(text).toBe('a = 1\nb = 2 # kimi-proxy connect\n\n[t]\nx = 1 # c\ny = true\n\n[u]\n');
  });

  it.each(['a.b = 1\n', '"a"."b" = 1\n', "'a'. b = 1 # c\n", '[a]\nb = 1\n', '[ "a" ]\nb=1'])(
    'finds a TOML setting however it is written: %j',
    (text) => {
      const edited = applyEdits(toml, text, [{ path: ['a', 'b'], value: 'x' }]).text;
      expect(edited).toBe(text.replace('1', '"x"'));
      expect(parseToml(edited)).toEqual({ a: { b: 'x' } });
    },
  );

  it('puts an entry of YAML first, with the indentation of the others', () => {
    const { text } = applyEdits(yaml, 'models: # mine\n    # the first\n    -   name: a\n', [
      { path: ['models', { key: 'name', is: 'K' }], value: { name: 'K', n: 1 } },
    ]);
    expect(text).toBe('models: # mine\n    - name: "K"\n      n: 1\n    # the first\n    -   name: a\n');
  });

  it('puts variables into quotes where they need them, and refuses what no quotes can hold', () => {
    const put = (value: string) => applyEdits(dotenv, '', [{ path: ['A'], value }]).text;
    expect(put('a b')).toBe("A='a b'\n");
    expect(put("it's #1")).toBe('A="it\'s #1"\n');
    expect(() => put('a\nb')).toThrow(Misread);
    expect(() => put('\'"`')).toThrow(Misread);
  });
});

describe('a diff', () => {
  it('shows what changes with two lines around it', () => {
    const before = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].join('\n');
    expect(diff(before, before.replace('5', 'x\ny'))).toEqual([
      '  …',
      '  3',
      '  4',
      '- 5',
      '+ x',
      '+ y',
      '  6',
      '  7',
      '  …',
    ]);
    expect(diff('', 'a\nb\n')).toEqual(['+ a', '+ b']);
    expect(diff('a\n', '')).toEqual(['- a']);
  });

  it('leads from one text to the other', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const rows = diff(a.join('\n'), b.join('\n'));
        const added = rows.filter((row) => row.startsWith('+')).length;
        const gone = rows.filter((row) => row.startsWith('-')).length;
        expect(a.length - gone + added).toBe(b.length);
        if (a.join() === b.join()) expect(added + gone).toBe(0);
      }),
    );
  });

  it('of two large texts that have nothing in common comes soon', () => {
    const many = (word: string) => Array.from({ length: 20_000 }, (_, i) => word + i).join('\n');
    const began = performance.now();
    expect(diff(many('a'), many('b'))).toHaveLength(40_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('what is shown', () => {
  it.each([
    ['api_key = "sk-secret-0123456789"', 'api_key = "sk…"'],
    ['"apiKey": "sk-secret-0123456789",', '"apiKey": "sk…",'],
    ['export OPENAI_API_KEY=sk-secret-0123456789', 'export OPENAI_API_KEY=sk…'],
    ['"refreshToken": "abcdefghijkl"', '"refreshToken": "ab…"'],
    ['password: hunter2', 'password: …'],
    ['"Authorization": "Bearer abcdefghijkl"', '"Authorization": "Be…"'],
    ['max_tokens = 4096', 'max_tokens = 4096'],
    ['"tokenSource": "manual"', '"tokenSource": "manual"'],
    ['api_key = "kimi-proxy"', 'api_key = "kimi-proxy"'],
    ['x-kimi-proxy-token: the-proxys-own', 'x-kimi-proxy-token: th…'],
    ['see the-proxys-own here', 'see th… here'],
  ])('is without secrets: %s', (text, shown) => {
    expect(maskText(text, 'the-proxys-own')).toBe(shown);
  });

  it('is without a token that has to be escaped in the file', () => {
    const token = 'to"ken\\with-marks';
    expect(maskText(`x = ${JSON.stringify(token)}`, token)).toBe('x = "to…"');
  });
});
