import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { type Content, readContent, writeWhole } from './file.ts';
import type { Done } from './formats/edit.ts';
import { Misread } from './formats/value.ts';
import { hasCode, writeNew } from './whole-file.ts';

/** A name in the folder of the file itself. */
const name = z.string().refine((text) => text !== '' && path.basename(text) === text);
const json = z.json();
const step = z.union([z.string(), z.strictObject({ key: z.string(), is: z.string() })]);
const recordSchema = z.object({
  version: z.literal(1),
  tool: z.string(),
  /** The copy of what was there before; null where nothing was. */
  backup: name.nullable(),
  /** SHA-256 of that copy; null where nothing was. */
  before: z.string().nullable(),
  /** SHA-256 of what was written. */
  after: z.string(),
  /** Permission bits of what was there before. */
  mode: z.number().int().min(0).max(0o777),
  /** Folders that were made for the file, the outermost first. */
  folders: z.array(z.string()),
  done: z.array(
    z.object({
      path: z.array(step).min(1),
      before: json.optional(),
      after: json,
      made: z.number().int().min(0).max(100),
      isFrame: z.boolean().optional(),
      knownBy: z.array(z.string()).optional(),
    }),
  ),
});

/** What was done to a file, kept beside it so that it can be taken back. */
export type Record = Omit<z.infer<typeof recordSchema>, 'done'> & { done: Done[] };

export const recordFile = (file: string): string => `${file}.kimi-proxy-undo`;

/** What was done to a file; null where nothing was, or nobody can tell any more. */
export function readRecord(file: string): Record | null {
  const content = readContent(recordFile(file));
  if (content === null) return null;
  try {
    return (recordSchema.safeParse(JSON.parse(content.text)).data as Record | undefined) ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Whether a tool's file is there, and whether it was changed from here and not taken back. */
export function fileState(file: string): 'absent' | 'there' | 'connected' {
  if (!existsSync(file)) return 'absent';
  try {
    return readRecord(file) === null ? 'there' : 'connected';
  } catch (error) {
    if (error instanceof Misread) return 'there';
    throw error;
  }
}

/** It may hold a key: for this user alone. */
export function writeRecord(file: string, record: Record): void {
  writeWhole(recordFile(file), Buffer.from(`${JSON.stringify(record, null, 2)}\n`), 0o600);
}

export function removeRecord(file: string): void {
  rmSync(recordFile(file), { force: true });
}

/** Copies what is there to a name that no older copy has: `config.toml.kimi-proxy-backup`, `…-backup-2`. */
export function writeBackup(file: string, { bytes, mode }: Content): string {
  for (let count = 1; ; count++) {
    const copy = `${file}.kimi-proxy-backup${count === 1 ? '' : `-${count}`}`;
    try {
      writeNew(copy, bytes, mode);
      return path.basename(copy);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}
