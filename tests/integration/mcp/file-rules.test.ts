import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOfTool } from '../../../src/mcp/policy/index.ts';
import { makeFileBed } from '../../support/mcp/file-bed.ts';

const bed = makeFileBed();
const { inside, outside, refused } = bed;
beforeAll(bed.start);
afterAll(bed.close);

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
  expect(Object.keys(uses).sort()).toEqual([...bed.tools.keys()].sort());
  for (const [name, args] of Object.entries(uses))
    expect([name, await refused(name, args)]).toEqual([name, '']);
});

test("the preset's globs keep the tools that only read", () => {
  const kept = [...bed.tools.values()].filter(
    (tool) => refusalOfTool({ ...bed.rules, readOnly: true }, tool) === null,
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
