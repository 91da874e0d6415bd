import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { problemWithin } from '../../../../src/mcp/policy/walk.ts';
import { makeBed, toolOf as tool } from './bed.ts';
import { rulesOf } from './rules.ts';

const { scratch, inside, outside, rules, refused, remove } = makeBed();
afterAll(remove);

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
