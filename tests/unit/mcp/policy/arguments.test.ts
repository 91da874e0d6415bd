import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { refusalOfUri } from '../../../../src/mcp/policy/index.ts';
import { character } from '../../../support/characters.ts';
import { makeBed, toolOf as tool } from './bed.ts';
import { rulesOf } from './rules.ts';

const { scratch, inside, outside, rules, refused, remove } = makeBed();
afterAll(remove);

describe('what is taken for a path', () => {
  test('by the name of the key, in any case and number', async () => {
    for (const key of [
      'path',
      'filePath',
      'file_paths',
      'output-dir',
      'SourceFile',
      'workspaceRoot',
      'cwd',
      'destinations',
    ])
      expect([key, await refused({ [key]: 'out/x' })]).toEqual([key, expect.stringContaining(`"${key}"`)]);
  });
  test('by the schema', async () => {
    for (const hint of [
      { format: 'uri' },
      { description: 'The path to read' },
      { description: 'Name of the folder' },
    ])
      expect(await refused({ where: 'new/../../x' }, tool({ where: hint }))).toContain('"where"');
  });
  test('by its own form, under any other key', async () => {
    for (const value of [
      outside,
      '~/x',
      'file:///etc/passwd',
      '../x',
      'a/../../x',
      '..%2fx',
      'C:\\x',
      '\\\\host\\x',
      `a.txt, ${outside}`,
      `${outside}\n${outside}/b`,
      'out/x',
      './out/x',
      './/./out/x',
      'o%75t%2fx',
      '.\\out\\x',
      '"out/x"',
      '$HOME/x',
    ])
      expect([value, await refused({ thing: value })]).toEqual([value, expect.stringContaining('"thing"')]);
    for (const value of [
      'hello',
      'a.txt',
      './a.txt',
      '.',
      'in',
      inside,
      'a/b',
      '1.2',
      'https://example.com/../x'.replace('/../', '/'),
      '**bold**',
      '',
      '5 / 3',
      'line one\n/line two',
      '~5 minutes',
      '...',
    ])
      expect([value, await refused({ thing: value })]).toEqual([value, '']);
  });
  test('content may hold anything', async () => {
    const texts = [
      '// a comment',
      "import x from '../y';",
      '/etc/passwd',
      '~/x',
      'file:///etc/passwd',
      '{"path":"/etc/passwd"}',
      '/regex/',
    ];
    for (const key of [
      'content',
      'text',
      'code',
      'new_text',
      'oldString',
      'thought',
      'query',
      'pattern',
      'message',
      'jsonpath',
      'json_path',
      'search',
      'patterns',
    ])
      for (const value of texts)
        expect([key, value, await refused({ [key]: key === 'patterns' ? [value] : value })]).toEqual([
          key,
          value,
          '',
        ]);
  });
  test('at any depth, as a key, in JSON, in a token', async () => {
    expect(await refused({ a: [{ b: { thing: outside } }] })).toContain('"a[0].b.thing"');
    expect(await refused({ map: { [outside]: 1 } })).toContain('map[');
    expect(await refused({ files: { 'out/x': 'new' } })).toContain('files[');
    expect(await refused({ request: JSON.stringify({ path: outside }) })).toContain('"request.path"');
    expect(await refused({ paths: JSON.stringify([outside]) })).toContain('"paths');
    expect(
      await refused({ cursor: Buffer.from(JSON.stringify({ path: outside })).toString('base64') }),
    ).toContain('cursor.path');
    expect(await refused({ cursor: 'aGVsbG8gd29ybGQ=' })).toBe('');
    expect(await refused({ content: { path: outside } })).toContain('"content.path"');
    expect(await refused(JSON.parse(`{"__proto__": {"path": ${JSON.stringify(outside)}}}`))).toContain(
      '__proto__.path',
    );
  });
  test('a file:// URI and what is not a file', async () => {
    expect(await refused({ url: 'https://example.com/a/b?c=../d' })).toBe('');
    expect(await refused({ uri: 'https://x/../../../etc' })).not.toBe('');
    expect(await refused({ uri: `file://${inside}/a%20b.txt` })).toBe('');
    expect(await refused({ uri: `file://host${inside}/a` })).not.toBe('');
    expect(await refused({ uri: 'FILE:/etc/passwd' })).not.toBe('');
  });
  test('numbers', async () => {
    expect(await refused({ path: 3 })).toContain('is a number');
    expect(await refused({ max_files: 3, include_files: true, file: null })).toBe('');
    expect(await refused({ file: 3 }, tool({ file: { type: 'integer' } }))).toBe('');
  });
  test('patterns of paths', async () => {
    for (const glob of [
      '../**',
      'src/../../*',
      `${outside}/*`,
      '{/etc/*,x}',
      '*/../../x',
      'out/*',
      '%2e%2e/*',
      '{..,x}/y',
    ])
      expect([glob, await refused({ glob })]).toEqual([glob, expect.stringContaining('"glob"')]);
    for (const glob of ['**/*.ts', 'src/{a,b}/*.ts', `${inside}/**`, '*', '!*.log'])
      expect([glob, await refused({ glob })]).toEqual([glob, '']);
  });
  test('words of a command', async () => {
    expect(await refused({ command: `cat ${outside}/x` })).toContain('"command"');
    expect(await refused({ args: ['-f', `--file=${outside}`] })).toContain('"args[1]"');
    expect(await refused({ args: [`-I${outside}`] })).not.toBe('');
    expect(await refused({ command: 'ls -la sub | grep a', args: ['--all'] })).toBe('');
  });
  test('a choice of the schema is none', async () => {
    expect(await refused({ thing: '/' }, tool({ thing: { enum: ['/', '+'] } }))).toBe('');
  });
});

describe('where it leads', () => {
  test('names that only begin alike are outside', async () => {
    expect(await refused({ path: `${inside}-not` })).not.toBe('');
    expect(await refused({ path: inside })).toBe('');
  });
  test('loops, what is not there, what goes on below a file', async () => {
    expect(await refused({ path: 'loop-a' })).toContain('loop of links');
    expect(await refused({ path: 'not/there/yet' })).toBe('');
    expect(await refused({ path: 'a.txt/x' })).toBe('');
    expect(await refused({ path: 'in/../a.txt' })).toBe('');
    expect(await refused({ path: 'in/../../outside' })).not.toBe('');
  });
  test('a link and then up: as the kernel reads it, and where the link is struck out', async () => {
    await symlink(path.join(inside, 'sub'), path.join(scratch, 'into'));
    expect(await refused({ path: `${scratch}/into/x` })).toBe('');
    expect(await refused({ path: `${scratch}/into/../x` })).not.toBe('');
    expect(await refused({ path: `${inside}/out/../x` })).not.toBe('');
  });
  test('an allowed folder that is a link, or not there yet', async () => {
    const alias = rulesOf({ allowedDirectories: [path.join(scratch, 'alias')], cwd: scratch });
    expect(await refused({ path: path.join(inside, 'a.txt') }, tool(), alias)).toBe('');
    expect(await refused({ path: 'alias/a.txt' }, tool(), alias)).toBe('');
    expect(await refused({ path: 'alias/out' }, tool(), alias)).not.toBe('');
    const later = rulesOf({ allowedDirectories: [path.join(scratch, 'later')], cwd: scratch });
    expect(await refused({ path: 'later/x' }, tool(), later)).toBe('');
    expect(await refused({ path: 'x' }, tool(), later)).not.toBe('');
  });
  test('no folder, no rule, the whole disk', async () => {
    expect(
      await refused({ path: 'a.txt' }, tool(), rulesOf({ allowedDirectories: [], cwd: inside })),
    ).toContain('none');
    expect(await refused({ path: '/etc' }, tool(), rulesOf({ allowedDirectories: null }))).toBe('');
    expect(await refused({ path: '/etc' }, tool(), rulesOf({ allowedDirectories: ['/'] }))).toBe('');
    expect(
      await refused({ path: '/proc/self/environ' }, tool(), rulesOf({ allowedDirectories: ['/'] })),
    ).toContain('/proc');
  });
  test('readings that are refused without a look', async () => {
    for (const value of [
      '-rf',
      '~user/x',
      '$(id)',
      '`id`',
      'x\u0007',
      'C:x',
      'a'.repeat(5000),
      '%00',
      `$\{x:-/etc}`,
    ])
      expect([value, await refused({ path: value })]).toEqual([value, expect.stringContaining('"path"')]);
    for (const value of [
      'routes/$id.tsx',
      '[...slug].tsx',
      '(group)/page.tsx',
      '100%.txt',
      'a+b.txt',
      'é/ü.md',
      './-x',
      './~x',
      'foo. /x',
      'a&b #1.txt',
    ])
      expect([value, await refused({ path: value })]).toEqual([value, '']);
  });
  test('a pipe does not hold it up', async () => {
    execFileSync('mkfifo', [path.join(inside, 'pipe')]);
    expect(await refused({ path: 'pipe' })).toBe('');
  });
});

test('the URI of a resource', async () => {
  const uri = async (text: string) => (await refusalOfUri(rules, text))?.code ?? null;
  for (const text of [
    `file://${outside}/x`,
    '../x',
    '/etc/passwd',
    'docs://../../x',
    'fs:///etc/passwd',
    'file:///%65tc/passwd',
  ])
    expect([text, await uri(text)]).toEqual([text, 'path_outside']);
  for (const text of [
    `file://${inside}/a.txt`,
    'https://example.com/etc',
    'memo:///insights-of-nobody',
    'a.txt',
    `fs://${inside}/a`,
  ])
    expect([text, await uri(text)]).toEqual([text, null]);
  expect(await refusalOfUri(rulesOf(), 'file:///etc')).toBeNull();
});

describe('hostile arguments', () => {
  test('too deep, too many, too long', async () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 5000; i++) deep = { a: deep };
    expect(await refused(deep)).toContain('nested deeper');
    expect(await refused({ paths: Array.from({ length: 5000 }, (_, i) => `f${i}`) })).toContain('too many');
    expect(await refused({ thing: Array.from({ length: 200_000 }, () => 1) })).toContain('too many');
    expect(await refused({ path: 'x'.repeat(1_000_000), content: 'y'.repeat(1_000_000) })).toContain(
      'longer than',
    );
    expect(await refused({ command: '/a '.repeat(100_000) })).toContain('too many');
    const folders = Array.from({ length: 100 }, (_, i) => [`p${i}_path`, path.join(inside, `f${i}`)]);
    expect(await refused(Object.fromEntries(folders))).toContain('too many folders');
    expect(await refused(Object.fromEntries(folders.slice(0, 50)))).toBe('');
    expect(await refused({ glob: `${'a'.repeat(1_000_000)}/*` })).toContain('longer than');
    expect(await refused({ command: `${'-'.repeat(500_000)} ` })).toBe('');
    expect(await refused({ path: `${'. '.repeat(2000)}x` })).toContain('cannot be looked at');
    expect(await refused({ thing: '%25'.repeat(300_000) })).toEqual(expect.any(String));
    expect((await refused({ ['k'.repeat(1_000_000)]: outside })).length).toBeLessThan(2000);
  });
  test('never throws', async () => {
    for (const args of [undefined, null, 1, 'x', [], [null]]) await refused(args);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), fc.string({ unit: character }), async (value, key) => {
        await refused({ [key]: value, path: key });
        await refused(value, { name: key, inputSchema: value } as { name: string });
      }),
      { numRuns: 200 },
    );
  });
  test('whatever is put between, a path outside is refused', async () => {
    const spell = fc.constantFrom(
      '../',
      '..\\',
      '%2e%2e/',
      '.%2e%2f',
      '%252e%252e%252f',
      'sub/../../',
      './../',
      '．．/',
      '.. /',
      'in/../../',
      'a/b/../../../',
    );
    await fc.assert(
      fc.asyncProperty(spell, fc.constantFrom('', ' ', '"', './', 'sub/../'), async (up, before) => {
        const value = `${before}${up}outside/x${before === '"' ? '"' : ''}`;
        expect([value, await refused({ path: value })]).toEqual([value, expect.stringContaining('"path"')]);
      }),
      { numRuns: 55 },
    );
  });
});
