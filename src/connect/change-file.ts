import { accessSync, constants, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bytesOf, type Content, digest, makeFolderOf, readContent, writeWhole } from './file.ts';
import { applyEdits, type Done, isSaid } from './formats/edit.ts';
import { takeOut } from './formats/take-out.ts';
import { Misread, type Path, pathText } from './formats/value.ts';
import { type Record, readRecord, removeRecord, writeBackup, writeRecord } from './record.ts';
import type { FileChange } from './tool.ts';

/** A change that can be made. */
export interface Prepared {
  file: string;
  /** What is on the disk; null where nothing is. */
  now: Content | null;
  /** What will be there; the same text where all of it is said already. */
  text: string;
  done: Done[];
  /** What it is made to: `now`, less what an earlier change put there. */
  base: Content | null;
  /** The earlier change, where its copy of what was before is still the right one. */
  earlier: Record | null;
}

/** Looks at a file and works out its change. Throws a {@link Misread} where it is to be left alone. */
export function prepare({ file, format, edits, refused }: FileChange): Prepared {
  if (refused !== undefined) throw refused;
  const now = readContent(file);
  const record = now === null ? null : readRecord(file);
  if (now !== null && isSaid(format, now.text, edits)) {
    return { file, now, text: now.text, done: [], base: now, earlier: record };
  }
  checkWritable(file, now);
  const original = record === null || now === null ? undefined : originalOf(file, record, now);
  let base = original === undefined ? now : original;
  if (original === undefined && record !== null && now !== null) {
    const { text } = takeOut(format, now.text, record.done, record.before === null);
    base = text === '' ? null : { bytes: bytesOf(text, now), text, mode: record.mode };
  }
  const { text, done } = applyEdits(format, base?.text ?? '', edits);
  return { file, now, text, done, base, earlier: original === undefined ? null : record };
}

export function isChange({ now, text }: Prepared): boolean {
  return now?.text !== text;
}

/**
 * Makes the change; the name of the copy of what was there before, null where nothing was. `isSecret`: what is written
 * is for this user alone.
 */
export function commit(prepared: Prepared, tool: string, isSecret: boolean): string | null {
  const { file, now, base, earlier, done } = prepared;
  const bytes = bytesOf(prepared.text, base);
  const found = readContent(file);
  if (found === null ? now !== null : now === null || !found.bytes.equals(now.bytes))
    throw new Misread('busy', file);
  const folders = makeFolderOf(file);
  const backup = earlier?.backup ?? (base === null ? null : copyOf(file, base));
  const before = base === null ? null : digest(base.bytes);
  const mode = base?.mode ?? 0o600;
  const made = earlier?.folders ?? folders;
  const previous = now === null ? null : readRecord(file);
  writeRecord(file, { version: 1, tool, backup, before, after: digest(bytes), mode, folders: made, done });
  try {
    writeWhole(file, bytes, isSecret ? mode & 0o600 : mode);
  } catch (error) {
    if (previous === null) removeRecord(file);
    else writeRecord(file, previous);
    throw error;
  }
  return backup;
}

function copyOf(file: string, base: Content): string {
  try {
    return writeBackup(file, base);
  } catch (error) {
    throw new Misread('unwritable', file, { cause: error });
  }
}

/** How a change was taken back. */
export interface Undone {
  /** `exact`: byte for byte as it was. `deleted`: there was no file. `partly`: only our settings, as it had changed. */
  how: 'none' | 'gone' | 'exact' | 'deleted' | 'partly';
  /** Settings that had changed since and stay as they are. */
  left: string[];
  /** The copy of what was there before, where it is kept. */
  backup: string | null;
}

/** Takes a change back. Throws a {@link Misread} where the file cannot be read any more; the copy is then left. */
export function undo({ file, format }: Pick<FileChange, 'file' | 'format'>): Undone {
  const record = readRecord(file);
  if (record === null) return { how: 'none', left: [], backup: null };
  const backup = record.backup === null ? null : path.join(path.dirname(file), record.backup);
  const now = readContent(file);
  if (now === null) {
    removeRecord(file);
    return { how: 'gone', left: [], backup };
  }
  checkWritable(file, now);
  const original = originalOf(file, record, now);
  if (original === undefined) {
    const { text, left } = takeOut(format, now.text, record.done, record.before === null);
    const isEmpty = record.before === null && text === '';
    if (isEmpty) rmSync(file);
    else if (text !== now.text) writeWhole(file, bytesOf(text, now), now.mode);
    removeRecord(file);
    return { how: isEmpty ? 'deleted' : 'partly', left: left.map((one: Path) => pathText(one)), backup };
  }
  if (original === null) rmSync(file);
  else writeWhole(file, original.bytes, record.mode);
  removeRecord(file);
  if (original !== null && backup !== null) rmSync(backup, { force: true });
  if (original === null) {
    const around = record.folders.filter((folder) => file.startsWith(folder + path.sep));
    for (const folder of around.reverse()) removeEmpty(folder);
  }
  return { how: original === null ? 'deleted' : 'exact', left: [], backup: null };
}

/**
 * What was there before (null: nothing), where the file is still what was written; undefined where it has changed, or
 * the copy has.
 */
function originalOf(file: string, record: Record, now: Content): Content | null | undefined {
  if (digest(now.bytes) !== record.after) return undefined;
  if (record.backup === null) return record.before === null ? null : undefined;
  const copy = readContent(path.join(path.dirname(file), record.backup));
  if (copy === null || digest(copy.bytes) !== record.before) return undefined;
  return { ...copy, mode: record.mode };
}

/** A file that its owner may not write is meant to stay, even where its folder would allow a new one. */
function checkWritable(file: string, now: Content | null): void {
  if (now === null) return;
  try {
    if ((now.mode & 0o200) === 0) throw new Misread('unwritable', file);
    accessSync(file, constants.W_OK);
    accessSync(path.dirname(file), constants.W_OK);
  } catch (error) {
    throw error instanceof Misread ? error : new Misread('unwritable', file, { cause: error });
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something else is in it by now, or it is gone.
  }
}
