import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOfArguments } from '../../../src/mcp/policy/index.ts';
import { makeFileBed, SECRET } from '../../support/mcp/file-bed.ts';

const bed = makeFileBed();
const { inside, outside, call, refused } = bed;
beforeAll(bed.start);
afterAll(bed.close);

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

  test('an empty path is the folder that the server was started in', async () => {
    const args = { path: '' };
    expect(await call('fast_list_directory', args)).toContain('own.txt');
    const elsewhere = { ...bed.rules, cwd: inside, allowedDirectories: [path.join(inside, 'sub')] };
    for (const [name, given] of [
      ['fast_list_directory', args],
      ['fast_read_multiple_files', { paths: ['sub/a.txt', ''] }],
      ['fast_extract_archive', { archive_path: 'sub/x.tar', extract_to: '' }],
    ] as const)
      expect(
        (await refusalOfArguments(elsewhere, bed.tools.get(name) ?? { name }, given))?.reason ?? '',
      ).toContain('is outside');
  });

  test('what is left out and would mean a folder outside', async () => {
    expect(await call('fast_get_disk_usage', {})).toContain('mounted_on');
    expect(await refused('fast_get_disk_usage', {})).toContain('"path" is left out and means "/"');
    expect(await refused('fast_get_disk_usage', { path: outside })).not.toBe('');
  });
});
