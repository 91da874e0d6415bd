import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type McpServerConfig, mcpPresets } from '../../../src/config/index.ts';
import { refusalOfArguments, refusalOfTool } from '../../../src/mcp/policy/index.ts';
import type { Tool } from '../../../src/mcp/port.ts';

const SERVER = createRequire(import.meta.url).resolve('fast-filesystem-mcp/dist/index.js');
const SECRET = 'what is outside';

let scratch: string;
let inside: string;
let outside: string;
let client: Client;
let tools: Map<string, Tool>;
let rules: McpServerConfig;

async function call(name: string, args: Record<string, unknown>): Promise<string> {
  return JSON.stringify(await client.callTool({ name, arguments: args }));
}

async function refused(name: string, args: unknown): Promise<string> {
  const refusal = await refusalOfArguments(rules, tools.get(name) ?? { name }, args);
  if (refusal === null) return '';
  expect(refusal.code).toBe('path_outside');
  expect(refusal.reason).toContain(JSON.stringify(inside));
  return refusal.reason;
}

beforeAll(async () => {
  scratch = await realpath(await mkdtemp(path.join(tmpdir(), 'kimi-escapes-')));
  inside = path.join(scratch, 'inside');
  outside = path.join(scratch, 'outside');
  await mkdir(path.join(inside, 'sub'), { recursive: true });
  await mkdir(path.join(inside, 'linked'));
  await mkdir(path.join(inside, 'through'));
  await mkdir(path.join(outside, 'folder'), { recursive: true });
  await writeFile(path.join(outside, 'secret.txt'), SECRET);
  await writeFile(path.join(outside, 'folder', 'deep.txt'), SECRET);
  await writeFile(path.join(inside, 'own.txt'), 'one\ntwo\nthree\n');
  await writeFile(path.join(inside, 'sub', 'a.txt'), 'needle\n');
  await symlink(path.join(outside, 'secret.txt'), path.join(inside, 'file-link'));
  await symlink(outside, path.join(inside, 'folder-link'));
  await symlink(path.join(outside, 'made-through-link.txt'), path.join(inside, 'dangling'));
  await symlink(outside, path.join(inside, 'linked', 'out'));
  await symlink(path.join(outside, 'secret.txt'), path.join(inside, 'linked', 'file'));
  await symlink(outside, path.join(inside, 'through', 'sub'));
  await symlink(path.join(inside, 'sub'), path.join(inside, 'inner-link'));
  const preset = mcpPresets(inside).find((one) => one.name === 'fast_filesystem');
  if (preset === undefined) throw new Error('no preset');
  rules = { ...preset, cwd: inside, env: { HOME: scratch }, allowedDirectories: [inside] };
  client = new Client({ name: 'escapes', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [SERVER],
      cwd: inside,
      env: { PATH: process.env.PATH ?? '', HOME: scratch },
      stderr: 'ignore',
    }),
  );
  tools = new Map((await client.listTools()).tools.map((tool) => [tool.name, tool as Tool]));
});

afterAll(async () => {
  await client?.close();
  await rm(scratch, { recursive: true, force: true });
});

describe('what the server does outside, unguarded, is refused', () => {
  const reads: [string, string, () => Record<string, unknown>, string][] = [
    ['a link to a file', 'fast_read_file', () => ({ path: path.join(inside, 'file-link') }), 'path'],
    [
      'through a link to a folder',
      'fast_read_file',
      () => ({ path: path.join(inside, 'folder-link/secret.txt') }),
      'path',
    ],
    ['a relative path through a link', 'fast_read_file', () => ({ path: 'folder-link/secret.txt' }), 'path'],
    ['up', 'fast_read_file', () => ({ path: `${inside}/../outside/secret.txt` }), 'path'],
    ['up, relative', 'fast_read_file', () => ({ path: '../outside/secret.txt' }), 'path'],
    ['in full', 'fast_read_file', () => ({ path: path.join(outside, 'secret.txt') }), 'path'],
    [
      'a list',
      'fast_read_multiple_files',
      () => ({ paths: ['own.txt', path.join(outside, 'secret.txt')] }),
      'paths[1]',
    ],
    [
      'lines',
      'fast_extract_lines',
      () => ({ path: path.join(outside, 'secret.txt'), start_line: 1, end_line: 1 }),
      'path',
    ],
    ['a listing', 'fast_list_directory', () => ({ path: 'folder-link/folder' }), 'path'],
    [
      'a tree through a link in it',
      'fast_get_directory_tree',
      () => ({ path: path.join(inside, 'linked') }),
      'path',
    ],
    ['a search', 'fast_search_files', () => ({ path: outside, pattern: 'deep' }), 'path'],
    ['large files', 'fast_find_large_files', () => ({ path: outside, min_size: '1B' }), 'path'],
  ];
  test.each(reads)('reading: %s', async (_what, name, args, where) => {
    const answer = await call(name, args());
    expect(answer.includes(SECRET) || answer.includes('deep.txt')).toBe(true);
    expect(await refused(name, args())).toContain(`argument "${where}"`);
  });

  const writes: [string, string, (to: string) => Record<string, unknown>, string][] = [
    ['in full', 'fast_write_file', (to) => ({ path: path.join(outside, to), content: SECRET }), 'path'],
    ['through a link', 'fast_write_file', (to) => ({ path: `folder-link/${to}`, content: SECRET }), 'path'],
    [
      'a large file',
      'fast_large_write_file',
      (to) => ({ path: `../outside/${to}`, content: SECRET }),
      'path',
    ],
    ['a folder', 'fast_create_directory', (to) => ({ path: `folder-link/${to}` }), 'path'],
    [
      'a copy',
      'fast_copy_file',
      (to) => ({ source: 'own.txt', destination: path.join(outside, to) }),
      'destination',
    ],
    [
      'in a batch',
      'fast_batch_file_operations',
      (to) => ({
        operations: [
          { operation: 'copy', source: 'own.txt', destination: 'sub/x.txt', overwrite: true },
          { operation: 'copy', source: 'own.txt', destination: path.join(outside, to) },
        ],
      }),
      'operations[1].destination',
    ],
    [
      'an archive',
      'fast_compress_files',
      (to) => ({ paths: ['own.txt'], output_path: path.join(outside, to), format: 'tar' }),
      'output_path',
    ],
    [
      'a synchronisation',
      'fast_sync_directories',
      (to) => ({ source_dir: 'sub', target_dir: path.join(outside, to) }),
      'target_dir',
    ],
  ];
  test.each(writes)('writing: %s', async (what, name, args, where) => {
    const to = `written-${what.replaceAll(' ', '-')}-${name}`;
    await call(name, args(to));
    expect(existsSync(path.join(outside, to))).toBe(true);
    expect(await refused(name, args(to))).toContain(`argument "${where}"`);
  });

  test('writing through a link to nothing', async () => {
    const args = { path: 'dangling', content: SECRET };
    expect(await refused('fast_write_file', args)).toContain('argument "path"');
    await call('fast_write_file', args);
    expect(await readFile(path.join(outside, 'made-through-link.txt'), 'utf8')).toBe(SECRET);
    await rm(path.join(outside, 'made-through-link.txt'));
  });

  test('editing, moving and deleting', async () => {
    for (const name of ['edit', 'move', 'delete']) await writeFile(path.join(outside, name), 'before');
    const edit = { path: 'folder-link/edit', old_text: 'before', new_text: 'after' };
    const move = { source: path.join(outside, 'move'), destination: 'moved.txt' };
    const remove = { path: path.join(outside, 'delete'), force: true };
    for (const [name, args] of [
      ['fast_edit_block', edit],
      ['fast_move_file', move],
      ['fast_delete_file', remove],
    ] as const) {
      expect(await refused(name, args)).not.toBe('');
      await call(name, args);
    }
    expect(await readFile(path.join(outside, 'edit'), 'utf8')).toBe('after');
    expect(existsSync(path.join(outside, 'move'))).toBe(false);
    expect(existsSync(path.join(outside, 'delete'))).toBe(false);
    for (const name of ['fast_edit_blocks', 'fast_edit_multiple_blocks', 'fast_safe_edit'])
      expect(
        await refused(name, { path: 'folder-link/edit', old_text: 'a', new_text: 'b', edits: [] }),
      ).not.toBe('');
  });

  test('a copy of a folder takes along what a link in it leads to', async () => {
    await mkdir(path.join(inside, 'only-file'));
    await symlink(path.join(outside, 'secret.txt'), path.join(inside, 'only-file', 'file'));
    const args = { source: 'only-file', destination: 'copied' };
    await call('fast_copy_file', args);
    expect(await readFile(path.join(inside, 'copied', 'file'), 'utf8')).toBe(SECRET);
    expect(await refused('fast_copy_file', args)).toContain('only-file');
    expect(
      await refused('fast_batch_file_operations', { operations: [{ operation: 'copy', ...args }] }),
    ).toContain('operations[0].source');
  });

  test('a folder that is written into leads outside through a link in it', async () => {
    const from = path.join(inside, 'from');
    await mkdir(path.join(from, 'sub'), { recursive: true });
    await writeFile(path.join(from, 'sub', 'synced.txt'), SECRET);
    const copy = { source: 'from', destination: 'through', overwrite: true };
    await call('fast_copy_file', copy);
    expect(existsSync(path.join(outside, 'synced.txt'))).toBe(true);
    expect(await refused('fast_copy_file', copy)).toContain('argument "destination"');
    expect(await refused('fast_sync_directories', { source_dir: 'from', target_dir: 'through' })).toContain(
      'target_dir',
    );
    execFileSync('tar', ['-cf', path.join(inside, 'from.tar'), '-C', from, 'sub/synced.txt']);
    await rm(path.join(outside, 'synced.txt'));
    const extract = { archive_path: 'from.tar', extract_to: 'through', overwrite: true };
    await call('fast_extract_archive', extract);
    expect(existsSync(path.join(outside, 'synced.txt'))).toBe(true);
    expect(await refused('fast_extract_archive', extract)).toContain('argument "extract_to"');
  });

  test('names within an archive that tar takes for options lead out of the folder', async () => {
    const odd = path.join(scratch, 'odd');
    await mkdir(odd);
    for (const name of ['-C..', 'stray.txt']) await writeFile(path.join(odd, name), SECRET);
    const names = ['-C..', '-C..', 'stray.txt'];
    execFileSync('tar', [
      '-cf',
      path.join(inside, 'odd.tar'),
      '--hard-dereference',
      '-C',
      odd,
      '--',
      ...names,
    ]);
    const args = {
      archive_path: 'odd.tar',
      extract_to: 'extracted',
      overwrite: true,
      extract_specific: ['..', 'stray'],
    };
    await call('fast_extract_archive', args);
    expect(existsSync(path.join(scratch, 'stray.txt'))).toBe(true);
    expect(await refused('fast_extract_archive', args)).toContain('argument "extract_specific"');
    expect(await refused('fast_extract_archive', { ...args, extract_specific: [] })).toBe('');
  });

  test('a line break in a name puts a file from outside into an archive', async () => {
    const broken = path.join(inside, 'broken', `x\n`, outside.slice(1));
    await mkdir(broken, { recursive: true });
    await writeFile(path.join(broken, 'secret.txt'), 'a decoy');
    const args = { paths: ['broken'], output_path: 'broken.tar', format: 'tar' };
    await call('fast_compress_files', args).catch(() => '');
    const made = path.join(inside, 'broken.tar');
    expect(existsSync(made) && (await readFile(made, 'utf8')).includes(SECRET)).toBe(true);
    expect(await refused('fast_compress_files', args)).toContain('control characters');
  });

  test('an empty path is the folder that the server was started in', async () => {
    const args = { path: '' };
    expect(await call('fast_list_directory', args)).toContain('own.txt');
    const elsewhere = { ...rules, cwd: inside, allowedDirectories: [path.join(inside, 'sub')] };
    for (const [name, given] of [
      ['fast_list_directory', args],
      ['fast_read_multiple_files', { paths: ['sub/a.txt', ''] }],
      ['fast_extract_archive', { archive_path: 'sub/x.tar', extract_to: '' }],
    ] as const)
      expect(
        (await refusalOfArguments(elsewhere, tools.get(name) ?? { name }, given))?.reason ?? '',
      ).toContain('is outside');
  });

  test('what a batch does with what it has moved or taken away before', async () => {
    const source = path.join(inside, 'moved-from', 'deep');
    await mkdir(source, { recursive: true });
    await symlink('../../outside/secret.txt', path.join(source, 'up'));
    const move = { operation: 'move', source: 'moved-from/deep', destination: 'moved-to' };
    const copy = { operation: 'copy', source: 'moved-to/up', destination: 'sub/taken.txt' };
    const args = { operations: [move, copy] };
    const alone = [move, { operation: 'delete', source: 'inner-link' }, { ...copy, source: 'inner-link' }];
    for (const operation of alone)
      expect(await refused('fast_batch_file_operations', { operations: [operation] })).toBe('');
    expect(await refused('fast_batch_file_operations', args)).toContain('operations[0].source');
    expect(await refused('fast_batch_file_operations', { operations: [alone[1], alone[2]] })).toContain(
      'operations[0].source',
    );
    await call('fast_batch_file_operations', args);
    expect(await readFile(path.join(inside, 'sub', 'taken.txt'), 'utf8')).toBe(SECRET);
    for (const made of ['moved-to', 'sub/taken.txt']) await rm(path.join(inside, made), { recursive: true });
  });

  test('an archive takes a link in the folder somewhere else', async () => {
    const into = path.join(inside, 'into');
    await mkdir(path.join(into, 'a', 'b'), { recursive: true });
    await symlink('../../../outside', path.join(into, 'a', 'b', 'link'));
    const odd = path.join(scratch, 'hard', 'a');
    await mkdir(path.join(odd, 'b'), { recursive: true });
    await symlink('../../../outside', path.join(odd, 'b', 'link'));
    await link(path.join(odd, 'b', 'link'), path.join(odd, 'near'));
    const tar = path.join(inside, 'hard.tar');
    const from = ['-C', path.dirname(odd)];
    // The archive has the link by its second name alone, and a file below that.
    execFileSync('tar', ['-cf', tar, ...from, 'a/b/link', 'a/near']);
    execFileSync('tar', ['--delete', '-f', tar, 'a/b/link']);
    await rm(path.join(odd, 'near'));
    await mkdir(path.join(odd, 'near'));
    await writeFile(path.join(odd, 'near', 'by-link.txt'), SECRET);
    execFileSync('tar', ['-rf', tar, ...from, 'a/near/by-link.txt']);
    const args = { archive_path: 'hard.tar', extract_to: 'into', overwrite: true };
    expect(await refused('fast_extract_archive', args)).toContain('has a link in it');
    await call('fast_extract_archive', args);
    expect(existsSync(path.join(outside, 'by-link.txt'))).toBe(true);
  });

  test('a backslash in a name puts a file from outside into an archive', async () => {
    const up = String.raw`\056\056`;
    const odd = path.join(inside, 'escaped', up, up, 'outside');
    await mkdir(odd, { recursive: true });
    await writeFile(path.join(odd, 'secret.txt'), 'a decoy');
    for (const [name, paths] of [
      ['folder', ['escaped']],
      ['file', [path.join(odd, 'secret.txt')]],
    ] as const) {
      const args = { paths, output_path: `escaped-${name}.tar`, format: 'tar' };
      await call('fast_compress_files', args).catch(() => '');
      expect(await readFile(path.join(inside, `escaped-${name}.tar`), 'utf8')).toContain(SECRET);
      expect(await refused('fast_compress_files', args)).toContain('argument "paths[0]"');
    }
  });

  test('what is left out and would mean a folder outside', async () => {
    expect(await call('fast_get_disk_usage', {})).toContain('mounted_on');
    expect(await refused('fast_get_disk_usage', {})).toContain('"path" is left out and means "/"');
    expect(await refused('fast_get_disk_usage', { path: outside })).not.toBe('');
  });
});

describe('what another server would read so is refused', () => {
  const forms: [string, () => string][] = [
    ['home', () => '~/outside/secret.txt'],
    ["another user's home", () => '~root/x'],
    ['a variable', () => '$HOME/outside/secret.txt'],
    ['a variable in braces', () => `\${HOME}/outside/secret.txt`],
    ['a Windows variable', () => '%HOME%/outside/secret.txt'],
    ['a file URI', () => pathToFileURL(path.join(outside, 'secret.txt')).href],
    ['a file URI with a host', () => `file://localhost${outside}/secret.txt`],
    ['encoded', () => '%2e%2e%2foutside%2fsecret.txt'],
    ['encoded twice', () => '%252e%252e%252foutside%252fsecret.txt'],
    ['backslashes', () => '..\\outside\\secret.txt'],
    ['full-width', () => '．．／outside／secret.txt'],
    ['a link followed before ..', () => 'folder-link/../outside/secret.txt'],
    ['a link before .. that is struck out', () => 'inner-link/../../outside'],
    ['/proc', () => '/proc/self/cwd/own.txt'],
    ['a list in a text', () => `own.txt,${outside}/secret.txt`],
    ['NUL', () => 'own.txt\0/../../outside'],
  ];
  test.each(forms)('%s', async (_what, value) => {
    expect(await refused('fast_read_file', { path: value() })).toContain('argument "path"');
    expect(
      await refused('fast_batch_file_operations', { operations: [{ operation: 'delete', source: value() }] }),
    ).toContain('operations[0].source');
    expect(
      await refused('fast_read_multiple_files', {
        paths: ['own.txt'],
        continuation_tokens: { [value()]: { next_offset: 1 } },
      }),
    ).toContain('continuation_tokens[');
  });

  test('never where a link leads', async () => {
    expect(await refused('fast_read_file', { path: 'file-link' })).not.toContain(outside);
    expect(await refused('fast_get_directory_tree', { path: 'linked' })).not.toContain(outside);
  });
});

test('ordinary use of all 25 tools passes', async () => {
  const clean = path.join(inside, 'sub');
  const file = path.join(clean, 'a.txt');
  const edit = {
    path: file,
    old_text: "import x from '../y';",
    new_text: '// a comment\n/etc/passwd ~ %2e%2e/',
  };
  const uses: Record<string, Record<string, unknown>> = {
    fast_list_allowed_directories: {},
    fast_read_file: {
      path: 'sub/a.txt',
      encoding: 'utf-8',
      line_start: 0,
      continuation_token: 'read_file_17_ab',
    },
    fast_read_multiple_files: {
      paths: [file, 'own.txt'],
      continuation_tokens: { [file]: { type: 'auto', next_offset: 3 } },
    },
    fast_write_file: {
      path: 'new/deep/file.ts',
      content: "// x\nimport y from '../../z';\n",
      encoding: 'utf-8',
    },
    fast_large_write_file: { path: path.join(inside, 'new.txt'), content: '/etc/passwd' },
    fast_list_directory: { path: inside, pattern: '.ts', sort_by: 'name' },
    fast_get_file_info: { path: 'inner-link/a.txt' },
    fast_create_directory: { path: `${inside}/one/two` },
    fast_search_files: { path: inside, pattern: '^/\\.\\./x', file_pattern: '*.ts', content_search: true },
    fast_search_code: { path: '.', pattern: '../lib', file_pattern: '**/*.ts' },
    fast_get_directory_tree: { path: clean, max_depth: 2 },
    fast_get_disk_usage: { path: inside },
    fast_find_large_files: { path: inside, min_size: '10MB' },
    fast_edit_block: edit,
    fast_safe_edit: { ...edit, safety_level: 'strict' },
    fast_edit_multiple_blocks: { path: file, edits: [{ old_text: '/', new_text: '../', mode: 'replace' }] },
    fast_edit_blocks: { path: file, edits: [{ old_text: '~/x', new_text: 'file:///etc' }] },
    fast_extract_lines: { path: file, line_numbers: [1, 2], pattern: '/x/' },
    fast_copy_file: { source: file, destination: 'sub/b.txt' },
    fast_move_file: { source: 'sub/b.txt', destination: `${clean}/c.txt` },
    fast_delete_file: { path: `${clean}/c.txt`, force: true },
    fast_batch_file_operations: {
      operations: [
        { operation: 'copy', source: file, destination: 'sub/d.txt' },
        { operation: 'delete', source: 'sub/d.txt' },
      ],
    },
    fast_compress_files: {
      paths: [clean],
      output_path: 'sub.tar.gz',
      format: 'tar.gz',
      exclude_patterns: ['*.log', '../x'],
    },
    fast_extract_archive: { archive_path: 'sub.tar.gz', extract_to: 'unpacked' },
    fast_sync_directories: { source_dir: clean, target_dir: 'mirror', exclude_patterns: ['.git'] },
  };
  expect(Object.keys(uses).sort()).toEqual([...tools.keys()].sort());
  for (const [name, args] of Object.entries(uses))
    expect([name, await refused(name, args)]).toEqual([name, '']);
});

test("the preset's globs keep the tools that only read", () => {
  const kept = [...tools.values()].filter(
    (tool) => refusalOfTool({ ...rules, readOnly: true }, tool) === null,
  );
  expect(kept.map((tool) => tool.name).sort()).toEqual([
    'fast_extract_lines',
    'fast_find_large_files',
    'fast_get_directory_tree',
    'fast_get_disk_usage',
    'fast_get_file_info',
    'fast_list_allowed_directories',
    'fast_list_directory',
    'fast_read_file',
    'fast_read_multiple_files',
    'fast_search_code',
    'fast_search_files',
  ]);
});
