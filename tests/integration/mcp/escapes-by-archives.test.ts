import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFileBed, SECRET } from '../../support/mcp/file-bed.ts';

const { scratch, inside, outside, call, refused, start, close } = makeFileBed();
beforeAll(start);
afterAll(close);

describe('what the server does outside with archives and several steps, unguarded, is refused', () => {
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
});
