import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { McpServerConfig } from '../../../../src/config/index.ts';
import { refusalOfArguments, refusalOfUri } from '../../../../src/mcp/policy/index.ts';
import { problemWithin } from '../../../../src/mcp/policy/walk.ts';
import { character } from '../../../support/characters.ts';
import { rulesOf } from './rules.ts';

let scratch: string;
let inside: string;
let outside: string;
let rules: McpServerConfig;

beforeAll(async () => {
  scratch = await realpath(await mkdtemp(path.join(tmpdir(), 'kimi-rules-')));
  inside = path.join(scratch, 'inside');
  outside = path.join(scratch, 'outside');
  await mkdir(path.join(inside, 'sub'), { recursive: true });
  await mkdir(path.join(scratch, 'inside-not'));
  await mkdir(outside);
  await writeFile(path.join(inside, 'a.txt'), '');
  await symlink(outside, path.join(inside, 'out'));
  await symlink('loop-b', path.join(inside, 'loop-a'));
  await symlink('loop-a', path.join(inside, 'loop-b'));
  await symlink(path.join(inside, 'sub'), path.join(inside, 'in'));
  await symlink(inside, path.join(scratch, 'alias'));
  rules = rulesOf({ allowedDirectories: [inside], cwd: inside });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const tool = (properties: Record<string, unknown> = {}, name = 'load') => ({
  name,
  inputSchema: { type: 'object', properties },
});
const refused = async (args: unknown, of: { name: string } = tool(), by = rules): Promise<string> =>
  (await refusalOfArguments(by, of, args))?.reason ?? '';

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

describe('tools', () => {
  test('that go through folders, by their name or a recursive argument', async () => {
    for (const name of ['directory_tree', 'searchFiles', 'copy', 'zip-folder'])
      expect([name, await refused({ path: inside }, tool({}, name))]).toEqual([
        name,
        expect.stringContaining('a link in it'),
      ]);
    expect(await refused({ path: inside, recursive: true })).toContain('a link in it');
    expect(await refused({ path: path.join(inside, 'sub') }, tool({}, 'directory_tree'))).toBe('');
    expect(await refused({ path: inside }, tool({}, 'read_file'))).toBe('');
    expect(await refused({ path: inside }, tool({}, 'fast_copy_everything'))).toContain('a link in it');
    expect(await refused({ path: inside, recursive: true }, tool({}, 'fast_create_directory'))).toBe('');
  });
  test('that go as deep as an argument says', async () => {
    const folder = path.join(inside, 'tree');
    await mkdir(path.join(folder, '1', '2', '3', '4'), { recursive: true });
    const walked = (args: object, below = '.') =>
      refused({ path: path.join(folder, below), ...args }, { name: 'fast_get_directory_tree' });
    await symlink(outside, path.join(folder, '1', '2', '3', '4', 'out'));
    expect(await walked({ max_depth: 3 })).toBe('');
    expect(await walked({ max_depth: 4 })).toContain('a link in it');
    expect(await walked({})).toBe('');
    expect(await walked({}, '1')).toContain('a link in it');
    expect(await walked({ max_depth: 'all' })).toContain('a link in it');
  });
  test('that come to a folder again from nearer', async () => {
    // In whatever order a folder is read, one of the two is met from afar first.
    for (const [far, near] of [
      ['a', 'c'],
      ['c', 'a'],
    ] as const) {
      const folder = path.join(inside, `again-${far}`);
      for (const name of ['a', 'c']) await mkdir(path.join(folder, name), { recursive: true });
      const met = path.join(folder, far, 'b', 'met');
      await mkdir(path.join(met, 'on'), { recursive: true });
      await symlink(outside, path.join(met, 'on', 'out'));
      await symlink(met, path.join(folder, near, 'link'));
      const args = { path: folder, max_depth: 3 };
      expect(await refused(args, { name: 'fast_get_directory_tree' })).toContain('a link in it');
    }
  });
  test('that take a folder outside where none is given', async () => {
    expect(await refused({}, tool({ path: { type: 'string', default: '/' } }))).toContain('left out');
    expect(
      await refused(
        {},
        tool({ dir: { type: 'string', description: 'Folder (defaults to the home folder)' } }),
      ),
    ).toContain('left out');
    expect(await refused({}, tool({ dir: { type: 'string', default: '.' } }))).toBe('');
    for (const description of [
      'Directory to list (defaults to the current working directory)',
      'Folder; default: current directory',
      'Path, default is "."',
      'Path (default: cwd)',
    ]) {
      const list = tool({ dir: { type: 'string', description } });
      expect(await refused({}, list)).toBe('');
      expect(await refused({}, list, { ...rules, cwd: scratch })).toContain('left out');
      expect(await refused({ dir: inside }, list, { ...rules, cwd: scratch })).toBe('');
    }
  });
  test('that take paths from projectRoot', async () => {
    const away = { ...rules, cwd: scratch };
    const task = tool({ projectRoot: { type: 'string' } }, 'get_tasks');
    expect(await refused({ projectRoot: inside, file: 'tasks.json' }, task, away)).toBe('');
    expect(await refused({ projectRoot: inside, file: '../x' }, task, away)).not.toBe('');
    expect(await refused({ projectRoot: outside, file: 'x' }, task, away)).not.toBe('');
    expect(await refused({ projectRoot: inside, file: 'tasks.json' }, tool(), away)).not.toBe('');
  });
  test('that take relative paths from a folder that they are given', async () => {
    const deep = { ...rules, cwd: path.join(inside, 'one', 'two') };
    for (const key of ['cwd', 'path', 'repoPath', 'root', 'base_dir']) {
      expect([key, await refused({ [key]: inside, file: '../outside/x' }, tool(), deep)]).toEqual([
        key,
        expect.stringContaining('"file"'),
      ]);
      expect(await refused({ [key]: path.join(inside, 'sub'), file: '../a.txt' }, tool(), deep)).toBe('');
    }
    expect(await refused({ path: inside, glob: 'out/*' }, tool(), deep)).toContain('"glob"');
    expect(await refused({ path: inside, thing: 'out/x' }, tool(), deep)).toContain('"thing"');
    expect(await refused({ file: '../outside/x' }, tool(), deep)).toBe('');
    expect(await refused({ path: '../a.txt' }, tool(), deep)).toBe('');
  });
  test('that make something beside what they are given', async () => {
    expect(await refused({ path: inside, content: '' }, { name: 'fast_large_write_file' })).toContain(
      'allowed folder itself',
    );
  });
  test('that copy what they delete or move', async () => {
    const remove = { name: 'fast_delete_file' };
    const batch = { name: 'fast_batch_file_operations' };
    const folder = path.join(inside, 'venv');
    await mkdir(folder);
    await symlink(path.join(outside, 'x'), path.join(folder, 'python'));
    const args = { path: folder, recursive: true, force: true };
    expect(await refused(args, remove)).toBe('');
    expect(await refused({ ...args, backup_before_delete: true }, remove)).toContain('a link in it');
    for (const operation of ['delete', 'move']) {
      const operations = [{ operation, source: folder, destination: 'elsewhere' }];
      expect(await refused({ operations }, batch)).toBe('');
      expect(await refused({ operations, create_backup: true }, batch)).toContain('a link in it');
    }
    // Not there yet, it may be on any file system.
    const several = rulesOf({ allowedDirectories: [inside, path.join(scratch, 'new')], cwd: inside });
    const move = { source: folder, destination: path.join(scratch, 'new', 'x') };
    expect(await refused(move, { name: 'fast_move_file' }, several)).toContain('a link in it');
    expect(await refused({ ...move, source: 'in/b' }, { name: 'fast_move_file' }, several)).toBe('');
    expect(await refused({ operations: [{ operation: 'move', ...move }] }, batch, several)).toContain(
      'a link in it',
    );
    expect(await refused({ ...move, destination: 'y' }, { name: 'fast_move_file' })).toBe('');
  });
  test('that touch no files', async () => {
    expect(
      await refused({ thought: '/x', current_step: { path: '/etc' } }, { name: 'sequentialthinking_tools' }),
    ).toBe('');
  });
});

test('a name with a line break in a folder that is handed to tar', async () => {
  const folder = path.join(inside, 'lines');
  await mkdir(folder);
  await writeFile(path.join(folder, 'a\n--checkpoint'), '');
  expect(await refused({ paths: [folder], output_path: 'x.tar' }, { name: 'fast_compress_files' })).toContain(
    'control characters',
  );
});

test('folders are not gone into any longer than there is time to decide', async () => {
  const options = { allowed: [], depth: Number.POSITIVE_INFINITY, looksFor: 'names' as const };
  const folder = path.join(inside, 'sub');
  await writeFile(path.join(folder, 'one.txt'), '');
  expect(await problemWithin(folder, { ...options, until: Number.POSITIVE_INFINITY })).toBeNull();
  expect(await problemWithin(folder, { ...options, until: 0 })).toContain('too much in it');
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
